"""Does a forced emotion change what is generated? A probe trained on real listeners reads it.

W windows of 2 s, D expression coefficients, N emotions.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
import pandas as pd
from jaxtyping import Float, Int

from elp.config.scores import MetricSettings
from elp.features.store import FeatureSet, Statistics
from elp.metrics.bootstrap import bootstrap_interval
from elp.samples.store import Sample, read_samples
from elp.workflow.runs import parse_run_path

WINDOW = 2.0  # seconds, over which the paper takes the emotion to be constant


@dataclass(frozen=True)
class Readings:
    """What the probe reads of listeners whose emotion is known; one entry a clip.

    `right` is the share of a clip's windows that the probe reads as the emotion meant.
    """

    generated: str
    emotion: str
    right: Float[np.ndarray, "C"]


@dataclass(frozen=True)
class ProbeAccuracy:
    """Mean over clips with its bootstrap interval, beside chance."""

    generated: str
    emotion: str
    accuracy: float
    low: float
    high: float
    chance: float
    clips: int


class EmotionProbe:
    """Multinomial logistic regression on the mean expression of 2-second windows.

    Parameters
    ----------
    train : FeatureSet
        Real listeners with their labels; classes are weighted to be equally frequent.
    """

    def __init__(self, train: FeatureSet) -> None:
        # scikit-learn is slow to import.
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        self._window = round(WINDOW * train.fps)
        parts = [self._means(train.listener_expression[clip.rows]) for clip in train.clips]
        labels = [
            np.full(len(part), train.emotion_index(clip))
            for part, clip in zip(parts, train.clips, strict=True)
        ]
        # Strongly regularised: there are few clips, and 100 coefficients.
        self._model = make_pipeline(
            StandardScaler(), LogisticRegression(C=0.01, class_weight="balanced", max_iter=1000)
        )
        self._model.fit(np.concatenate(parts), np.concatenate(labels))

    def read(self, expression: Float[np.ndarray, "T D"]) -> Int[np.ndarray, "W"]:
        """Emotion of each window of a z-scored listener."""
        found: np.ndarray = self._model.predict(self._means(expression))
        return found

    def _means(self, expression: Float[np.ndarray, "T D"]) -> Float[np.ndarray, "W D"]:
        return window_means(expression, self._window)


def window_means(expression: Float[np.ndarray, "T D"], window: int) -> Float[np.ndarray, "W D"]:
    """Mean of each window of so many frames; a shorter rest is dropped unless it is all."""
    count = max(1, len(expression) // window)
    windows = [expression[k * window : (k + 1) * window].mean(axis=0) for k in range(count)]
    return np.stack(windows)


def read_real(probe: EmotionProbe, features: FeatureSet) -> list[Readings]:
    """The probe on real listeners of a held-out split, whose labels are known."""
    by_emotion: dict[str, list[float]] = {emotion: [] for emotion in features.emotions}
    for clip in features.clips:
        by_emotion[clip.emotion].append(
            _share(probe, features.listener_expression[clip.rows], features.emotion_index(clip))
        )
    return [Readings("real", name, np.array(right)) for name, right in by_emotion.items()]


def read_forced(
    probe: EmotionProbe,
    samples: Sequence[Sample],
    emotion: str,
    features: FeatureSet,
    stats: Statistics,
) -> Readings:
    """The probe on listeners generated under one emotion, whatever the speaker's."""
    index = features.emotions.index(emotion)
    right: dict[str, list[float]] = {}
    for sample in samples:
        expression = stats.normalise("listener_expression", sample.listener.expression)
        right.setdefault(sample.clip, []).append(_share(probe, expression, index))
    return Readings("forced", emotion, np.array([np.mean(values) for values in right.values()]))


def measure_control(forced: Sequence[Path], settings: MetricSettings) -> pd.DataFrame:
    """The probe's accuracy on real listeners, and on those of each run and seed.

    Parameters
    ----------
    forced : sequence of Path
        Samples of each run and seed under each emotion, one run's after the other:
        results/samples/{dataset}/{run}/seed{seed}/forced/{emotion}/{split}.parquet.
    settings : MetricSettings
        Of the bootstrap.
    """
    rows = []
    for _, group in groupby(forced, key=lambda path: path.parents[2]):
        paths = list(group)
        run = parse_run_path(paths[0])
        train, test, statistics = run.features("train"), run.features("test"), run.statistics()
        probe = EmotionProbe(train)
        generated = [
            read_forced(probe, read_samples(path), path.parent.name, test, statistics)
            for path in paths
        ]
        measured = accuracies(read_real(probe, test), settings) + accuracies(generated, settings)
        names = {"dataset": run.dataset, "run": run.run, "seed": run.seed}
        rows += [{**names, **asdict(row)} for row in measured]
    return pd.DataFrame(rows)


def accuracies(readings: Sequence[Readings], settings: MetricSettings) -> list[ProbeAccuracy]:
    """Accuracy per emotion and over all of them, with a bootstrap interval over clips.

    Parameters
    ----------
    readings : sequence of Readings
        One for each emotion, either all real or all forced.
    settings : MetricSettings
        Of the bootstrap.
    """
    chance = 1 / len(readings)
    rights = [part.right for part in readings]
    if readings[0].generated == "forced":
        # Each clip was answered under each emotion: a clip is one observation, not several.
        everything = np.mean(rights, axis=0)
    else:
        everything = np.concatenate(rights)
    named = [(part.emotion, part.right) for part in readings] + [("all", everything)]
    rows = []
    for emotion, right in named:
        if len(right):
            generator = np.random.default_rng(settings.seed)
            interval = bootstrap_interval(
                right, generator, resamples=settings.bootstrap, confidence=settings.confidence
            )
            mean = float(right.mean())
            rows.append(
                ProbeAccuracy(
                    readings[0].generated,
                    emotion,
                    mean,
                    interval.low,
                    interval.high,
                    chance,
                    len(right),
                )
            )
    return rows


def _share(probe: EmotionProbe, expression: Float[np.ndarray, "T D"], index: int) -> float:
    return float(np.mean(probe.read(expression) == index))
