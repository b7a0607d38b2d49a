"""Every metric meets the contract of the registry; registering a metric tests it."""

import numpy as np
import pandas as pd
import pytest

from elp.config.scores import MetricSettings
from elp.scoring.context import Context, WindowLengths, training_scale
from elp.scoring.metric import Variant
from elp.scoring.registry import METRICS
from elp.scoring.score import score
from elp.scoring.score_rows import resampled
from elp.scoring.series import ClipSeries, Group
from elp.scoring.summary import EXTRA, ORDER, summarise

SETTINGS = MetricSettings(bootstrap=50)
WINDOWS = WindowLengths(length=50, overlap=10)
DIMENSIONS: dict[Group, int] = {"expression": 8, "pose": 6, "blink": 1}
MESH = np.linspace(2.0, 0.1, DIMENSIONS["expression"])
KEY = ["group", "metric", "variant"]


def series(group: Group, seed: int, frames: int = 120) -> np.ndarray:
    rng = np.random.default_rng([seed, len(group)])
    if group == "blink":
        return np.asarray((rng.random((frames, 1)) < 0.1).astype(float))
    return np.asarray(rng.normal(size=(frames, DIMENSIONS[group])).cumsum(axis=0))


def clips(group: Group, samples: int, seed: int = 0) -> list[ClipSeries]:
    return [
        ClipSeries(
            f"c{i}",
            tuple(series(group, 1000 * seed + 10 * i + k, 118 + k) for k in range(samples)),
            series(group, 500 + i),
            series(group, 600 + i, 121),
        )
        for i in range(4)
    ]


def scores(samples: int = 3, seed: int = 0) -> pd.DataFrame:
    groups = {group: clips(group, samples, seed) for group in DIMENSIONS}
    return score(groups, 25.0, SETTINGS, train(), WINDOWS, MESH)


def train() -> dict[Group, list[np.ndarray]]:
    return {group: [series(group, 700 + i) for i in range(3)] for group in DIMENSIONS}


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    return scores()


@pytest.fixture(scope="module")
def summary(rows: pd.DataFrame) -> pd.DataFrame:
    return summarise(rows, SETTINGS).set_index(KEY)


@pytest.mark.parametrize("key", METRICS)
def test_each_metric_is_scored_in_its_groups_only(key: Variant, summary: pd.DataFrame) -> None:
    groups = {group for group, *variant in summary.index if tuple(variant) == key}
    assert groups == set(METRICS[key].groups)
    for group in groups:
        assert np.isfinite(summary.loc[(group, *key), "value"])


def test_every_score_has_a_registry_entry(summary: pd.DataFrame) -> None:
    assert {(metric, variant) for _, metric, variant in summary.index} == set(METRICS)


@pytest.fixture(scope="module")
def summary_of_truth() -> pd.DataFrame:
    truth: dict[Group, list[ClipSeries]] = {
        group: [ClipSeries(c.name, (c.target,), c.target, c.speaker) for c in clips(group, 1)]
        for group in DIMENSIONS
    }
    return summarise(score(truth, 25.0, SETTINGS, train(), WINDOWS, MESH), SETTINGS).set_index(KEY)


@pytest.mark.parametrize("key", METRICS)
def test_the_real_listener_scores_the_target_and_the_best(
    key: Variant, summary_of_truth: pd.DataFrame
) -> None:
    metric = METRICS[key]
    for group in metric.groups:
        row = summary_of_truth.loc[(group, *key)]
        if metric.target is None and key != ("wtlcc", "rwtlcc"):
            assert row["value"] == row["target"]
        if metric.better == "lower":
            assert row["value"] == 0.0


@pytest.mark.parametrize("key", [key for key, metric in METRICS.items() if metric.of_clip])
def test_scores_of_all_samples_have_one_row_per_clip(key: Variant, rows: pd.DataFrame) -> None:
    part = rows[(rows["metric"] == key[0]) & (rows["variant"] == key[1])]
    assert (part["sample"] == -1).all()
    assert (part["resample"] == -1).all()
    assert not part.duplicated(["group", "clip"]).any()
    assert set(part["clip"]) == {f"c{i}" for i in range(4)}


