"""Listeners that only seem to be in step with their speaker, from their motion to the verdict."""

from collections.abc import Callable
from dataclasses import asdict

import numpy as np
import pandas as pd
import pytest

from elp.config.scores import MetricSettings
from elp.config.tables import TableFacts
from elp.evaluation.claim import Claim
from elp.evaluation.claims import examine
from elp.scoring.clip_scores import clip_scores
from elp.scoring.context import Context
from elp.scoring.lag_scores import lag_scores
from elp.scoring.registry import METRICS
from elp.scoring.series import ClipSeries

FRAMES, DIMENSIONS, CLIPS, LAG = 200, 4, 16, 3
SETTINGS = MetricSettings(bootstrap=300)
IN_STEP = Claim(
    "text",
    "Sec. 1",
    "words",
    "table1",
    "elp",
    ("expression_rpcc", "expression_rpcc_time", "expression_wtlcc"),
    kind="in step",
)
FACTS = TableFacts.model_validate(
    {
        "name": "table1",
        "table": {"datasets": ["made_up"], "runs": ["gt", "elp"]},
        "labels": {},
        "truth": ["gt"],
        "swept": {},
        "reference": None,
        "datasets": {"made_up": {"layout": "sample_corpus"}},
        "metrics": SETTINGS.model_dump(),
    }
)
Made = Callable[[np.ndarray, np.ndarray, np.random.Generator], np.ndarray]


def motion(rng: np.random.Generator) -> np.ndarray:
    """Smooth motion with a variance of 1."""
    white = rng.normal(size=(FRAMES + 10, DIMENSIONS)).cumsum(axis=0)
    smooth: np.ndarray = white[10:] - white[:-10]
    return smooth / smooth.std(axis=0)


def follow(speaker: np.ndarray, mean: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A listener who follows the speaker a little later and moves by itself too."""
    return mean + 0.6 * np.roll(speaker, LAG, axis=0) + 0.8 * motion(rng)


@pytest.fixture(autouse=True)
def only_rpcc(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clips get no other score, which would take a minute."""
    rpcc = {key: metric for key, metric in METRICS.items() if metric.with_speaker}
    monkeypatch.setattr("elp.scoring.clip_scores.METRICS", rpcc)


def scores(clips: list[ClipSeries]) -> pd.DataFrame:
    context = Context("expression", 25.0, SETTINGS)
    found = clip_scores(clips, context) + lag_scores(clips, context)
    shared = {"group": "expression", "resample": -1, "seed": 0, "people": 1}
    return pd.DataFrame([{**shared, "person": one.clip, **asdict(one)} for one in found])


def verdicts(made: Made, real: Made = follow) -> dict[str, str]:
    """By column, of a listener made from the speaker and the real listener's mean."""
    rng = np.random.default_rng(0)
    clips: dict[str, list[ClipSeries]] = {"gt": [], "elp": []}
    for i in range(CLIPS):
        means = 2 * rng.normal(size=(2, DIMENSIONS))
        speaker, mean = means[0] + motion(rng), means[1]
        target = real(speaker, mean, rng)
        for run, listener in (("gt", target), ("elp", made(speaker, mean, rng))):
            clips[run].append(ClipSeries(f"c{i:02}", (listener,), target, speaker))
    joined = {("made_up", run): scores(part) for run, part in clips.items()}
    return {
        f.column.name.removeprefix("expression_"): f.verdict
        for f in examine(joined, FACTS, [IN_STEP])
    }


def test_a_listener_that_follows_as_the_real_one_does_is_in_step() -> None:
    found = verdicts(follow)
    assert found["wtlcc"] == found["rpcc_time"] == "supported"


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(lambda x, mean, rng: np.tile(mean, (FRAMES, 1)), id="still, at the mean"),
        pytest.param(lambda x, mean, rng: mean + motion(rng), id="noise, at the mean"),
        pytest.param(lambda x, mean, rng: 5 * motion(rng), id="loud noise"),
        pytest.param(lambda x, mean, rng: mean + x, id="a copy"),
        pytest.param(lambda x, mean, rng: mean - x, id="a mirror image"),
    ],
)
def test_a_fake_is_not_in_step(made: Made) -> None:
    """RPCC of one series may be taken in by the mean; RPCC over time and WTLCC are not."""
    found = verdicts(made)
    assert found["wtlcc"] == found["rpcc_time"] == "contradicted"


def test_a_late_copy_is_more_in_step_than_real_listeners() -> None:
    assert verdicts(lambda x, mean, rng: mean + np.roll(x, LAG, axis=0))["wtlcc"] == "contradicted"


def test_the_printed_rpcc_is_taken_in_by_a_still_face_with_the_right_mean() -> None:
    still = verdicts(lambda x, mean, rng: np.tile(mean, (FRAMES, 1)))
    assert still["rpcc"] != "contradicted"


def test_real_listeners_that_do_not_follow_test_nothing() -> None:
    apart: Made = lambda x, mean, rng: mean + motion(rng)  # noqa: E731
    assert verdicts(follow, real=apart)["wtlcc"] == "not testable"
