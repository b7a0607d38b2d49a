import math
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made_up_scores import FACTS, SETTINGS, run_scores, series

from elp.config.scores import MetricSettings
from elp.config.tables import DatasetFacts, TableFacts
from elp.errors import DataError
from elp.io.columns import read_parquet
from elp.io.rows import write_frame
from elp.metrics import variation_sum
from elp.scoring.scores_file import RunScores
from elp.tables.all_metrics import ALL_SEEDS, all_metrics, write_tidy
from elp.tables.columns import TableColumn, columns
from elp.tables.compare import Cell, cells, numbers, scores_by_column, seeds_joined
from elp.tables.differences import differences
from elp.tables.origin import comparability, read_sources
from elp.tables.page import read_paper, render

ROOT = Path(__file__).resolve().parents[2]
METRICS = ("fd", "vd", "sid", "rpcc", "wtlcc", "sts")
SCORES = [f"{group}_{metric}" for group in ("expression", "pose") for metric in METRICS]
COLUMNS = ["dataset", "method", *SCORES, "blink_wtlcc"]


@pytest.fixture(scope="module")
def runs() -> list[RunScores]:
    return [run_scores(run, seed) for run in FACTS.table.runs for seed in (0, 1)]


def test_table1_has_the_columns_and_the_order_of_the_settings(runs: list[RunScores]) -> None:
    table = numbers(seeds_joined(runs, FACTS), FACTS)
    assert list(table.columns) == COLUMNS
    assert list(table["method"]) == ["random", "gt", "elp"]
    assert set(table["dataset"]) == {"made_up"}


def test_seeds_are_averaged(runs: list[RunScores]) -> None:
    table = numbers(seeds_joined(runs, FACTS), FACTS).set_index("method")
    expected = np.mean(
        [variation_sum(clip.generated[0]) for seed in (0, 1) for clip in series("elp", seed, 5)]
    )
    assert table.loc["elp", "expression_vd"] == pytest.approx(float(expected))


def test_the_truth_scores_zero_on_distances(runs: list[RunScores]) -> None:
    truth = numbers(seeds_joined(runs, FACTS), FACTS).set_index("method").loc["gt"]
    zeros = [f"{group}_{m}" for group in ("expression", "pose") for m in ("fd", "rpcc", "sts")]
    assert (truth[zeros] == 0.0).all()
    assert (truth[["expression_vd", "pose_sid"]] > 0.0).all()


def test_csv_keeps_every_digit(runs: list[RunScores], tmp_path: Path) -> None:
    table = numbers(seeds_joined(runs, FACTS), FACTS)
    write_frame(tmp_path / "table1.csv", table)
    found = pd.read_csv(tmp_path / "table1.csv", float_precision="round_trip")
    pd.testing.assert_frame_equal(found, table, check_exact=True, check_dtype=False)


def test_tidy_table_has_a_row_per_run_seed_and_variant(
    runs: list[RunScores], tmp_path: Path
) -> None:
    table = all_metrics(runs[::3], SETTINGS, "elp")
    key = ["dataset", "run", "seed", "split", "group", "metric", "variant"]
    assert not table.duplicated(key).any()
    assert set(zip(table["run"], table["seed"], strict=True)) == {
        ("random", 0),
        ("random", ALL_SEEDS),
        ("gt", 1),
        ("gt", ALL_SEEDS),
    }
    write_tidy(tmp_path / "metrics.parquet", table)
    found = read_parquet(tmp_path / "metrics.parquet").to_pandas()
    assert list(found.columns) == list(table.columns)
    np.testing.assert_array_equal(found["value"], table["value"])


def test_tidy_table_compares_with_the_reference_and_over_seeds(runs: list[RunScores]) -> None:
    table = all_metrics(runs, SETTINGS, "elp").set_index(
        ["run", "seed", "group", "metric", "variant"]
    )
    fd = ("expression", "fd", "frechet")
    for seed in (0, 1, ALL_SEEDS):
        random, elp = table.loc[("random", seed, *fd)], table.loc[("elp", seed, *fd)]
        assert random["difference"] == pytest.approx(random["value"] - elp["value"])
        assert random["difference_low"] > 0  # the interval excludes 0
        assert math.isnan(elp["difference"])
    seeds = [table.loc[("random", seed, *fd)]["value"] for seed in (0, 1)]
    together = table.loc[("random", ALL_SEEDS, *fd)]
    assert together["value"] == pytest.approx(np.mean(seeds))
    assert together["seed_deviation"] == pytest.approx(np.std(seeds, ddof=1))


def test_order_of_the_files_does_not_matter(runs: list[RunScores]) -> None:
    forward, backward = (numbers(seeds_joined(order, FACTS), FACTS) for order in (runs, runs[::-1]))
    pd.testing.assert_frame_equal(forward, backward)


