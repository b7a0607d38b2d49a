"""Sections of results/claims.md: the summary, and each claim about a table with its rows."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from elp.evaluation.claim import DIVERSITY_MARGIN, STEP_MARGIN, Claim, Kind
from elp.evaluation.claims import CheckedClaim
from elp.evaluation.verdicts import VERDICTS
from elp.tables.text import bracket, line, number

# By kind: the number in the claim's table, and what decides it; {run} is the claim's run.
TESTED: dict[Kind, tuple[str, str]] = {
    "better": (
        "difference",
        "the other method's distance from the ideal minus that of {run} is above 0",
    ),
    "more": ("difference", "the score of {run} minus the other method's is above 0"),
    "beyond chance": (
        "difference",
        "the score of {run} is better than with listeners of other clips (difference above 0)",
    ),
    "real": (
        "ratio",
        f"the score of {{run}} over the real listeners' is within 1 ± {DIVERSITY_MARGIN}",
    ),
    "in step": (
        "ratio",
        "how much better than its chance level {run} scores, over the same of the real listeners: "
        f"0 is chance, 1 the real listeners; it is to be within 1 ± {STEP_MARGIN}",
    ),
}
PREFIXES = {"expression": "β ", "pose": "p ", "blink": "φ "}


def summary(findings: Sequence[CheckedClaim]) -> Iterator[str]:
    """How often each claim got each verdict, as Markdown."""
    if not findings:
        yield "No claim could be checked: the tables lack the runs that the claims compare."
        return
    yield line(["claim", *VERDICTS])
    yield line(["---", *["---:"] * len(VERDICTS)])
    for claim, group in groupby(findings, key=lambda finding: finding.claim):
        verdicts = [finding.verdict for finding in group]
        yield line([claim.text, *(str(verdicts.count(verdict)) for verdict in VERDICTS)])


def section(
    claim: Claim, findings: Sequence[CheckedClaim], labels: Mapping[str, str]
) -> Iterator[str]:
    """A claim: what the paper says, what is tested, and each comparison, as Markdown.

    Parameters
    ----------
    claim : Claim
        The claim.
    findings : sequence of CheckedClaim
        Its comparisons.
    labels : mapping
        Printed name of each run.
    """
    quantity, tested = TESTED[claim.kind]
    note = f" {claim.note}" if claim.note else ""
    yield f"## {claim.text}"
    yield ""
    yield f"> {claim.quote} ({claim.source})"
    yield ""
    yield f"Tested: {tested.format(run=labels.get(claim.run, claim.run))}.{note}"
    yield ""
    yield line(["data set", "column", "against", quantity, "verdict"])
    yield line(["---", "---", "---", "---:", "---"])
    for finding in findings:
        yield line(_cells(finding, labels))


def _cells(finding: CheckedClaim, labels: Mapping[str, str]) -> list[str]:
    decided = finding.verdict in ("supported", "contradicted")
    verdict = f"**{finding.verdict}**" if decided else finding.verdict
    interval = bracket(finding.interval.low, finding.interval.high)
    return [
        finding.dataset,
        PREFIXES.get(finding.column.section, "β + p ") + finding.column.header,
        labels.get(finding.other, finding.other),
        f"{number(finding.value)}{interval}",
        f"{verdict} ({finding.reason})" if finding.reason else verdict,
    ]