def test_scores_of_all_samples_are_averaged_over_seeds(rows: pd.DataFrame) -> None:
    other = scores(seed=1)
    joined = pd.concat([rows.assign(seed=0), other.assign(seed=1)], ignore_index=True)
    alone = [summarise(part, SETTINGS).set_index(KEY) for part in (rows, other)]
    both = summarise(joined, SETTINGS).set_index(KEY)
    of_clip = [(key, metric) for key, metric in METRICS.items() if metric.of_clip]
    for group, key in [(group, key) for key, metric in of_clip for group in metric.groups]:
        values = [part.loc[(group, *key), "value"] for part in alone]
        row = both.loc[(group, *key)]
        assert row["value"] == pytest.approx(np.mean(values))
        assert row["deviation"] == pytest.approx(np.std(values, ddof=1))
        assert row["clips"] == 4
        assert row["low"] <= row["value"] <= row["high"]
        assert np.isnan(row["best_of_k"])
        assert np.isnan(alone[0].loc[(group, *key), "deviation"])


def test_differences_of_energy_scores_are_paired(rows: pd.DataFrame) -> None:
    def of_pose(table: pd.DataFrame) -> pd.DataFrame:
        return table[(table["metric"] == "es") & (table["group"] == "pose")]

    worse = of_pose(rows).assign(value=lambda part: part["value"] + 0.5)
    gap = resampled(worse, SETTINGS).own - resampled(of_pose(rows), SETTINGS).own
    np.testing.assert_allclose(gap.replicates, 0.5)


def test_single_sample_has_no_spread_and_is_counted() -> None:
    table = summarise(scores(samples=1), SETTINGS).set_index(KEY)
    assert table.loc[("both", "spread_skill", "ratio"), "skipped"] == 4
    assert table.loc[("both", "es", "window"), "skipped"] == 0
    assert table.loc[("pose", "react", "frdiv"), "value"] == 0.0


def test_energy_score_of_both_joins_the_dimensions_of_expression_and_pose() -> None:
    series: dict[Group, list[ClipSeries]] = {g: clips(g, 3) for g in ("expression", "pose")}
    joint = [e.beside(p) for e, p in zip(series["expression"], series["pose"], strict=True)]
    real = [np.hstack(pair) for pair in zip(train()["expression"], train()["pose"], strict=True)]
    context = Context("both", 25.0, SETTINGS, training_scale(real))
    metric = METRICS["es", "window"]
    assert metric.of_clip
    expected = [metric.of_clip(clip.ensemble(), context) for clip in joint]
    table = score(series, 25.0, SETTINGS, train())
    part = table[(table["metric"] == "es") & (table["group"] == "both")]
    np.testing.assert_allclose(part["value"], expected)


def test_energy_score_does_not_depend_on_units() -> None:
    def scaled(unit: float) -> pd.Series:
        series = [
            ClipSeries(
                c.name, tuple(unit * g for g in c.generated), unit * c.target, unit * c.speaker
            )
            for c in clips("pose", 3)
        ]
        real = [unit * part for part in train()["pose"]]
        table = score({"pose": series}, 25.0, SETTINGS, {"pose": real})
        return table.loc[table["metric"].isin(["es", "spread_skill"]), "value"]

    np.testing.assert_allclose(scaled(1.0), scaled(100.0))


def test_a_missing_input_skips_only_the_metrics_that_need_it() -> None:
    series: dict[Group, list[ClipSeries]] = {group: clips(group, 2) for group in DIMENSIONS}
    table = summarise(score(series, 25.0, SETTINGS), SETTINGS)
    missing = set(METRICS) - set(zip(table["metric"], table["variant"], strict=True))
    assert missing == {key for key, metric in METRICS.items() if metric.needs}
    assert "both" not in set(table["group"])


def test_short_clips_are_undefined_and_counted() -> None:
    short = ClipSeries("z", (series("pose", 1, 3),), series("pose", 2, 3), series("pose", 3, 3))
    groups = {"pose": [*clips("pose", 1), short]}
    table = summarise(score(groups, 25.0, SETTINGS, train(), WINDOWS), SETTINGS).set_index(KEY)
    assert table.loc[("pose", "jerk", "ratio"), "skipped"] == 1
    assert table.loc[("pose", "seam", "ratio"), "skipped"] == 1
    assert table.loc[("pose", "fd", "velocity"), "skipped"] == 0
    assert table.loc[("pose", "es", "window"), "short"] == 1


def test_constant_training_dimensions_have_scale_1() -> None:
    frames = np.array([[0.1, 1.0], [0.1, 3.0], [0.1, 5.0]])
    expected = [1.0, np.std([1.0, 3.0, 5.0])]
    np.testing.assert_allclose(training_scale([frames[:1], frames[1:]]), expected)


def test_rows_follow_table_1_then_the_registry() -> None:
    assert ORDER[:6] == ("fd", "vd", "sid", "rpcc", "wtlcc", "sts")
    assert {key for key, metric in METRICS.items() if not metric.printed} == EXTRA
