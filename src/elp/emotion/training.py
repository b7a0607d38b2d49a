"""The analyzer's network, trained on the labelled speech of the sample corpus.

A substitute where the released weights are not available; it knows synthetic voices only.
W windows of all utterances.
"""

import logging
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Bool, Float, Float32, Int
from torch import Tensor
from torch.nn import functional as F

from elp.config.emotion import EmotionSettings
from elp.emotion.analyzer import LABELS, Analyzer, speech_features, speech_windows
from elp.io.rows import write_records
from elp.media.audio import RATE as CLIP_RATE
from elp.media.audio import resample
from elp.sample_corpus.speech import utterance

logger = logging.getLogger(__name__)

SECONDS = 5.0  # per utterance: two windows
KEPT = 5  # every fifth utterance is held out to measure the accuracy
BATCH = 16
LEARNING_RATE = 1e-3  # the peak of a cycle that starts and ends near 0


@dataclass(frozen=True)
class LabelledSpeech:
    """Windows of utterances, with the label and the utterance of each window."""

    features: Float32[np.ndarray, "W 216"]
    labels: Int[np.ndarray, "W"]
    utterances: Int[np.ndarray, "W"]

    @property
    def held_out(self) -> Bool[np.ndarray, "W"]:
        """Windows of the utterances held out from training."""
        held_out: np.ndarray = self.utterances % KEPT == KEPT - 1
        return held_out


@dataclass(frozen=True)
class LabelAccuracy:
    """Fraction of a label's held-out utterances that the network classifies correctly."""

    label: str
    utterances: int
    accuracy: float


@dataclass(frozen=True)
class TrainedAnalyzer:
    """The network, and its accuracy on held-out utterances."""

    model: Analyzer
    accuracies: tuple[LabelAccuracy, ...]


def make_speech(per_label: int, seed: int) -> LabelledSpeech:
    """Utterances of every label by random voices, cut into windows.

    Resampled to the clips' rate first, so that the analyzer learns nothing above half of that rate.
    """
    features, labels, utterances = [], [], []
    for index, label in enumerate(LABELS):
        for number in range(per_label):
            generator = np.random.default_rng([seed, index, number])
            samples, rate = utterance(number, label, generator, SECONDS)
            windows = speech_windows(resample(samples, rate, CLIP_RATE), CLIP_RATE)
            features += [speech_features(window, CLIP_RATE) for window in windows]
            labels += [index] * len(windows)
            utterances += [number] * len(windows)
    return LabelledSpeech(np.stack(features), np.array(labels), np.array(utterances))


def train_analyzer(settings: EmotionSettings, seed: int = 0) -> TrainedAnalyzer:
    """Train on synthetic speech; equal seeds give equal weights.

    Parameters
    ----------
    settings : EmotionSettings
        Utterances per label, and epochs.
    seed : int
        Of speech, initial weights and order.
    """
    speech = make_speech(settings.speech_per_label, seed)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = _fit(speech, settings.speech_epochs)
    with torch.inference_mode():
        probabilities = model(torch.from_numpy(speech.features)).softmax(dim=1).numpy()
    accuracies = tuple(
        _accuracy(probabilities, speech, index, label) for index, label in enumerate(LABELS)
    )
    return TrainedAnalyzer(model, accuracies)


def write_accuracies(path: Path, accuracies: tuple[LabelAccuracy, ...]) -> None:
    """Write a CSV with columns label, utterances, accuracy."""
    write_records(path, LabelAccuracy, accuracies)


def _fit(speech: LabelledSpeech, epochs: int) -> Analyzer:
    features, labels = torch.from_numpy(speech.features), torch.from_numpy(speech.labels)
    chosen = torch.from_numpy(np.flatnonzero(~speech.held_out))
    model = Analyzer()
    _fold_z_scores(model, features[chosen])
    optimiser = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE)
    steps = epochs * -(-len(chosen) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, LEARNING_RATE, total_steps=steps)
    for epoch in range(1, epochs + 1):
        losses = []
        for rows in chosen[torch.randperm(len(chosen))].split(BATCH):
            loss = F.cross_entropy(model(features[rows]), labels[rows])
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        logger.info("epoch %d/%d: loss %.3f", epoch, epochs, np.mean(losses))
    return model.eval()


def _fold_z_scores(model: Analyzer, features: Float[Tensor, "W 216"]) -> None:
    """Fold the features' z-scoring into the first layer, as the network reads raw features."""
    weight = model.get_parameter("convolutions.0.weight")
    with torch.no_grad():
        weight.div_(features.std())
        model.get_parameter("convolutions.0.bias").sub_(weight.sum(dim=(1, 2)) * features.mean())


def _accuracy(
    probabilities: Float32[np.ndarray, "W 10"], speech: LabelledSpeech, index: int, label: str
) -> LabelAccuracy:
    rows = speech.held_out & (speech.labels == index)
    numbers = np.unique(speech.utterances[rows])
    correct = [
        probabilities[rows & (speech.utterances == number)].mean(axis=0).argmax() == index
        for number in numbers
    ]
    return LabelAccuracy(label, len(numbers), float(np.mean(correct)) if correct else float("nan"))
