"""Scores of made-up runs with a known order: the real listener plus noise."""

import numpy as np

from elp.config.scores import MetricSettings
from elp.config.tables import TableFacts
from elp.scoring.score import score
from elp.scoring.scores_file import Origin, RunScores
from elp.scoring.series import ClipSeries, Group

SETTINGS = MetricSettings(bootstrap=100)
FACTS = TableFacts.model_validate(
    {
        "name": "table1",
        "table": {"datasets": ["made_up"], "runs": ["random", "gt", "elp"]},
        "labels": {"random": "Random", "gt": "GT", "elp": "ELP"},
        "truth": ["gt"],
        "swept": {},
        "reference": "elp",
        "datasets": {"made_up": {"layout": "sample_corpus", "paper": "vico"}},
        "metrics": SETTINGS.model_dump(),
    }
)
NOISE = {"random": 2.0, "gt": 0.0, "elp": 0.2}


def walk(rng: np.random.Generator, dimensions: int) -> np.ndarray:
    return rng.normal(size=(60, dimensions)).cumsum(axis=0)


def series(run: str, seed: int, dimensions: int) -> list[ClipSeries]:
    clips = []
    for i in range(6):
        rng = np.random.default_rng(i)
        target, speaker = walk(rng, dimensions), walk(rng, dimensions)
        noise = np.random.default_rng([i, seed + 1]).normal(size=target.shape)
        clips.append(ClipSeries(f"c{i}", (target + NOISE[run] * noise,), target, speaker))
    return clips


def blinks(run: str, seed: int) -> list[ClipSeries]:
    clips = []
    for i in range(6):
        target = (np.random.default_rng(i).random((60, 1)) < 0.1).astype(float)
        other = (np.random.default_rng([i, seed + 1]).random((60, 1)) < 0.1).astype(float)
        clips.append(ClipSeries(f"c{i}", (target if run == "gt" else other,), target, target))
    return clips


def run_scores(run: str, seed: int) -> RunScores:
    groups: dict[Group, list[ClipSeries]] = {
        "expression": series(run, seed, 5),
        "pose": series(run, seed, 3),
        "blink": blinks(run, seed),
    }
    origin = Origin(dataset="made_up", run=run, seed=seed, split="test")
    return RunScores(origin, score(groups, 25.0, SETTINGS))
