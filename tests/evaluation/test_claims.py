"""Claims checked against made-up scores whose order is known."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from elp.config.tables import TableFacts
from elp.evaluation.claim import Claim, Kind
from elp.evaluation.claims import CLAIMS, CheckedClaim, examine
from elp.evaluation.claims_page import claims_page
from elp.evaluation.figure_claims import imbalance_claim, separation_claim
from elp.scoring.scores_file import Origin, RunScores
from elp.tables.columns import columns

CLIPS = 12


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
            "metrics": {"bootstrap": 500},
        }
    )


def scores(
    known: TableFacts,
    value: float,
    *,
    chance: float = 0.0,
    real: float = 3.0,
    spread: float = 0.05,
    clips: int = CLIPS,
    seed: int = 0,
) -> pd.DataFrame:
    """Scores of some clips in every column of a table, and in RPCC over time.

    The values deviate by `spread` from clip to clip, and so that their mean is `value`.
    """
    noise = np.random.default_rng(seed).normal(size=clips)
    noise = spread * (noise - noise.mean()) / (noise.std() or 1.0)
    keys = {
        (group, c.metric, variant)
        for c in columns(known)
        for group, variant in zip(c.groups, c.variants, strict=True)
    }
    timed = {(group, "rpcc", "time") for group, metric, _ in keys if metric == "rpcc"}
    parts = [
        pd.DataFrame(
            {
                "group": group,
                "metric": metric,
                "variant": variant,
                "clip": [f"c{i:02}" for i in range(clips)],
                "person": [f"p{i:02}" for i in range(clips)],
                "people": 1,
                "sample": 0,
                "resample": -1,
                "value": value + noise,
                "target": 0.0 if metric == "rpcc" else real,
                "noise_floor": chance,
                "short": False,
                "constant": False,
                "seed": 0,
            }
        )
        for group, metric, variant in sorted(keys | timed)
    ]
    return pd.concat(parts, ignore_index=True)


def check(claim: Claim, runs: dict[str, pd.DataFrame]) -> list[CheckedClaim]:
    known = facts(claim.table, list(runs))
    return examine({("made_up", run): part for run, part in runs.items()}, known, [claim])


def verdicts(claim: Claim, values: dict[str, float]) -> dict[tuple[str, str], str]:
    """By column and other run; the real listeners score 3."""
    known = facts(claim.table, list(values))
    made = {run: scores(known, value, seed=i) for i, (run, value) in enumerate(values.items())}
    return {(f.column.name, f.other): f.verdict for f in check(claim, made)}


def claim_of(
    *names: str, run: str = "elp", others: tuple[str, ...] = (), kind: Kind = "better"
) -> Claim:
    return Claim("text", "Sec. 1", "words", "table1", run, names, others, kind)


BEST = claim_of("expression_fd", "pose_vd")


def test_a_claim_is_supported_contradicted_or_undecided() -> None:
    others = {"a": 5.0, "gt": 3.0}
    assert set(verdicts(BEST, others | {"elp": 3.2}).values()) == {"supported"}
    assert set(verdicts(BEST, others | {"elp": 6.5}).values()) == {"contradicted"}
    assert set(verdicts(BEST, others | {"elp": 5.001}).values()) == {"undecided"}


def test_no_difference_on_any_clip_contradicts() -> None:
    known = facts("table1", ["a", "elp"])
    same = scores(known, 5.0)
    assert {f.verdict for f in check(claim_of("expression_fd"), {"a": same, "elp": same})} == {
        "contradicted"
    }


def test_without_named_rivals_every_other_run_but_the_truth_is_compared() -> None:
    found = verdicts(claim_of("expression_fd"), {"a": 5.0, "b": 4.0, "gt": 3.0, "elp": 4.5})
    assert found == {("expression_fd", "a"): "supported", ("expression_fd", "b"): "contradicted"}


def test_named_rivals_are_compared_and_missing_ones_left_out() -> None:
    claim = claim_of("expression_fd", others=("a", "b", "absent"))
    found = verdicts(claim, {"a": 2.0, "b": 0.1, "c": 0.0, "elp": 0.2})
    assert found == {("expression_fd", "a"): "supported", ("expression_fd", "b"): "contradicted"}


def test_a_higher_blink_wtlcc_is_better() -> None:
    claim = claim_of("blink_wtlcc", others=("l2l",))
    assert set(verdicts(claim, {"l2l": 0.0, "elp": 0.4}).values()) == {"supported"}


def test_more_is_more_even_beyond_the_real_listeners() -> None:
    claim = claim_of("expression_vd", others=("l2l",), kind="more")
    values = {"gt": 3.0, "l2l": 3.0, "elp": 9.0}
    assert set(verdicts(claim, values).values()) == {"supported"}
    nearer = claim_of("expression_vd", others=("l2l",))
    assert set(verdicts(nearer, values).values()) == {"contradicted"}


def test_one_difference_in_many_comparisons_does_not_count() -> None:
    """A p value of 0.02 decides alone, and not among ten."""
    rivals = {f"r{i}": 5.0 for i in range(9)}
    known = facts("table1", ["near", *rivals, "elp"])
    made = {run: scores(known, 5.0, seed=i) for i, run in enumerate(["near", *rivals])}
    noise = np.random.default_rng(99).normal(size=CLIPS)
    shift = 0.75 * noise.std()  # about 2.6 standard errors of the mean of 12 clips
    column = made["near"]["metric"] == "fd"
    made["elp"] = made["near"].copy()
    near = np.tile(shift + noise - noise.mean(), int(column.sum()) // CLIPS)
    made["near"].loc[column, "value"] = made["elp"].loc[column, "value"] + near
    alone = check(claim_of("expression_fd", others=("near",)), made)
    among = check(claim_of("expression_fd"), made)
    assert [f.verdict for f in alone] == ["supported"]
    assert [f.verdict for f in among if f.other == "near"] == ["undecided"]
    assert among[0].interval == alone[0].interval


DIVERSE = claim_of("expression_vd", kind="real")


@pytest.mark.parametrize(
    ("value", "spread", "verdict"),
    [
        (2.9, 0.05, "supported"),  # the nearest rival may be nearer still: it is not asked
        (3.2, 0.05, "supported"),
        (0.3, 0.05, "contradicted"),  # still
        (9.0, 0.05, "contradicted"),  # noise
        (2.4, 0.5, "undecided"),  # around the margin of 20%
        (3.0, 3.0, "undecided"),  # no difference is found, but neither is equality
    ],
)
def test_diversity_is_compared_with_the_real_listeners(
    value: float, spread: float, verdict: str
) -> None:
    known = facts("table1", ["a", "gt", "elp"])
    rival, real = scores(known, 3.0), scores(known, 3.0)
    (found,) = check(DIVERSE, {"a": rival, "gt": real, "elp": scores(known, value, spread=spread)})
    assert found.verdict == verdict
    assert found.value == pytest.approx(value / 3)
    assert found.interval.low < found.value < found.interval.high


IN_STEP = claim_of("pose_wtlcc", kind="in step")


@pytest.mark.parametrize(
    ("value", "chance", "verdict"),
    [
        (0.30, 0.10, "supported"),
        (0.25, 0.10, "supported"),
        (0.12, 0.10, "contradicted"),  # unrelated
        (0.30, 0.28, "contradicted"),  # as high as the real listeners, but so is its chance
        (0.10, 0.10, "contradicted"),
        (1.00, 0.10, "contradicted"),  # a copy of the speaker
        (0.20, 0.10, "undecided"),  # half-way
    ],
)
def test_a_listener_in_step_is_as_far_above_chance_as_the_real_ones(
    value: float, chance: float, verdict: str
) -> None:
    """The real listeners score 0.3, by chance 0.1."""
    known = facts("table1", ["gt", "elp"])
    real = scores(known, 0.3, chance=0.1, spread=0.01)
    own = scores(known, value, chance=chance, spread=0.01, seed=1)
    (found,) = check(IN_STEP, {"gt": real, "elp": own})
    assert found.verdict == verdict
    assert found.value == pytest.approx((value - chance) / 0.2)


@pytest.mark.parametrize("kind", ["in step", "better"])
def test_where_the_real_listeners_are_at_chance_nothing_is_tested(kind: Kind) -> None:
    known = facts("table1", ["a", "gt", "elp"])
    real = scores(known, 0.035, chance=0.032, spread=0.02, real=0.035)
    near, far = scores(known, 0.034, spread=0.001), scores(known, 0.9, spread=0.001)
    (found,) = check(claim_of("pose_wtlcc", kind=kind), {"a": far, "gt": real, "elp": near})
    assert found.verdict == "not testable"
    assert "own 0.0350 is not shown to be better than chance, 0.0320" in found.reason
    assert np.isnan([found.value, found.interval.low]).all()
    (without,) = check(claim_of("pose_wtlcc", kind=kind), {"a": far, "elp": near})
    assert without.verdict == "not testable"
    assert "no row of the real listeners" in without.reason


def test_blinks_are_compared_with_chance() -> None:
    known = facts("table1", ["elp"])
    claim = claim_of("blink_wtlcc", kind="beyond chance")
    for value, verdict in ((0.4, "supported"), (0.05, "contradicted"), (0.1001, "undecided")):
        (found,) = check(claim, {"elp": scores(known, value, chance=0.1)})
        assert (found.other, found.verdict) == ("chance", verdict)
    none = scores(known, 0.0, chance=0.0, spread=0.0)  # no blinks at all
    assert [f.verdict for f in check(claim, {"elp": none})] == ["contradicted"]


@pytest.mark.parametrize("claim", [BEST, DIVERSE], ids=["difference", "ratio"])
def test_without_an_interval_a_claim_is_undecided(claim: Claim) -> None:
    known = facts("table1", ["a", "elp"])
    alone = {run: scores(known, value, clips=1) for run, value in (("a", 5.0), ("elp", 3.0))}
    for found in check(claim, alone):
        assert (found.verdict, found.reason) == ("undecided", "no interval: 1 person")


def test_claims_of_other_tables_and_absent_runs_say_nothing() -> None:
    assert verdicts(claim_of("expression_fd", run="absent"), {"a": 1.0}) == {}
    known = facts("table2", ["elp"])
    assert examine({("made_up", "elp"): scores(known, 0.0)}, known, [BEST]) == []


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.text)
def test_the_papers_claims_can_be_checked(claim: Claim) -> None:
    """Their columns exist, and each gets a verdict."""
    runs = ["gt", claim.run, *(claim.others or ["a"])]
    known = facts(claim.table, runs, "apart" if claim.table == "table1" else "together")
    joined = {
        ("made_up", run): scores(known, 3.0 if run == "gt" else 2.0 + i, chance=1.0, seed=i)
        for i, run in enumerate(runs)
    }
    found = examine(joined, known, [claim])
    others = len(claim.others or "a") if claim.kind in ("better", "more") else 1
    assert len(found) == len(claim.columns) * others
    assert "undecided" not in {f.verdict for f in found if f.column.metric != "rpcc"}


PAPER = Path(__file__).resolve().parents[3] / "shared/paper"


@pytest.mark.skipif(not PAPER.exists(), reason="the paper's text is not part of the repository")
@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.text)
def test_quotes_are_the_papers_words(claim: Claim) -> None:
    text = " ".join(path.read_text() for path in PAPER.glob("*.txt"))
    text = text.translate(str.maketrans({"’": "'", "*": "", "$": ""}))
    text = text.replace(r"\mathbb{U}", "𝕌").replace(r"\mathbb{V}", "∇")
    assert claim.quote in re.sub(r"\s+", " ", text).replace(" .", ".")


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
    values = {"a": 5.0, "gt": 3.0, "elp": 3.2, "l2l": 5.0}
    scored = [
        RunScores(
            Origin(dataset="made_up", run=run, seed=0, split="test"),
            scores(known, values[run], chance=1.0),
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
    assert "| ELP has the lowest FD | 2 | 0 | 0 | 0 |" in text
    assert "| ELP is in step with the speaker as real listeners are (RPCC, WTLCC) | 2 |" in text
    assert "> it is clear that our proposed ELP method outperforms other existing" in text
    assert re.search(
        r"\| made_up \| β FD ↓ \| A \| 1\.8\d* \[1\.[78]\d*, 1.8\d*\] \| \*\*supp", text
    )
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
