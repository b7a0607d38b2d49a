import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from elp.config.scores import MetricSettings
from elp.errors import DataError
from elp.metrics import (
    blink_wtlcc,
    frechet_distance,
    l1_distance,
    lag_correlation,
    pooled_frechet_distance,
    rpcc_dim,
    rpcc_flat,
    rpcc_frame,
    rpcc_time,
    sid_dim,
    sts_dim,
    variation_flat,
    variation_sum,
    wtlcc,
)
from elp.metrics.noise_floor import unrelated_pairs
from elp.metrics.shannon import fit_clusters, histograms
from elp.scoring.score import resamples, score
from elp.scoring.score_rows import resampled
from elp.scoring.series import ClipSeries, Group
from elp.scoring.summary import summarise

SETTINGS = MetricSettings(bootstrap=200)
NAMES = [f"c{i}" for i in range(5)]


def walk(seed: int, frames: int, dimensions: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(frames, dimensions)).cumsum(axis=0)


def clips(dimensions: int = 6, samples: int = 2, frames: int = 110) -> list[ClipSeries]:
    return [
        ClipSeries(
            name,
            tuple(walk(100 * k + i, frames + 2 * i, dimensions) for k in range(samples)),
            walk(1000 + i, frames + 1, dimensions),
            walk(2000 + i, frames + i, dimensions),
        )
        for i, name in enumerate(NAMES)
    ]


def blinks() -> list[ClipSeries]:
    trains = [(np.random.default_rng(i).random((150, 1)) < 0.08).astype(float) for i in range(10)]
    return [
        ClipSeries(name, (trains[i],), trains[i + 5], trains[i + 5]) for i, name in enumerate(NAMES)
    ]


def value(summary: pd.DataFrame, variant: tuple[str, str, str], column: str = "value") -> float:
    number = summary.set_index(["group", "metric", "variant"]).loc[variant, column]
    return float(number)


def parts_of(series: list[ClipSeries], k: int) -> list[list[np.ndarray]]:
    """Speakers, generated and real listeners of a set, cut to the same frames."""
    names = ("speaker", "generated", "target")
    return [[getattr(clip.sample(k), name) for clip in series] for name in names]


def summary_of(group: Group, series: list[ClipSeries]) -> pd.DataFrame:
    """The group's own scores; those of the parts of p are left out."""
    rows = score({group: series}, 25.0, SETTINGS)
    return summarise(rows[rows["group"] == group], SETTINGS)


def visits(clips: list[np.ndarray], fit_on: list[np.ndarray], clusters: int) -> np.ndarray:
    """Frames of each clip in each cluster."""
    return histograms(fit_clusters(np.concatenate(fit_on), clusters), clips)


def test_values_are_the_means_of_the_public_functions() -> None:
    series = clips()
    summary = summary_of("pose", series)
    aligned = [[clip.sample(k) for clip in series] for k in range(2)]
    every = [sample for part in aligned for sample in part]

    def mean(values: list[float]) -> float:
        return pytest.approx(float(np.mean(values)))  # type: ignore[return-value]

    assert value(summary, ("pose", "fd", "frechet")) == mean(
        [frechet_distance(a.generated, a.target) for a in every]
    )
    assert value(summary, ("pose", "fd", "l1")) == mean(
        [l1_distance(g, clip.target) for clip in series for g in clip.generated]
    )
    assert value(summary, ("pose", "vd", "sum")) == mean(
        [variation_sum(a.generated) for a in every]
    )
    assert value(summary, ("pose", "rpcc", "flat")) == mean(
        [rpcc_flat(a.speaker, a.generated, a.target) for a in every]
    )
    assert value(summary, ("pose", "wtlcc", "peak_signed")) == mean(
        [wtlcc(a.speaker, a.generated, 25) for a in every]
    )
    assert value(summary, ("pose", "wtlcc", "lag")) == mean(
        [lag_correlation(a.speaker, a.generated, 25).peak_lag() for a in every]
    )


