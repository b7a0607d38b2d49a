from pathlib import Path

import numpy as np
import pytest
import torch
from made_up_clips import MadeUpClip, make_sources

from elp.config.data import DatasetSettings
from elp.config.emotion import EmotionSettings
from elp.emotion.analyzer import LABELS, Analyzer, label_probabilities, save_analyzer
from elp.emotion.labels import EmotionLabel
from elp.emotion.sources import read_labels
from elp.errors import DataError, WeightsError
from elp.features.clip_features import DatasetFiles
from elp.media.audio import RATE, read_wav

CLIPS = [
    MadeUpClip("a", attitude="negative", heard=70),
    MadeUpClip("b", split="test", heard=30),
    MadeUpClip("excluded", heard=0),
]
PUBLISHED, OURS = EmotionSettings(), EmotionSettings(analyzer="sample_speech")


@pytest.fixture
def sources(tmp_path: Path) -> DatasetFiles:
    return make_sources(tmp_path, CLIPS)


def read(
    sources: DatasetFiles,
    weights: Path | None = None,
    settings: EmotionSettings = PUBLISHED,
    **dataset: object,
) -> list[EmotionLabel]:
    data = DatasetSettings.model_validate({"layout": "clips", "root": Path(), **dataset})
    return read_labels(sources.sheet, list(sources.clips), weights, data, settings)


def test_the_sheet_labels_the_clips_that_were_cut(sources: DatasetFiles) -> None:
    labels = read(sources)
    assert [(label.clip, label.emotion) for label in labels] == [
        ("a", "negative"),
        ("b", "positive"),
    ]


def test_a_table_labels_the_clips_that_were_cut(sources: DatasetFiles, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("clip,emotion\nexcluded,sad\na,sad\nb,glad\n")
    emotions = {"emotion_source": "table", "emotion_table": path, "emotions": ["sad", "glad"]}
    labels = read(sources, **emotions)
    assert [(label.clip, label.emotion) for label in labels] == [("a", "sad"), ("b", "glad")]
    path.write_text("clip,emotion\na,sad\nexcluded,sad\n")
    with pytest.raises(DataError, match="clip b is missing"):
        read(sources, **emotions)


BY_SPEECH = {"emotion_source": "analyzer", "emotions": ["positive", "unpositive"]}


def test_the_analyzer_needs_sound_but_a_sheet_does_not(sources: DatasetFiles) -> None:
    (sources.clips[0] / "a.wav").unlink()
    np.save(sources.clips[0] / "a.npy", np.zeros((70, 29), np.float32))
    assert [label.clip for label in read(sources)] == ["a", "b"]
    with pytest.raises(
        DataError, match=r"1 clips have MFCC but no sound, .*`emotion_source: table`"
    ):
        read(sources, **BY_SPEECH)


def test_the_analyzer_gets_each_clips_own_sound(sources: DatasetFiles, tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = Analyzer().eval()
    save_analyzer(tmp_path / "analyzer.safetensors", model)
    labels = read(sources, tmp_path / "analyzer.safetensors", OURS, **BY_SPEECH)
    assert [label.clip for label in labels] == ["a", "b"]
    for label in labels:
        sound = read_wav(sources.clips[0] / f"{label.clip}.wav")
        expected = label_probabilities(model, sound, RATE)
        assert label.probabilities == pytest.approx(dict(zip(LABELS, expected, strict=True)))
        likeliest = max(label.probabilities, key=label.probabilities.__getitem__)
        assert label.emotion == ("positive" if "happy" in likeliest else "unpositive")
    assert labels[0].probabilities != labels[1].probabilities


def test_each_analyzer_reads_its_own_weights_only(sources: DatasetFiles, tmp_path: Path) -> None:
    path = tmp_path / "analyzer.safetensors"
    save_analyzer(path, Analyzer())
    with pytest.raises(WeightsError, match=r"analyzer\.safetensors: not Speech-Emotion-Analyzer"):
        read(sources, path, PUBLISHED, **BY_SPEECH)
    with pytest.raises(ValueError, match="needs weights"):
        read(sources, None, OURS, **BY_SPEECH)