def test_a_clearly_better_method_is_best_but_the_truth_never_is(runs: list[RunScores]) -> None:
    joined = seeds_joined(runs, FACTS)
    scores = {run: joined["made_up", run] for run in FACTS.table.runs}
    for column in columns(FACTS):
        found = of_column(scores, column)
        assert not found["gt"].best
        if column.metric in ("fd", "vd", "sts"):
            assert [run for run, cell in found.items() if cell.best] == ["elp"], column.name
            assert found["elp"].low <= found["elp"].value <= found["elp"].high


def per_clip(column: TableColumn, values: np.ndarray) -> pd.DataFrame:
    """Scores of one column with the given values, clip by clip."""
    return pd.DataFrame(
        {
            "group": column.groups[0],
            "metric": column.metric,
            "variant": column.variants[0],
            "clip": [f"c{i}" for i in range(len(values))],
            "person": [f"p{i}" for i in range(len(values))],
            "people": 1,
            "sample": 0,
            "resample": -1,
            "value": values,
            "target": 3.0,
            "noise_floor": np.nan,
            "short": False,
            "constant": False,
            "seed": 0,
        }
    )


def of_column(
    scores: dict[str, pd.DataFrame], column: TableColumn, facts: TableFacts = FACTS
) -> dict[str, Cell]:
    """The cells of a table of one column."""
    return cells(scores, scores_by_column(scores, [column], facts), facts)[column]


def test_methods_that_win_on_different_clips_have_no_best() -> None:
    column = columns(FACTS)[0]
    first = np.array([1.0, 2.0, 1.0, 2.0, 1.0, 2.0])
    scores = {"a": per_clip(column, first), "b": per_clip(column, first[::-1] + 0.01)}
    assert not any(cell.best for cell in of_column(scores, column).values())


def test_a_single_clip_has_no_best_method() -> None:
    column = columns(FACTS)[0]
    scores = {name: per_clip(column, np.array([value])) for name, value in (("a", 1.0), ("b", 9.0))}
    assert not any(cell.best for cell in of_column(scores, column).values())


@pytest.mark.parametrize(
    ("better", "values", "best"),
    [("lower", (1.0, 2.0), 0), ("higher", (1.0, 2.0), 1), ("target", (2.0, 6.0), 0)],
)
def test_direction_decides_which_is_best(
    better: str, values: tuple[float, float], best: int
) -> None:
    column = next(c for c in columns(FACTS) if c.better == better)
    scores = {
        run: per_clip(column, value + 0.01 * np.arange(8))
        for run, value in zip("ab", values, strict=True)
    }
    found = of_column(scores, column)
    assert [run for run, cell in found.items() if cell.best] == ["ab"[best]]


def test_missing_runs_and_different_clips_are_refused_by_name(runs: list[RunScores]) -> None:
    with pytest.raises(DataError, match="no scores of random on made_up"):
        seeds_joined(runs[2:], FACTS)
    fewer = RunScores(runs[4].origin, runs[4].rows[runs[4].rows["clip"] != "c5"])
    with pytest.raises(DataError, match="scored on different clips"):
        seeds_joined([*runs[:4], fewer], FACTS)
    valid = [RunScores(r.origin.model_copy(update={"split": "valid"}), r.rows) for r in runs]
    with pytest.raises(DataError, match="no scores of random"):
        seeds_joined(valid, FACTS)


def test_pooled_fd_is_printed_where_the_settings_ask(runs: list[RunScores]) -> None:
    facts = FACTS.model_copy(update={"metrics": MetricSettings(fd_scope="pooled")})
    pooled = next(c for c in columns(facts) if c.metric == "fd")
    assert pooled.variants == ("pooled",)


@pytest.fixture(scope="module")
def page(runs: list[RunScores]) -> str:
    paper = read_paper(ROOT / "config/paper/table1.csv")
    return render(seeds_joined(runs, FACTS), FACTS, paper, {"made_up": ["sample_speech"] * 6})


def test_page_states_what_the_numbers_are_made_from(page: str) -> None:
    assert "made-up conversations, not the paper's" in page
    assert "6 test clips of 6 people, 2 training seeds, 1 sample a clip" in page
    assert "not by the published weights" in page


@pytest.mark.parametrize(
    ("layout", "comparable"),
    [("vico", False), ("sample_corpus", False), ("l2l", True), ("vico_coefficients", True)],
)
def test_only_our_own_fit_is_called_not_comparable(layout: str, comparable: bool) -> None:
    datasets = {"made_up": DatasetFacts(layout=layout)}
    note = comparability(FACTS.model_copy(update={"datasets": datasets}))
    assert ("not comparable" in note) != comparable
    assert ("only if its authors used the same ones" in note) == comparable