def test_the_noise_floor_is_the_wtlcc_with_listeners_of_other_clips() -> None:
    series = clips(samples=1)
    pairs = unrelated_pairs(len(series), np.random.default_rng(SETTINGS.seed))
    by_clip: dict[int, list[float]] = {}
    for i, j in pairs:
        frames = min(len(series[i].speaker), len(series[i].target), len(series[j].generated[0]))
        pair = (series[i].speaker[:frames], series[j].generated[0][:frames])
        by_clip.setdefault(i, []).append(wtlcc(*pair, 25))
    expected = np.mean([np.mean(values) for values in by_clip.values()])
    floor = value(summary_of("pose", series), ("pose", "wtlcc", "peak_signed"), "noise_floor")
    assert floor == pytest.approx(expected)


@pytest.mark.parametrize(
    ("variant", "function"), [("flat", rpcc_flat), ("time", rpcc_time), ("frame", rpcc_frame)]
)
def test_the_noise_floor_of_rpcc_has_other_clips_listeners_and_the_own_target(
    variant: str, function: Callable[..., float]
) -> None:
    series = clips(samples=2)
    by_clip: dict[int, list[float]] = {}
    for i, j in unrelated_pairs(len(series), np.random.default_rng(SETTINGS.seed)):
        triple = series[i].speaker, series[j].generated[0], series[i].target
        frames = min(map(len, triple))
        by_clip.setdefault(i, []).append(function(*(part[:frames] for part in triple)))
    expected = np.mean([np.mean(values) for values in by_clip.values()])
    summary = summary_of("pose", series)
    assert value(summary, ("pose", "rpcc", variant), "noise_floor") == pytest.approx(expected)
    assert math.isnan(value(summary, ("pose", "fd", "frechet"), "noise_floor"))
    alone = summary_of("pose", series[:1])
    assert math.isnan(value(alone, ("pose", "rpcc", variant), "noise_floor"))


@pytest.mark.parametrize(
    ("variant", "function"),
    [
        (("pose", "fd", "pooled"), lambda x, g, y, real: pooled_frechet_distance(g, y)),
        (("pose", "vd", "flat"), lambda x, g, y, real: variation_flat(g)),
        (("pose", "rpcc", "dim"), lambda x, g, y, real: rpcc_dim(x, g, y)),
        (("pose", "sts", "dim"), lambda x, g, y, real: sts_dim(g, y)),
        (
            ("pose", "sid", "paper"),
            lambda x, g, y, real: stats.entropy(visits(g, real, 20).sum(axis=0), base=2),
        ),
        (
            ("pose", "sid", "l2l"),
            lambda x, g, y, real: stats.entropy(visits(g, real, 9), axis=1).mean(),
        ),
        (("pose", "sid", "dim"), lambda x, g, y, real: sid_dim(visits(g, real, 20).sum(axis=0))),
    ],
)
def test_values_of_a_set_agree_with_the_public_functions(
    variant: tuple[str, str, str], function: Callable[..., float]
) -> None:
    series = clips()
    real = [clip.truth().target for clip in series]  # cut to the speaker alone
    expected = np.mean([function(*parts_of(series, k), real) for k in range(2)])
    assert value(summary_of("pose", series), variant) == pytest.approx(expected)


def test_all_listed_variants_are_scored() -> None:
    summary = summary_of("expression", clips(dimensions=7, samples=1))
    listed = {
        "fd": "frechet pooled l1 pfd mse",
        "vd": "sum mean flat",
        "sid": "paper l2l dim",
        "rpcc": "flat time frame dim",
        "wtlcc": "peak_signed peak_abs mean_signed mean_positive_lag zero_lag",
        "sts": "canonical per_frame dim",
    }
    scored = set(zip(summary["metric"], summary["variant"], strict=True))
    assert {(m, v) for m, vs in listed.items() for v in vs.split()} <= scored
    assert not summary.duplicated(["group", "metric", "variant"]).any()


