"""Whether white noise for the head's rotation moves the printed scores of p.

    python benchmarks/pose_noise.py [--dataset sample_vico] [--run elp] [--results results]

Needs the features, coefficients and samples of `make table1`. Each test clip is answered by its
real listener: as it is, and with white noise for the rotation, which has either mean and spread of
the training listeners, or those of the clip itself, so that only the order of the frames is lost.
Nothing else of p changes. Prints what the noise moves in the old scores (p pooled, RPCC flattened)
and in those of the rotation, as a multiple of half the interval that the run's score has. Ends with
an error if a printed score moves by less than 1; FD and V-D do not see the order of frames, so
that the second noise is asked of RPCC only.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from zlib import crc32

import numpy as np
import pandas as pd

from elp.config.scores import MetricSettings
from elp.features.store import read_features
from elp.samples.store import read_samples
from elp.scoring.score import score
from elp.scoring.scores_file import clip_series, real_listeners
from elp.scoring.series import ROTATION, ClipSeries
from elp.scoring.summary import summarise
from elp.tracking.coefficient_table import read_conversations
from elp.workflow.job import parse

PRINTED = (("rotation", "fd", "frechet"), ("rotation", "vd", "sum"), ("rotation", "rpcc", "time"))
OTHERS = (
    ("pose", "fd", "frechet"),
    ("pose", "vd", "sum"),
    ("pose", "rpcc", "flat"),
    ("rotation", "rpcc", "flat"),
)
HEADER = """\
| group | score | run | ± | real | noise | moved / ± | noise of the clip | moved / ± |
|---|---|---:|---:|---:|---:|---:|---:|---:|"""
Answer = Callable[[np.ndarray, np.random.Generator], np.ndarray]


def answered(clips: list[ClipSeries], answer: Answer) -> list[ClipSeries]:
    """The clips, answered by their real listeners with another rotation."""

    def pose(clip: ClipSeries) -> np.ndarray:
        generator = np.random.default_rng(crc32(clip.name.encode()))
        rotation = answer(clip.target[:, :ROTATION], generator)
        return np.hstack([rotation, clip.target[:, ROTATION:]])

    return [ClipSeries(clip.name, (pose(clip),), clip.target, clip.speaker) for clip in clips]


def noise_like(frames: np.ndarray) -> Answer:
    """White noise with mean and spread of these frames."""
    mean, spread = frames.mean(axis=0), frames.std(axis=0)
    return lambda rotation, generator: generator.normal(mean, spread, rotation.shape)


def scores(clips: list[ClipSeries], fps: float) -> pd.DataFrame:
    """The scores of p and of its parts, by group, metric and variant."""
    settings = MetricSettings()
    table = summarise(score({"pose": clips}, fps, settings), settings)
    return table.set_index(["group", "metric", "variant"])


def measured(
    clips: list[ClipSeries], train: list[np.ndarray], fps: float
) -> Iterator[tuple[tuple[str, str, str], list[float]]]:
    """For each score: the run's, its ±, the real listeners', and for each noise value and move."""
    answers: tuple[Answer, ...] = (
        lambda rotation, generator: rotation,
        noise_like(np.concatenate(train)[:, :ROTATION]),
        lambda rotation, generator: noise_like(rotation)(rotation, generator),
    )
    real, *noisy = (scores(answered(clips, answer), fps)["value"] for answer in answers)
    of_run = scores(clips, fps)
    for key in (*OTHERS, *PRINTED):
        value, low, high = (of_run[name][key] for name in ("value", "low", "high"))
        half = (high - low) / 2
        moves = [(other[key], abs(other[key] - real[key]) / half) for other in noisy]
        yield key, [value, half, real[key], *moves[0], *moves[1]]


def main(dataset: str = "sample_vico", run: str = "elp", results: Path = Path("results")) -> None:
    """Print a row per score."""
    shards = sorted((results / "tracking" / dataset).glob("coefficients/*.parquet"))
    truth = read_conversations(shards)
    folder = results / "features" / dataset
    test, train = (read_features(folder / f"{split}.arrow") for split in ("test", "train"))
    samples = read_samples(results / "samples" / dataset / run / "seed0" / "test.parquet")
    people = {clip.name: clip.listener_id for clip in test.clips}
    clips = clip_series(samples, truth, people)["pose"]
    real = real_listeners(truth, [clip.name for clip in train.clips])["pose"]
    print(HEADER)
    still = []
    for key, numbers in measured(clips, real, test.fps):
        texts = " | ".join(f"{number:.2g}" for number in numbers)
        print(f"| {key[0]} | {key[1]} {key[2]} | {texts} |")
        least = min(numbers[4], numbers[6]) if key[1] == "rpcc" else numbers[4]
        if key in PRINTED and not least > 1:
            still.append(" ".join(key))
    if still:
        raise SystemExit(f"white noise does not move {', '.join(still)} by more than its interval")


if __name__ == "__main__":
    parse(main)
