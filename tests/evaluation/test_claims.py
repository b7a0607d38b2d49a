"""Claims checked against made-up scores whose order is known."""

import numpy as np
import pandas as pd
import pytest

from elp.config.tables import TableFacts
from elp.evaluation.claims import examine, verdict_of
from elp.evaluation.claims_page import claims_page
from elp.evaluation.figure_claims import imbalance_claim, separation_claim
from elp.evaluation.paper_claims import CLAIMS, Claim
from elp.scoring.scores_file import Origin, RunScores
from elp.tables.columns import columns


def facts(name: str, runs: list[str], kind: str = "apart") -> TableFacts:
    return TableFacts.model_validate(
        {
            "name": name,
            "table": {"datasets": ["made_up"], "runs": runs, "columns": kind},
            "labels": {run: run.upper() for run in runs},
            "truth": ["gt"],
            "swept": {},
            "reference": None,
            "datasets": {"made_up": {"layout": "sample_corpus"}},
            "metrics": {"bootstrap": 200},
        }
    )


def scores(known: TableFacts, offset: float, target: float = 3.0) -> pd.DataFrame:
    """Scores of 12 clips in every column of a table."""
    parts = []
    noise = np.random.default_rng(round(1000 * offset)).normal(scale=0.05, size=12)
    for column in columns(known):
        for group in column.groups:
            parts.append(
                pd.DataFrame(
                    {
                        "group": group,
                        "metric": column.metric,
                        "variant": column.variants[0],
                        "clip": [f"c{i}" for i in range(12)],
                        "person": [f"p{i}" for i in range(12)],
                        "people": 1,
                        "sample": 0,
                        "resample": -1,
                        "value": target + offset + noise * (1 + offset),
                        "target": target,
                        "noise_floor": np.nan,
                        "short": False,
                        "constant": False,
                        "seed": 0,
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)


def verdicts(claim: Claim, offsets: dict[str, float]) -> dict[tuple[str, str], str]:
    known = facts(claim.table, list(offsets))
    joined = {("made_up", run): scores(known, offset) for run, offset in offsets.items()}
    return {(f.column.name, f.other): f.verdict for f in examine(joined, known, [claim])}


BEST = Claim("best", "Sec. 1", "table1", "elp", ("expression_fd", "pose_vd"))


def test_a_claim_is_supported_contradicted_or_undecided() -> None:
    offsets = {"a": 2.0, "b": 1.0, "gt": 0.0}
    assert set(verdicts(BEST, offsets | {"elp": 0.2}).values()) == {"supported"}
    assert set(verdicts(BEST, offsets | {"elp": 1.5}).values()) == {"contradicted"}
    assert set(verdicts(BEST, offsets | {"elp": 1.001}).values()) == {"undecided"}
    # the same on every clip: the claimed difference does not exist
    assert set(verdicts(BEST, offsets | {"elp": 1.0}).values()) == {"contradicted"}


def test_without_named_rivals_the_best_other_run_but_not_the_truth_is_compared() -> None:
    found = verdicts(BEST, {"a": 2.0, "b": 1.0, "gt": 0.0, "elp": 0.2})
    assert set(found) == {("expression_fd", "b"), ("pose_vd", "b")}


def test_named_rivals_are_compared_and_missing_ones_left_out() -> None:
    claim = Claim("text", "Sec. 1", "table1", "elp", ("expression_fd",), ("a", "b", "absent"))
    found = verdicts(claim, {"a": 2.0, "b": 0.1, "elp": 0.2})
    assert found == {
        ("expression_fd", "a"): "supported",
        ("expression_fd", "b"): "contradicted",
    }


def test_a_higher_blink_wtlcc_is_better() -> None:
    claim = Claim("text", "Sec. 1", "table1", "elp", ("blink_wtlcc",), ("l2l",))
    assert set(verdicts(claim, {"l2l": 0.0, "elp": 0.4}).values()) == {"supported"}


def test_claims_of_other_tables_and_absent_runs_say_nothing() -> None:
    assert verdicts(Claim("t", "s", "table1", "absent", ("expression_fd",)), {"a": 1.0}) == {}
    known = facts("table2", ["elp"])
    assert examine({("made_up", "elp"): scores(known, 0.0)}, known, [BEST]) == []


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.text)
def test_the_papers_claims_name_existing_columns(claim: Claim) -> None:
    kind = "apart" if claim.table == "table1" else "together"
    names = {column.name for column in columns(facts(claim.table, ["elp"], kind))}
    assert set(claim.columns) <= names


SEPARATION = {
    "dataset": "made_up",
    "run": "elp",
    "emotion": "predicted",
    "silhouette": 0.1,
    "accuracy": 0.5,
    "low": 0.4,
    "high": 0.6,
    "chance": 0.33,
    "difference": -0.1,
    "difference_low": -0.2,
    "difference_high": -0.05,
}


def page(
    separation: pd.DataFrame, shares: pd.DataFrame, diagnostics: pd.DataFrame, *runs: str
) -> str:
    known = facts("table1", list(runs))
    offsets = {"a": 1.0, "gt": 0.0, "elp": 0.2, "l2l": 1.0}
    scored = [
        RunScores(
            Origin(dataset="made_up", run=run, seed=0, split="test"), scores(known, offsets[run])
        )
        for run in runs
    ]
    return claims_page(scored, [known], {"made_up": ["sheet"]}, separation, shares, diagnostics)


def diagnostics(*rows: tuple[object, ...]) -> pd.DataFrame:
    columns = ["dataset", "run", "seed", "split", "quantity", "value"]
    return pd.DataFrame([*rows], columns=columns)


def test_the_page_prints_verdicts_numbers_and_explanations() -> None:
    shares = pd.DataFrame({"dataset": ["made_up"], "emotion": ["positive"], "clips": [7]})
    measured = diagnostics(
        ("made_up", "elp", 0, "test", "expression_vd_gt", 8.25),
        ("made_up", "elp", 0, "test", "expression_vd_elp", 9.5),
    )
    text = page(pd.DataFrame([SEPARATION]), shares, measured, "a", "gt", "elp")
    assert "| ELP has the lowest FD | 2 | 0 | 0 |" in text
    assert "| made_up | β FD ↓ | A | 0.8" in text
    assert "**supported**" in text
    assert "contradicted |" in text  # the emotions
    assert "positive 7" in text
    assert "| expression_vd_gt | 8.250 |" in text
    assert "V-D of β is 9.500, above the real listeners' 8.250." in text
    assert "- *Random codes*: not known (no `expression_vd_dls_random` of elp" in text
    assert "- made_up: Made from **made-up conversations" in text


def test_a_page_without_data_says_so() -> None:
    separation = pd.DataFrame(columns=list(SEPARATION))
    shares = pd.DataFrame(columns=["dataset", "emotion", "clips"])
    text = page(separation, shares, diagnostics(), "gt", "l2l")
    assert "No claim could be checked" in text
    for number in (7, 8):
        assert f"results/figure{number}.csv has no rows" in text
    assert "results/diagnostics.csv has neither `elp` nor `elp_es`" in text
    for line in text[text.index("### made_up") :].splitlines():
        assert not line.startswith("- *") or "not known (" in line or "Lowest" in line


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (0.1, 0.2, "supported"),
        (-0.2, -0.1, "contradicted"),
        (-0.1, 0.1, "undecided"),
        (0.0, 0.0, "contradicted"),
    ],
)
def test_the_separation_of_emotions_is_judged_by_its_interval(
    low: float, high: float, verdict: str
) -> None:
    row = SEPARATION | {"difference_low": low, "difference_high": high}
    assert verdict_of(low, high) == verdict
    assert list(separation_claim(pd.DataFrame([row])))[-1].endswith(f"| {verdict} |")


def test_the_separation_is_not_judged_without_the_base_space_or_with_the_label() -> None:
    alone = SEPARATION | {f"difference{end}": np.nan for end in ("", "_low", "_high")}
    assert list(separation_claim(pd.DataFrame([alone])))[-1].endswith("| no ∇ to compare with |")
    given = SEPARATION | {"emotion": "given"}
    assert list(separation_claim(pd.DataFrame([given])))[-1].endswith("| (given the answer) |")


@pytest.mark.parametrize(
    ("clips", "text"),
    [
        ((8, 1), "positive 8, negative 1. positive is 8.0 times as frequent as negative."),
        ((1, 2), "positive 1, negative 2. negative is 2.0 times as frequent as positive."),
        ((3, 3), "positive 3, negative 3. All are equally frequent."),
        ((3, 0), "positive 3, negative 0. There is no clip with negative."),
    ],
)
def test_the_imbalance_of_emotions_is_counted(clips: tuple[int, int], text: str) -> None:
    shares = pd.DataFrame(
        {"dataset": "made_up", "emotion": ["positive", "negative"], "clips": clips}
    )
    assert list(imbalance_claim(shares))[-1] == f"- made_up: {text}"