def test_the_truth_scores_zero_and_its_own_values() -> None:
    truth = [ClipSeries(c.name, (c.target,), c.target, c.speaker) for c in clips()]
    summary = summary_of("pose", truth).set_index(["metric", "variant"])
    for metric in ("fd", "rpcc", "sts"):
        scores = summary.loc[metric, ["value", "low", "high"]].drop("pooled", errors="ignore")
        assert (scores == 0.0).all(axis=None), metric
    assert summary.loc[("fd", "pooled"), "value"] == 0.0  # without an interval by default
    np.testing.assert_array_equal(
        summary["value"].drop("rwtlcc", level=1), summary["target"].drop("rwtlcc", level=1)
    )
    assert summary.loc[("wtlcc", "rwtlcc"), "value"] == 0.0


Parts = list[np.ndarray]
SETS: dict[tuple[str, str], Callable[[Parts, Parts, Parts], float]] = {
    ("fd", "pooled"): lambda x, g, y: pooled_frechet_distance(g, y),
    ("vd", "flat"): lambda x, g, y: variation_flat(g),
    ("rpcc", "dim"): rpcc_dim,
}


@pytest.mark.parametrize("samples", [1, 3])
@pytest.mark.parametrize("key", SETS)
def test_resamples_of_a_set_are_scores_of_the_drawn_clips(
    key: tuple[str, str], samples: int
) -> None:
    """Sums over the drawn clips give the same scores as the drawn clips themselves."""
    settings, series = MetricSettings(bootstrap=20, fd_scope="pooled"), clips(samples=samples)
    rows = score({"pose": series}, 25.0, settings)
    part = rows[(rows[["group", "metric", "variant"]] == ("pose", *key)).all(axis=1)]
    expected = []
    for counts in resamples(np.array(NAMES), settings):
        drawn = [clip for clip, n in zip(series, counts, strict=True) for _ in range(n)]
        expected.append(np.mean([SETS[key](*parts_of(drawn, k)) for k in range(samples)]))
    np.testing.assert_allclose(resampled(part, settings).own.replicates, expected, rtol=1e-6)


def test_intervals_contain_the_value() -> None:
    summary = summary_of("pose", clips(samples=1)).dropna(subset=["low"])
    chosen = summary[~summary["variant"].isin(["dim", "rwtlcc"])]
    assert ((chosen["low"] <= chosen["value"]) & (chosen["value"] <= chosen["high"])).all()
    assert len(chosen) > 15


def test_blinks_are_compared_with_the_real_listener_and_have_a_floor() -> None:
    series = blinks()
    summary = summary_of("blink", series)
    expected = np.mean([blink_wtlcc(c.target, c.generated[0], 25) for c in series])
    assert value(summary, ("blink", "wtlcc", "peak_signed")) == pytest.approx(expected)
    assert set(summary["metric"]) == {"wtlcc", "blink_rate", "blink_duration"}
    assert math.isfinite(value(summary, ("blink", "wtlcc", "peak_signed"), "noise_floor"))


def test_short_and_constant_clips_are_counted() -> None:
    series = clips(samples=1)
    one_frame = ClipSeries("a", (np.zeros((1, 6)),), np.zeros((1, 6)), np.zeros((1, 6)))
    short = ClipSeries("b", (walk(7, 30, 6),), walk(8, 30, 6), walk(9, 30, 6))
    still = ClipSeries("d", (np.full((110, 6), 0.1),), walk(8, 110, 6), walk(9, 110, 6))
    summary = summary_of("pose", [*series, one_frame, short, still])
    peak = ("pose", "wtlcc", "peak_signed")
    assert value(summary, ("pose", "fd", "frechet"), "skipped") == 1
    assert value(summary, peak, "skipped") == 1
    assert value(summary, peak, "short") == 2
    assert value(summary, peak, "constant") == 1
    assert value(summary, ("pose", "rpcc", "flat"), "constant") >= 1
    assert math.isfinite(value(summary, ("pose", "fd", "frechet")))


