import logging
from pathlib import Path
from typing import get_args

import numpy as np
import pandas as pd
import pytest
from made_up_clips import HOP, MadeUpClip, make_sources, row

from elp.config.emotion import EmotionSettings, SpeechLabel
from elp.datasets.clip import Clip
from elp.emotion.labels import (
    LABELS,
    EmotionLabel,
    labels_from_sheet,
    labels_from_speech,
    labels_from_table,
    read_emotions,
    warn_of_imbalance,
    write_labels,
)
from elp.emotion.plot import plot_labels
from elp.errors import DataError
from elp.media.audio import RATE

EMOTIONS = ("positive", "neutral", "negative")
CLIPS = [
    row(MadeUpClip("b", attitude="negative")),
    row(MadeUpClip("a", split="test", attitude="positive")),
    row(MadeUpClip("c", attitude="neutral")),
]


def pairs(labels: list[EmotionLabel]) -> list[tuple[str, str]]:
    return [(label.clip, label.emotion) for label in labels]


def table(folder: Path, *lines: str, header: str = "clip,emotion") -> Path:
    path = folder / "labels.csv"
    path.write_text("\n".join([header, *lines]) + "\n")
    return path


def test_the_sheet_gives_the_attitude() -> None:
    labels = labels_from_sheet(CLIPS)
    assert pairs(labels) == [("b", "negative"), ("a", "positive"), ("c", "neutral")]
    assert [label.split for label in labels] == ["train", "test", "train"]
    assert {label.source for label in labels} == {"sheet"}


def test_a_table_is_read_by_its_column_names(tmp_path: Path) -> None:
    """In any order, with other columns, spaces, and clips that are not in the data set."""
    path = table(
        tmp_path, "x,neutral,c", " ,positive , b", "x,negative,a", "x,neutral,z",
        header="note,emotion,clip",
    )  # fmt: skip
    labels = labels_from_table(CLIPS, path, EMOTIONS)
    assert pairs(labels) == [("b", "positive"), ("a", "negative"), ("c", "neutral")]
    assert {label.source for label in labels} == {"table"}


def test_a_table_saved_by_a_spreadsheet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text("clip,emotion\r\nä,neutral\r\n", encoding="utf-8-sig")
    assert read_emotions(path) == {"ä": "neutral"}


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (["a,neutral", "b,neutral"], "clip c is missing"),
        (["a,neutral", "b,bored", "c,neutral"], "line 3: `bored` of clip b is not one of"),
        (["a,neutral", "b", "c,neutral"], "line 3: `` of clip b is not one of"),
        (["a,neutral", "b,neutral", "c,neutral", "a,positive"], "line 5: clip a is listed twice"),
    ],
)
def test_faults_of_a_table_are_named(lines: list[str], fault: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=rf"(?s)labels\.csv has faults; correct.*{fault}"):
        labels_from_table(CLIPS, table(tmp_path, *lines), EMOTIONS)


def test_all_faults_are_listed_at_once(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"(?s)`bored`.*listed twice.*clip a is.*clip c is missing"):
        labels_from_table(CLIPS, table(tmp_path, "b,bored", "b,neutral"), EMOTIONS)


def test_a_file_that_is_not_a_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"labels\.csv lacks the columns \['emotion'\]"):
        labels_from_table(CLIPS, table(tmp_path, "a,neutral", header="clip,mood"), EMOTIONS)
    with pytest.raises(DataError, match=r"gone\.csv does not exist; correct `emotion_table`"):
        labels_from_table(CLIPS, tmp_path / "gone.csv", EMOTIONS)
    (tmp_path / "labels.csv").write_bytes(b"clip,emotion\n\xff\xfe,neutral\n")
    with pytest.raises(DataError, match=r"labels\.csv: not a CSV table in UTF-8"):
        labels_from_table(CLIPS, tmp_path / "labels.csv", EMOTIONS)


def probabilities_of(label: str, largest: float = 0.3) -> np.ndarray:
    """Probabilities with this label as the likeliest; the others are all equal."""
    probabilities = np.full(len(LABELS), (1 - largest) / (len(LABELS) - 1))
    probabilities[LABELS.index(label)] = largest
    return probabilities


def from_speech(folder: Path, label: str, **changes: object) -> EmotionLabel:
    sounds = {"a": make_sources(folder, [MadeUpClip("a", heard=12)]).clips[0] / "a.wav"}

    def listen(samples: np.ndarray, rate: int) -> np.ndarray:
        assert (len(samples), rate) == (12 * HOP, RATE)
        return probabilities_of(label)

    settings = EmotionSettings.model_validate(changes)
    emotions = ("positive", "unpositive")
    (emotion_label,) = labels_from_speech(
        [row(MadeUpClip("a"))], sounds, listen, emotions, settings
    )
    return emotion_label


@pytest.mark.parametrize("label", get_args(SpeechLabel))
def test_only_happy_labels_are_positive(label: str, tmp_path: Path) -> None:
    """Although the eight other labels together are likelier here."""
    result = from_speech(tmp_path, label)
    happy = label in ("female_happy", "male_happy")
    assert result.emotion == ("positive" if happy else "unpositive")
    assert result.probabilities == dict(zip(LABELS, probabilities_of(label).tolist(), strict=True))
    assert result.source == "published"


