"""The substitute: the analyzer's network, trained on synthetic voices."""

from pathlib import Path

import numpy as np
import pandas as pd
import torch

from elp.config.emotion import EmotionSettings
from elp.emotion.analyzer import LABELS, Analyzer
from elp.emotion.training import (
    LabelAccuracy,
    LabelledSpeech,
    _fit,
    make_speech,
    train_analyzer,
    write_accuracies,
)

TINY = EmotionSettings(speech_per_label=5, speech_epochs=1)


def blocks(count: int) -> LabelledSpeech:
    """Features whose level encodes the label."""
    labels = np.arange(count) % len(LABELS)
    noise = np.random.default_rng(0).normal(0, 0.3, (count, 216))
    features = (noise - 25 + 2 * labels[:, None]).astype(np.float32)
    return LabelledSpeech(features, labels, np.arange(count) // len(LABELS))


def test_weights_are_determined_by_the_seed() -> None:
    first, second, other = (train_analyzer(TINY, seed) for seed in (0, 0, 1))
    for name, weights in first.model.state_dict().items():
        assert torch.equal(weights, second.model.state_dict()[name]), name
    assert first.accuracies == second.accuracies
    assert not torch.equal(first.model.output.weight, other.model.output.weight)


def test_the_global_generator_is_not_used() -> None:
    before = torch.random.get_rng_state()
    train_analyzer(TINY)
    assert torch.equal(before, torch.random.get_rng_state())


def test_every_fifth_utterance_is_held_out_with_all_its_windows() -> None:
    speech = make_speech(5, seed=0)
    assert np.bincount(speech.labels).tolist() == [5 * 2] * len(LABELS)
    assert set(speech.utterances[speech.held_out]) == {4}
    assert speech.held_out.sum() == 2 * len(LABELS)


def test_a_label_encoded_in_the_features_is_learned() -> None:
    speech = blocks(200)
    torch.manual_seed(0)
    model = _fit(speech, epochs=24)
    assert isinstance(model, Analyzer)
    with torch.inference_mode():
        predictions = model(torch.from_numpy(speech.features)).argmax(dim=1).numpy()
    assert (predictions == speech.labels)[speech.held_out].mean() > 0.9


def test_accuracies_are_written(tmp_path: Path) -> None:
    write_accuracies(tmp_path / "a.csv", (LabelAccuracy("male_calm", 4, 0.75),))
    table = pd.read_csv(tmp_path / "a.csv")
    assert table.to_dict("records") == [{"label": "male_calm", "utterances": 4, "accuracy": 0.75}]