def test_skipped_constant_windows_are_counted_if_the_settings_skip_them() -> None:
    settings = MetricSettings.model_validate({"bootstrap": 50, "wtlcc": {"constant": "skip"}})
    never = ClipSeries("z", (np.zeros((150, 1)),), blinks()[0].target, blinks()[0].target)
    summary = summarise(score({"blink": [*blinks(), never]}, 25.0, settings), settings)
    assert value(summary, ("blink", "wtlcc", "peak_signed"), "skipped") == 1


def test_best_of_k_takes_the_sample_nearest_the_truth() -> None:
    series = [ClipSeries(c.name, (c.generated[0], c.target), c.target, c.speaker) for c in clips()]
    summary = summary_of("pose", series)
    assert value(summary, ("pose", "fd", "frechet"), "best_of_k") == 0.0
    assert value(summary, ("pose", "fd", "frechet")) > 0.0
    assert math.isnan(value(summary, ("pose", "sid", "paper"), "best_of_k"))


def test_best_of_k_is_the_best_sample_of_each_seed() -> None:
    """Seed 0 has the truth among its samples, seed 1 a single bad one."""
    bad = clips(samples=1)
    good = [ClipSeries(c.name, (c.generated[0], c.target), c.target, c.speaker) for c in bad]
    tables = [score({"pose": part}, 25.0, SETTINGS) for part in (good, bad)]
    fd = ("pose", "fd", "frechet")
    of_bad = value(summarise(tables[1], SETTINGS), fd)
    seeds = [rows.assign(seed=seed) for seed, rows in enumerate(tables)]
    both = pd.concat(seeds, ignore_index=True)
    assert value(summarise(both, SETTINGS), fd, "best_of_k") == pytest.approx(of_bad / 2)


def test_trainings_that_differ_widen_the_interval() -> None:
    """A second training whose scores are all higher by the same, of clips and of the set."""
    rows = score({"pose": clips(samples=1)}, 25.0, SETTINGS)
    summaries = {}
    for shift in (0.0, 1000.0):
        other = rows.assign(value=rows["value"] + shift, seed=1)
        both = pd.concat([rows.assign(seed=0), other], ignore_index=True)
        summary = summarise(both, SETTINGS)
        own = summary[summary["group"] == "pose"]
        summaries[shift] = own.set_index(["metric", "variant"])
    for key in (("fd", "frechet"), ("vd", "flat")):
        widths = [table.loc[key, "high"] - table.loc[key, "low"] for table in summaries.values()]
        assert widths[1] > widths[0] + 1000


def test_order_of_the_clips_does_not_matter() -> None:
    forward, backward = (summary_of("pose", clips()[::step]) for step in (1, -1))
    pd.testing.assert_frame_equal(forward, backward)


@pytest.mark.parametrize("fit_on", ["gt_test", "gt_train", "generated"])
def test_clusters_are_fitted_to_what_the_settings_say(fit_on: str) -> None:
    settings = MetricSettings.model_validate({"bootstrap": 20, "sid": {"fit_on": fit_on}})
    series, train = clips(samples=1), [walk(i, 90, 6) for i in range(3)]
    rows = score({"pose": series}, 25.0, settings, {"pose": train})
    generated = [clip.sample(0).generated for clip in series]
    source = {
        "gt_test": [c.truth().target for c in series],
        "gt_train": train,
        "generated": generated,
    }
    assert value(summarise(rows, settings), ("pose", "sid", "paper")) == pytest.approx(
        stats.entropy(visits(generated, source[fit_on], 20).sum(axis=0), base=2)
    )


def test_clusters_of_a_missing_training_split_are_refused() -> None:
    settings = MetricSettings.model_validate({"sid": {"fit_on": "gt_train"}})
    with pytest.raises(DataError, match="needs the training split"):
        score({"pose": clips()}, 25.0, settings)


def test_unequal_numbers_of_samples_are_refused() -> None:
    with pytest.raises(DataError, match=r"clips have \[1, 2\] samples"):
        score({"pose": [*clips(samples=1)[:2], *clips(samples=2)[2:]]}, 25.0, SETTINGS)
