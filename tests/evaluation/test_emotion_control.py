from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_up_features import EMOTIONS

from elp.coefficients import Coefficients
from elp.config.scores import MetricSettings
from elp.evaluation.emotion_control import (
    EmotionProbe,
    ProbeAccuracy,
    accuracies,
    probe_runs,
    read_forced,
    read_real,
    window_means,
)
from elp.features.store import FeatureClip, FeatureSet, Statistics, write_features
from elp.samples.store import Sample, write_samples

SETTINGS = MetricSettings(bootstrap=200)
DIMENSIONS = 6
SHIFT = np.array([3.0, -1.0, 2.0, 0.5, 1.0, -2.0])
STATISTICS = Statistics({"listener_expression": SHIFT}, {"listener_expression": np.full(6, 2.0)})


def listener(rng: np.random.Generator, emotion: int, frames: int = 120) -> np.ndarray:
    """Each emotion raises a different coefficient."""
    motion = rng.normal(size=(frames, DIMENSIONS))
    motion[:, emotion] += 1.5
    return motion.astype(np.float32)


def features(seed: int, clips: int = 30, frames: int = 120) -> FeatureSet:
    rng = np.random.default_rng(seed)
    index = tuple(
        FeatureClip(
            name=f"c{k}", start=k * frames, frames=frames, emotion=EMOTIONS[k % 3],
            speaker_id="s", listener_id=f"l{k // 2}",
        )
        for k in range(clips)
    )  # fmt: skip
    total = clips * frames
    expression = np.concatenate([listener(rng, k % 3, frames) for k in range(clips)])
    zeros = {
        "mfcc": 29, "style": 14, "speaker_expression": 6, "speaker_pose": 2, "listener_pose": 2
    }  # fmt: skip
    arrays = {name: np.zeros((total, size), np.float32) for name, size in zeros.items()}
    blinks = {f"{role}_blink": np.zeros(total, bool) for role in ("speaker", "listener")}
    return FeatureSet(
        clips=index, emotions=EMOTIONS, fps=25.0, listener_expression=expression, **arrays, **blinks
    )


def forced(test: FeatureSet, shown: dict[str, str], per_clip: int = 2) -> dict[str, list[Sample]]:
    """Listeners generated under each emotion that show the emotion in `shown`."""
    samples = {}
    for emotion, visible in shown.items():
        rng = np.random.default_rng(EMOTIONS.index(emotion))
        samples[emotion] = [
            Sample(
                clip.name,
                number,
                Coefficients(
                    STATISTICS.denormalise(
                        "listener_expression", listener(rng, EMOTIONS.index(visible))
                    ),
                    np.zeros((120, 2), np.float32),
                    np.zeros(120, bool),
                ),
                np.zeros(120, np.float32),
            )
            for clip in test.clips
            for number in range(per_clip)
        ]
    return samples


def read(shown: dict[str, str]) -> dict[str, ProbeAccuracy]:
    train, test = features(0), features(1)
    probe = EmotionProbe(train)
    readings = [
        read_forced(probe, samples, emotion, test, STATISTICS)
        for emotion, samples in forced(test, shown).items()
    ]
    return {row.emotion: row for row in accuracies(readings, SETTINGS)}


def test_emotions_that_show_are_recognised() -> None:
    rows = read({emotion: emotion for emotion in EMOTIONS})
    assert list(rows) == [*EMOTIONS, "all"]
    everything = rows["all"]
    assert everything.generated == "forced"
    assert everything.chance == pytest.approx(1 / 3)
    assert everything.clips == 30
    assert everything.low <= everything.accuracy <= everything.high
    assert everything.low > 0.8


def test_a_generator_that_ignores_the_emotion_is_at_chance() -> None:
    rows = read(dict.fromkeys(EMOTIONS, "neutral"))
    assert rows["neutral"].accuracy > 0.8
    assert rows["positive"].accuracy < 0.2
    assert rows["all"].accuracy == pytest.approx(1 / 3, abs=0.03)


def test_real_listeners_are_read_per_emotion_and_together() -> None:
    test = features(1)
    rows = {r.emotion: r for r in accuracies(read_real(EmotionProbe(features(0)), test), SETTINGS)}
    assert [rows[name].clips for name in (*EMOTIONS, "all")] == [10, 10, 10, 30]
    assert rows["all"].generated == "real"
    assert rows["all"].low > 0.8


def test_shuffled_labels_are_read_at_chance() -> None:
    train, test = features(0, clips=90), features(1, clips=90)
    labels = np.random.default_rng(2).permutation([clip.emotion for clip in test.clips])
    clips = tuple(
        clip.model_copy(update={"emotion": str(label)})
        for clip, label in zip(test.clips, labels, strict=True)
    )
    rows = accuracies(read_real(EmotionProbe(train), replace(test, clips=clips)), SETTINGS)
    # 90 clips at 1/3: four standard errors
    assert rows[-1].accuracy == pytest.approx(1 / 3, abs=4 * np.sqrt(2 / 9 / 90))


def test_windows_last_two_seconds_and_a_short_clip_is_one_window() -> None:
    ramp = np.arange(120.0)[:, None]
    np.testing.assert_allclose(window_means(ramp, 50)[:, 0], [24.5, 74.5])
    np.testing.assert_allclose(window_means(ramp[:30], 50)[:, 0], [14.5])


def test_runs_are_probed_from_their_files(tmp_path: Path) -> None:
    train, test = features(0), features(1)
    folder = tmp_path / "results/features/made_up"
    folder.mkdir(parents=True)
    write_features(folder / "train.arrow", train)
    write_features(folder / "test.arrow", test)
    STATISTICS.save(folder / "statistics.npz")
    samples = forced(test, {emotion: emotion for emotion in EMOTIONS})
    paths = []
    for seed in (0, 1):
        for emotion in EMOTIONS:
            run = tmp_path / f"results/samples/made_up/elp/seed{seed}/forced/{emotion}"
            run.mkdir(parents=True)
            paths.append(run / "test.parquet")
            write_samples(paths[-1], samples[emotion])
    table = probe_runs(paths, SETTINGS)
    expected = list(read({emotion: emotion for emotion in EMOTIONS}).values())
    own = table[(table["seed"] == 1) & (table["generated"] == "forced")]
    assert own["accuracy"].tolist() == pytest.approx([row.accuracy for row in expected])
    assert set(table["dataset"]) == {"made_up"}
    assert list(table["generated"].unique()) == ["real", "forced"]
    assert len(table) == 2 * 2 * 4  # seeds, real and forced, emotions and `all`