def test_positive_labels_are_a_setting(tmp_path: Path) -> None:
    calm = {"positive": ["male_calm"], "analyzer": "sample_speech"}
    result = from_speech(tmp_path / "calm", "male_calm", **calm)
    assert (result.emotion, result.source) == ("positive", "sample_speech")
    assert from_speech(tmp_path / "happy", "male_happy", **calm).emotion == "unpositive"


def balanced(folder: Path, happiness: dict[str, float], *, balance: bool = True) -> dict[str, str]:
    """Emotion of each clip by how likely happy speech is; names that begin with t are for tests.

    The likeliest other label has a probability of 0.4.
    """
    clips = [
        MadeUpClip(name, "test" if name.startswith("t") else "train", heard=number + 1)
        for number, name in enumerate(happiness)
    ]
    folders = make_sources(folder, clips).clips
    likely = list(happiness.values())

    def listen(samples: np.ndarray, rate: int) -> np.ndarray:
        scores = probabilities_of("female_sad", 0.4)
        scores[LABELS.index("male_happy")] = likely[len(samples) // HOP - 1]
        return scores

    sounds = {clip.name: folders[0] / f"{clip.name}.wav" for clip in clips}
    labelled = labels_from_speech(
        [row(clip) for clip in clips],
        sounds,
        listen,
        ("positive", "unpositive"),
        EmotionSettings(balance=balance),
    )
    assert {label.source for label in labelled} == {"published" + ", balanced" * balance}
    return {label.clip: label.emotion for label in labelled}


@pytest.mark.parametrize("common", ["positive", "unpositive"])
def test_balanced_labels_halve_the_training_clips_by_their_order(
    common: str, tmp_path: Path
) -> None:
    """The threshold is the training split's alone: test clips do not move it."""
    level = 0.5 if common == "positive" else 0.1
    happiness = {f"a{number}": level + 0.02 * number for number in range(6)}
    happiness |= {"t_low": level + 0.04, "t_high": level + 0.06, "t_top": 0.9, "t_first": 0.91}
    plain = balanced(tmp_path / "plain", happiness, balance=False)
    assert {plain[name] for name in happiness if name.startswith("a")} == {common}
    found = balanced(tmp_path / "balanced", happiness)
    assert [found[f"a{number}"] for number in range(6)] == ["unpositive"] * 3 + ["positive"] * 3
    assert (found["t_low"], found["t_high"]) == ("unpositive", "positive")
    assert found["t_top"] == found["t_first"] == "positive"


def test_of_equal_clips_none_is_promoted(tmp_path: Path) -> None:
    assert set(balanced(tmp_path, {"a": 0.9, "b": 0.9, "c": 0.9}).values()) == {"unpositive"}


def test_labels_cannot_be_balanced_without_training_clips(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no training clip is left"):
        balanced(tmp_path, {"t1": 0.9})


def labels(*emotions: str) -> list[EmotionLabel]:
    return [EmotionLabel(f"clip{k}", "train", e, "sheet") for k, e in enumerate(emotions)]


@pytest.mark.parametrize(
    ("positive", "warned"), [(10, False), (18, False), (19, True), (20, True), (0, True)]
)
def test_a_label_above_the_largest_share_raises_a_warning(
    positive: int, warned: bool, caplog: pytest.LogCaptureFixture
) -> None:
    given = labels(*["positive"] * positive, *["neutral"] * (20 - positive))
    with caplog.at_level(logging.INFO):
        warn_of_imbalance(given, "vico", EmotionSettings().imbalance_warning)
    warnings = [r.getMessage() for r in caplog.records if r.levelno == logging.WARNING]
    assert len(warnings) == warned
    if warned:
        name = "positive" if positive else "neutral"
        share = 5 * max(positive, 20 - positive)
        assert f"vico: {share} % of the clips are `{name}`" in warnings[0]
        assert "`emotion_source: table`" in warnings[0]
    else:
        assert f"vico: positive {positive} of 20 clips" in caplog.text
        assert f"vico: neutral {20 - positive} of 20 clips" in caplog.text


def test_labels_survive_the_file_in_order_of_the_clips(tmp_path: Path) -> None:
    given = labels_from_sheet(CLIPS)
    write_labels(tmp_path / "emotion.csv", given)
    assert list(read_emotions(tmp_path / "emotion.csv").items()) == sorted(pairs(given))
    assert list(pd.read_csv(tmp_path / "emotion.csv").columns) == ["clip", "emotion", "source"]


def test_the_analyzers_probabilities_are_columns(tmp_path: Path) -> None:
    result = from_speech(tmp_path, "male_sad")
    write_labels(tmp_path / "emotion.csv", [result])
    (line,) = pd.read_csv(tmp_path / "emotion.csv").to_dict("records")
    assert list(line) == ["clip", "emotion", "source", *LABELS]
    assert {name: line[name] for name in LABELS} == pytest.approx(result.probabilities)


def test_no_clip_left_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no clip is left; results/clips/.* gives the reasons"):
        write_labels(tmp_path / "emotion.csv", [])
    assert not (tmp_path / "emotion.csv").exists()


def test_equal_labels_give_equal_pictures(tmp_path: Path) -> None:
    def picture(clips: list[Clip], name: str) -> bytes:
        plot_labels(tmp_path / name, labels_from_sheet(clips), EMOTIONS, "vico")
        return (tmp_path / name).read_bytes()

    assert picture(CLIPS, "a.png") == picture(CLIPS[::-1], "b.png")
    assert picture(CLIPS, "a.png") != picture(CLIPS[:2], "c.png")
