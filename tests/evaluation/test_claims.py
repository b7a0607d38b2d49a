"""Claims against made-up scores whose order is known."""

import pandas as pd
import pytest
from made_up_tables import BEST, facts, scores

from elp.evaluation.claims import CheckedTables, examine
from elp.evaluation.claims_page import render_claims
from elp.evaluation.paper_claims import CLAIMS, Claim
from elp.tables.columns import columns


def verdicts(claim: Claim, offsets: dict[str, float]) -> dict[tuple[str, str], str]:
    known = facts(claim.table, list(offsets))
    joined = {("made_up", run): scores(known, offset) for run, offset in offsets.items()}
    return {(f.column.name, f.other): f.verdict for f in examine(joined, known, [claim])}


def test_a_claim_is_supported_contradicted_or_undecided() -> None:
    offsets = {"a": 2.0, "b": 1.0, "gt": 0.0}
    assert set(verdicts(BEST, offsets | {"elp": 0.2}).values()) == {"supported"}
    assert set(verdicts(BEST, offsets | {"elp": 1.5}).values()) == {"contradicted"}
    assert set(verdicts(BEST, offsets | {"elp": 1.001}).values()) == {"undecided"}
    # the same on every clip: a difference is claimed, and there is none
    assert set(verdicts(BEST, offsets | {"elp": 1.0}).values()) == {"contradicted"}


def test_without_others_the_best_of_the_rest_is_compared_and_never_the_truth() -> None:
    found = verdicts(BEST, {"a": 2.0, "b": 1.0, "gt": 0.0, "elp": 0.2})
    assert set(found) == {("expression_fd", "b"), ("pose_vd", "b")}


def test_named_others_are_compared_each_and_missing_ones_left_out() -> None:
    claim = Claim("text", "Sec. 1", "table1", "elp", ("expression_fd",), ("a", "b", "absent"))
    found = verdicts(claim, {"a": 2.0, "b": 0.1, "elp": 0.2})
    assert found == {
        ("expression_fd", "a"): "supported",
        ("expression_fd", "b"): "contradicted",
    }


def test_more_blinks_in_step_are_better() -> None:
    claim = Claim("text", "Sec. 1", "table1", "elp", ("blink_wtlcc",), ("l2l",))
    assert set(verdicts(claim, {"l2l": 0.0, "elp": 0.4}).values()) == {"supported"}


def test_claims_of_other_tables_and_absent_runs_say_nothing() -> None:
    assert verdicts(Claim("t", "s", "table1", "absent", ("expression_fd",)), {"a": 1.0}) == {}
    known = facts("table2", ["elp"])
    assert examine({("made_up", "elp"): scores(known, 0.0)}, known, [BEST]) == []


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.text)
def test_the_papers_claims_name_columns_that_are_there(claim: Claim) -> None:
    kind = "apart" if claim.table == "table1" else "together"
    names = {column.name for column in columns(facts(claim.table, ["elp"], kind))}
    assert set(claim.columns) <= names


def test_the_page_prints_verdicts_figures_and_what_lies_behind() -> None:
    known = facts("table1", ["a", "gt", "elp"])
    offsets = {"a": 1.0, "gt": 0.0, "elp": 0.2}
    joined = {("made_up", run): scores(known, offset) for run, offset in offsets.items()}
    emotions = pd.DataFrame(
        [
            {
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
        ]
    )
    shares = pd.DataFrame({"dataset": ["made_up"], "emotion": ["positive"], "clips": [7]})
    rows = [("made_up", "elp", 0, "test", "expression_vd_gt", 8.25)]
    diagnostics = pd.DataFrame(
        rows, columns=["dataset", "run", "seed", "split", "quantity", "value"]
    )
    text = render_claims(
        CheckedTables(examine(joined, known, [BEST]), known.labels, ["made_up: 12 clips."], 0.95),
        emotions,
        shares,
        diagnostics,
    )
    assert "| best | 2 | 0 | 0 |" in text
    assert "| made_up | β FD ↓ | A | 0.8" in text
    assert "**supported**" in text
    assert "contradicted |" in text  # the emotions
    assert "positive 7" in text
    assert "8.25" in text
    assert "Nothing: the diagnostics have no number of ELP" not in text
    assert "- made_up: 12 clips." in text