def test_page_prints_ours_and_the_papers(page: str, runs: list[RunScores]) -> None:
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| ")]
    elp = next(row for row in rows if row[0] == "| ELP")
    value = numbers(seeds_joined(runs, FACTS), FACTS).set_index("method")
    printed = float(re.sub(r"[*]", "", elp[1].split()[0]))
    assert printed == pytest.approx(float(value.loc["elp", "expression_fd"]), abs=1e-4)
    assert elp[1].startswith("**")
    assert "±" in elp[1]
    assert rows[rows.index(elp) + 1][:3] == ["| *paper*", "1.14", "5.26"]
    assert any(row[0] == "| *paper, RLHG*" for row in rows)
    # method, six scores and the chance level; the pairs have none
    assert {len(row) for row in rows} == {8, 7, 3, 2}


def test_page_compares_each_method_with_the_reference(page: str, runs: list[RunScores]) -> None:
    _, pairs = page.split("### Against ELP")
    random = next(line for line in pairs.splitlines() if line.startswith("| Random"))
    assert re.match(r"\| Random \| \*\*\d", random)
    assert "| GT" not in pairs
    assert "| ELP" not in pairs


def test_differences_compare_distances_from_the_ideal(runs: list[RunScores]) -> None:
    joined = seeds_joined(runs, FACTS)
    scores = {run: joined["made_up", run] for run in FACTS.table.runs}
    table = numbers(joined, FACTS).set_index("method")
    for column in columns(FACTS):
        found = differences(scores, column, FACTS)
        assert set(found) == {"random"}
        value, own, truth = (table.loc[run, column.name] for run in ("random", "elp", "gt"))
        expected = {
            "lower": value - own,
            "higher": own - value,
            "target": abs(value - truth) - abs(own - truth),
        }[column.better]
        assert found["random"].value == pytest.approx(expected)
        if column.better == "lower":
            assert found["random"].low <= found["random"].value <= found["random"].high


def test_scores_of_beta_and_p_are_added(runs: list[RunScores]) -> None:
    joined = seeds_joined(runs, FACTS)
    table = FACTS.table.model_copy(update={"columns": "together"})
    facts = FACTS.model_copy(update={"table": table})
    apart, together = numbers(joined, FACTS), numbers(joined, facts)
    assert list(together.columns) == ["dataset", "method", *METRICS, "blink_wtlcc"]
    for metric in METRICS:
        both = apart[f"expression_{metric}"] + apart[f"pose_{metric}"]
        np.testing.assert_allclose(together[metric], both, rtol=1e-12)


def test_the_best_is_marked_within_each_group(runs: list[RunScores]) -> None:
    joined = seeds_joined(runs, FACTS)
    scores = {run: joined["made_up", run] for run in FACTS.table.runs}
    scores["again"] = scores["random"]
    column = columns(FACTS)[0]
    table = FACTS.table.model_copy(update={"groups": (("random", "elp"), ("again",))})
    found = of_column(scores, column, FACTS.model_copy(update={"table": table}))
    assert [run for run, cell in found.items() if cell.best] == ["elp"]


def test_runs_beyond_the_paper_form_their_own_block(runs: list[RunScores]) -> None:
    table = {"datasets": ["made_up"], "runs": ["random", "gt"], "beyond": ["elp"]}
    facts = TableFacts.model_validate(FACTS.model_dump() | {"table": table})
    text = render(seeds_joined(runs, facts), facts, None, {"made_up": ["sheet"]})
    rows = [line.split(" | ")[0] for line in text.splitlines() if line.startswith("| ")]
    assert rows[:6] == ["| method", "| ---", "| Random", "| GT", "| *beyond the paper*", "| ELP"]
    assert "*paper*" not in text


def test_page_counts_the_short_clips(page: str) -> None:
    assert "WTLCC, clips shorter than a window: random 6, gt 6, elp 6." in page


def test_all_numbers_of_the_paper_are_present() -> None:
    paper = read_paper(ROOT / "config/paper/table1.csv")
    assert list(paper.columns) == [*COLUMNS[:2], "label", *COLUMNS[2:], "note"]
    vico = ["nn_motion", "nn_audio", "random", "dls_random", "rlhg", "pch", "l2l", "gt", "elp"]
    assert list(paper[paper["dataset"] == "vico"]["method"]) == vico
    assert list(paper[paper["dataset"] == "l2l"]["method"]) == [m for m in vico if m != "pch"]
    values = paper.set_index(["dataset", "method"])
    assert values.loc[("l2l", "elp"), "pose_rpcc"] == 0.077
    assert values.loc[("vico", "rlhg"), "expression_fd"] == 150.0
    assert math.isnan(values.loc[("vico", "gt"), "blink_wtlcc"])


def test_files_that_lack_a_column_are_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "paper.csv").write_text("dataset,method\n")
    with pytest.raises(DataError, match=r"paper.csv lacks the columns \['label', 'note'\]"):
        read_paper(tmp_path / "paper.csv")
    (tmp_path / "made_up.csv").write_text("clip,emotion\nc0,positive\n")
    with pytest.raises(DataError, match=r"made_up.csv lacks the columns \['source'\]"):
        read_sources([tmp_path / "made_up.csv"])
