from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from refusals import refused_keys

from elp.config.base import Settings
from elp.config.data import CorpusSettings, DatasetSettings
from elp.config.emotion import EmotionSettings
from elp.config.features import FeatureSettings, StyleSettings
from elp.config.schedule import ScheduleSettings
from elp.config.tracking import ClipSettings, TrackingSettings

OWN: dict[str, Any] = {"layout": "clips", "root": Path("data")}
MADE_UP: dict[str, Any] = {"layout": "sample_corpus", "corpus": {}}
TABLE = {"emotion_source": "table", "emotion_table": Path("labels.csv")}


def test_defaults_are_the_papers() -> None:
    """Sec. 3.1, 3.3 and 4.1."""
    assert ClipSettings().size == 256
    assert DatasetSettings.model_validate(OWN).frame_rate == 25
    assert TrackingSettings().expression == 100
    assert (ScheduleSettings().steps, ScheduleSettings().batch_size) == (10_000, 32)
    assert EmotionSettings().positive == ("female_happy", "male_happy")
    assert FeatureSettings().mfcc_layout == "29"


@pytest.mark.parametrize(
    "values",
    [
        OWN,
        MADE_UP,
        {**OWN, "layout": "vico", "splits": ["train", "ood"], "identities": "shared"},
        {**OWN, **TABLE, "emotions": ["bored"]},
        {**OWN, "emotion_source": "analyzer", "emotions": ["positive", "unpositive"]},
        {**MADE_UP, "splits": ["train"]},
        {**OWN, "frame_rate": 30},
    ],
)
def test_complete_data_sets_are_accepted(values: dict[str, Any]) -> None:
    assert DatasetSettings.model_validate(values).shards == 2


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"layout": "clips"}, "layout `clips` needs `root`"),
        ({"layout": "vico"}, "layout `vico` needs `root`"),
        (
            {"layout": "sample_corpus"},
            "`corpus` is for the layout `sample_corpus`, which requires it",
        ),
        ({**OWN, "corpus": {}}, "`corpus` is for the layout `sample_corpus`"),
        ({**MADE_UP, "frame_rate": 30}, "the sample corpus has 25 frames per second"),
        ({**MADE_UP, "splits": ["train", "ood"]}, r"`corpus\.conversations` .* \['ood'\]"),
        ({**OWN, "emotion_source": "table"}, "`emotion_table` goes with"),
        ({**OWN, "emotion_table": "labels.csv"}, "`emotion_table` goes with"),
        ({**OWN, "emotion_source": "analyzer"}, r"two emotions: .* not \['positive', 'neutral'"),
        ({**OWN, "splits": ["test"]}, "`splits` needs `train`"),
        ({**OWN, "emotions": []}, "emotions\n.*at least 1 item"),
        ({**OWN, "splits": ["train", "dev"]}, r"splits\.1\n"),
    ],
)
def test_the_error_of_an_incomplete_data_set_says_what_is_missing(
    values: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValidationError, match=message):
        DatasetSettings.model_validate(values)


@pytest.mark.parametrize("people", ["speakers", "listeners"])
def test_every_conversation_of_a_corpus_needs_people(people: str) -> None:
    conversations = {"train": 3, "valid": 1, "test": 1}
    others = {"speakers", "listeners"} - {people}
    given = {"conversations": conversations, **dict.fromkeys(others, conversations)}
    with pytest.raises(ValidationError, match=rf"`{people}` lacks the splits \['valid'\]"):
        CorpusSettings.model_validate(given)
    CorpusSettings.model_validate({**given, people: conversations})


@pytest.mark.parametrize(
    ("group", "key", "value"),
    [
        (CorpusSettings, "conversations.train", 0),
        (CorpusSettings, "attitudes.neutral", -1),
        (ScheduleSettings, "batch_size", 0),
        (ClipSettings, "crf", 52),
        (ClipSettings, "fps", 29.97),
        (TrackingSettings, "blink_ratio", 1.0),
        (TrackingSettings, "max_missing", 1.1),
        (TrackingSettings, "smoothing", -0.1),
        (EmotionSettings, "imbalance_warning", 0),
        (EmotionSettings, "analyzer", "own"),
        (StyleSettings, "length", 0),
        (FeatureSettings, "style.mode", "future"),
        (FeatureSettings, "mfcc_layout", "13"),
    ],
)
def test_values_out_of_range_are_refused_by_their_key(
    group: type[Settings], key: str, value: object
) -> None:
    assert refused_keys(group, key, value) == [key]


def test_a_label_that_the_analyzer_does_not_have_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"positive\.1\n"):
        EmotionSettings.model_validate({"positive": ["male_happy", "male_surprised"]})
