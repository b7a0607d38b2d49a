"""results/claims.md: what supports or contradicts each claim, and what was found behind it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

import pandas as pd

from elp.evaluation.claims import CheckedClaim, CheckedTables
from elp.evaluation.claims_findings import findings_of
from elp.tables.text import line, number

INTRODUCTION = """\
# The paper's claims on the data at hand

Each figure is the difference of two methods' distance from the ideal on the same test clips (the
paired difference of the tables' pages), turned so that above 0 is on the claim's side, with a
{confidence:.0%} interval by bootstrap over clips.
*Supported*: the interval lies above 0. *Contradicted*: below, or no clip shows any difference.
*Undecided*: 0 is inside. A verdict is on this data, at these sizes; it says nothing of the paper's
own.
"""
WHY = """\
## What was found behind it

Figures of `results/diagnostics.csv` (in its names `elp` is the run itself), mean over seeds, of ELP
as published and, where there is one, of ELP-ES:
"""
SAID = """\
What these numbers and the tables above say; a sentence stands here only with its number:
"""
QUANTITIES = (
    "expression_vd_gt",
    "expression_vd_elp",
    "expression_vd_dls_random",
    "expression_fd_elp",
    "expression_fd_dls_random",
    "expression_rms_elp_against_dls_random",
    "code_entropy_share_of_largest",
    "blink_probability_max",
    "blink_frames_gt",
    "blink_frames_elp",
    "emotion_accuracy",
)


def render_claims(
    checked: CheckedTables, emotions: pd.DataFrame, shares: pd.DataFrame, diagnostics: pd.DataFrame
) -> str:
    """The page.

    Parameters
    ----------
    checked : CheckedTables
        From `elp.evaluation.claims.check_tables`, claim after claim.
    emotions : DataFrame
        results/figure7.csv.
    shares : DataFrame
        results/figure8.csv.
    diagnostics : DataFrame
        results/diagnostics.csv.
    """
    findings, labels = checked.findings, checked.labels
    lines = [
        INTRODUCTION.format(confidence=checked.confidence),
        *(f"- {text}" for text in checked.origins),
        "",
        *_summary(findings),
    ]
    for claim, part in groupby(findings, key=lambda finding: finding.claim):
        lines += [
            "",
            f"## Claim: {claim.text}",
            "",
            f"{claim.source}.",
            "",
            *_table(list(part), labels),
        ]
    lines += ["", *_separation(emotions), "", *_imbalance(shares), "", WHY, *_why(diagnostics)]
    said = [f"- {text}" for text in findings_of(findings, labels, diagnostics)]
    lines += ["", SAID, *(said or ["- Nothing: the diagnostics have no number of ELP."])]
    return "\n".join(lines).rstrip() + "\n"


def _summary(findings: Sequence[CheckedClaim]) -> Iterator[str]:
    yield line(["claim", "supported", "undecided", "contradicted"])
    yield line(["---", "---:", "---:", "---:"])
    for claim, part in groupby(findings, key=lambda finding: finding.claim):
        verdicts = [finding.verdict for finding in part]
        counts = [verdicts.count(v) for v in ("supported", "undecided", "contradicted")]
        yield line([claim.text, *map(str, counts)])


def _table(findings: Sequence[CheckedClaim], labels: Mapping[str, str]) -> Iterator[str]:
    yield line(["data set", "column", "against", "difference", "verdict"])
    yield line(["---", "---", "---", "---:", "---"])
    for one in findings:
        gap = f"{number(one.gap.value)} [{number(one.gap.low)}, {number(one.gap.high)}]"
        part = {"expression": "β ", "pose": "p ", "blink": "φ "}.get(one.column.section, "β + p ")
        verdict = one.verdict if one.verdict == "undecided" else f"**{one.verdict}**"
        yield line([one.dataset, part + one.column.header, labels[one.other], gap, verdict])


def _separation(table: pd.DataFrame) -> Iterator[str]:
    yield "## Claim: 𝕌 tells the emotions apart better than ∇"
    yield ""
    yield (
        "Sec. 4.3, Figure 7. Accuracy with which the five nearest windows of other clips name the "
        "emotion of a held-out clip, and its difference to ∇. With the label given, 𝕌 is told the "
        "answer; only the row with the predicted emotion can bear the claim."
    )
    yield ""
    yield line(["data set", "run", "emotion", "silhouette", "accuracy", "chance", "against ∇", ""])
    yield line(["---", "---", "---", "---:", "---:", "---:", "---:", "---"])
    for row in table.to_dict("records"):
        gap, verdict = "", ""
        if row["emotion"] != "none":
            low, high = row["difference_low"], row["difference_high"]
            gap = f"{number(row['difference'])} [{number(low)}, {number(high)}]"
            verdict = "supported" if low > 0 else "contradicted" if high < 0 else "undecided"
            verdict = verdict if row["emotion"] == "predicted" else "(told the answer)"
        accuracy = f"{number(row['accuracy'])} [{number(row['low'])}, {number(row['high'])}]"
        yield line(
            [
                str(row["dataset"]),
                str(row["run"]),
                str(row["emotion"]),
                number(row["silhouette"]),
                accuracy,
                number(row["chance"]),
                gap,
                verdict,
            ]
        )


def _imbalance(shares: pd.DataFrame) -> Iterator[str]:
    yield "## How unbalanced the emotions are (the paper's L2L: about eight times as many positive)"
    yield ""
    yield "Sec. 5, Figure 8. A property of the data, not of a method:"
    yield ""
    for dataset, part in shares.groupby("dataset", sort=False):
        counts = ", ".join(f"{r.emotion} {r.clips}" for r in part.itertuples())
        yield f"- {dataset}: {counts}."


def _why(diagnostics: pd.DataFrame) -> Iterator[str]:
    known = diagnostics[diagnostics["run"].isin(["elp", "elp_es"])]
    means = known.groupby(["dataset", "run", "split", "quantity"])["value"].mean()
    columns = list(dict.fromkeys((d, r, s) for d, r, s, _ in means.index))
    yield line(["quantity", *(f"{d}, {r}, {s}" for d, r, s in columns)])
    yield line(["---", *["---:"] * len(columns)])
    for quantity in QUANTITIES:
        values = (means.get((*column, quantity), float("nan")) for column in columns)
        yield line([str(quantity), *(number(float(value)) for value in values)])
