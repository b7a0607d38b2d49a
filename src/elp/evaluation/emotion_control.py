"""Emotion control: does a forced emotion show? A probe trained on real listeners reads it.

Letters: W windows of 2 s, D expression coefficients, C clips.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
import pandas as pd
from jaxtyping import Float, Int, Shaped

from elp.config.scores import MetricSettings
from elp.features.store import FeatureSet, Statistics
from elp.metrics.bootstrap import bootstrap_interval
from elp.samples.store import Sample, read_samples
from elp.workflow.runs import parse_run_path

WINDOW = 2.0  # seconds, over which the paper takes the emotion to be constant


@dataclass(frozen=True)
class Readings:
    """How well the probe reads listeners of a known emotion.

    `right` is, for each clip, the fraction of its windows that the probe reads as that emotion;
    `people` is its listener.
    """

    generated: str
    emotion: str
    right: Float[np.ndarray, "C"]
    people: Shaped[np.ndarray, "C"]


@dataclass(frozen=True)
class ProbeAccuracy:
    """Mean over clips with its interval over people, and chance."""

    generated: str
    emotion: str
    accuracy: float
    low: float
    high: float
    chance: float
    clips: int
    people: int


class EmotionProbe:
    """Multinomial logistic regression on the mean expression of 2-second windows.

    Parameters
    ----------
    train : FeatureSet
        Real listeners with their labels; classes are weighted to be equally frequent.
    """

    def __init__(self, train: FeatureSet) -> None:
        # slow to import
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        self._window = round(WINDOW * train.fps)
        means = [self._means(train.listener_expression[clip.rows]) for clip in train.clips]
        labels = [
            np.full(len(windows), train.emotion_index(clip))
            for windows, clip in zip(means, train.clips, strict=True)
        ]
        # Strongly regularised: there are few clips, and 100 coefficients.
        self._model = make_pipeline(
            StandardScaler(), LogisticRegression(C=0.01, class_weight="balanced", max_iter=1000)
        )
        self._model.fit(np.concatenate(means), np.concatenate(labels))

    def read(self, expression: Float[np.ndarray, "T D"]) -> Int[np.ndarray, "W"]:
        """Emotion of each window of a z-scored listener."""
        emotions: np.ndarray = self._model.predict(self._means(expression))
        return emotions

    def _means(self, expression: Float[np.ndarray, "T D"]) -> Float[np.ndarray, "W D"]:
        return window_means(expression, self._window)


def window_means(expression: Float[np.ndarray, "T D"], window: int) -> Float[np.ndarray, "W D"]:
    """Mean of each window; the remainder is dropped unless the clip is shorter than a window."""
    count = max(1, len(expression) // window)
    windows = [expression[k * window : (k + 1) * window].mean(axis=0) for k in range(count)]
    return np.stack(windows)


def read_real(probe: EmotionProbe, features: FeatureSet) -> list[Readings]:
    """Readings of the real listeners of a held-out split, by their label."""
    readings = []
    for index, emotion in enumerate(features.emotions):
        clips = [clip for clip in features.clips if clip.emotion == emotion]
        right = [_share(probe, features.listener_expression[clip.rows], index) for clip in clips]
        people = np.array([clip.listener_id for clip in clips], dtype=str)
        readings.append(Readings("real", emotion, np.array(right), people))
    return readings


def read_forced(
    probe: EmotionProbe,
    samples: Sequence[Sample],
    emotion: str,
    features: FeatureSet,
    stats: Statistics,
) -> Readings:
    """Readings of listeners generated under one emotion, whatever the speaker's."""
    index = features.emotions.index(emotion)
    right: dict[str, list[float]] = {}
    for sample in samples:
        expression = stats.normalise("listener_expression", sample.listener.expression)
        right.setdefault(sample.clip, []).append(_share(probe, expression, index))
    people = {clip.name: clip.listener_id for clip in features.clips}
    means = np.array([np.mean(values) for values in right.values()])
    return Readings("forced", emotion, means, np.array([people[clip] for clip in right]))


def accuracies(readings: Sequence[Readings], settings: MetricSettings) -> list[ProbeAccuracy]:
    """Accuracy per emotion and over all emotions, with an interval over people.

    Parameters
    ----------
    readings : sequence of Readings
        One for each emotion, either all real or all forced.
    settings : MetricSettings
        Settings of the bootstrap.
    """
    kind = readings[0].generated
    rights = [reading.right for reading in readings]
    people = [reading.people for reading in readings]
    if kind == "forced":
        # a forced clip was answered under each emotion: it is one observation, not several
        overall = Readings(kind, "all", np.mean(rights, axis=0), people[0])
    else:
        overall = Readings(kind, "all", np.concatenate(rights), np.concatenate(people))
    chance = 1 / len(readings)
    return [_accuracy(r, chance, settings) for r in (*readings, overall) if len(r.right)]


def _accuracy(reading: Readings, chance: float, settings: MetricSettings) -> ProbeAccuracy:
    interval = bootstrap_interval(
        reading.right,
        reading.people,
        np.random.default_rng(settings.seed),
        resamples=settings.bootstrap,
        confidence=settings.confidence,
    )
    return ProbeAccuracy(
        reading.generated,
        reading.emotion,
        float(reading.right.mean()),
        interval.low,
        interval.high,
        chance,
        len(reading.right),
        len(set(reading.people)),
    )


def probe_runs(forced: Sequence[Path], settings: MetricSettings) -> pd.DataFrame:
    """The probe's accuracy on real listeners, and on those of each run and seed.

    Parameters
    ----------
    forced : sequence of Path
        results/samples/{dataset}/{run}/seed{seed}/forced/{emotion}/{split}.parquet, run after run.
    settings : MetricSettings
        Settings of the bootstrap.
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
        scores = accuracies(read_real(probe, test), settings) + accuracies(generated, settings)
        names = {"dataset": run.dataset, "run": run.run, "seed": run.seed}
        rows += [{**names, **asdict(score)} for score in scores]
    return pd.DataFrame(rows)


def _share(probe: EmotionProbe, expression: Float[np.ndarray, "T D"], index: int) -> float:
    return float(np.mean(probe.read(expression) == index))
