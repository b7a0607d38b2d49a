"""results/claims.md: what supports or contradicts each claim, and what may lie behind it."""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

import pandas as pd

from elp.config.tables import TableFacts
from elp.evaluation.claim_sections import section, summary
from elp.evaluation.claims import CheckedClaim, examine
from elp.evaluation.evidence import Evidence, gather
from elp.evaluation.explanations import explain
from elp.evaluation.figure_claims import imbalance_claim, separation_claim
from elp.scoring.scores_file import RunScores
from elp.tables.compare import numbers, seeds_joined
from elp.tables.origin import origin
from elp.tables.text import line, number

INTRODUCTION = """\
# The paper's claims on the data at hand

Each claim has the paper's words, what is tested, and a row for each comparison with its
{confidence:.0%} interval; all methods are scored on the same clips.

- *Supported*: the interval lies on the claim's side of 0, or, where a claim likens a method to the
  real listeners, wholly within the margin around their score. *Contradicted*: it lies on the other
  side of 0, or no clip shows any difference; or it is wholly outside the margin. *Undecided*: all
  else. A difference counts if its p value, adjusted by Holm's method for the number of comparisons
  of the claim on the data set, is below {level:.2g}; an interval that excludes 0 alone does not do.
- *Not testable*: the real listeners themselves are not shown to be better than chance, the score
  with listeners of other clips, so that to be near them means nothing.
- A verdict is about these data at these sizes; it says nothing about the paper's own data.
"""
WHY = """\
## What may lie behind it

Values from `results/diagnostics.csv` (there `elp` is the run itself), averaged over seeds, of ELP
as published and, where it was trained, of ELP-ES:
"""
READING = """\
The published objective is an L2 norm between one sample and the one listener that happened. Where
the listener is not a function of the speaker, it is smallest at the mean. Each line says what the
numbers show, of run `elp` and test clips unless it says otherwise.
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


def claims_page(
    runs: Sequence[RunScores],
    facts: Sequence[TableFacts],
    sources: Mapping[str, Sequence[str]],
    separation: pd.DataFrame,
    shares: pd.DataFrame,
    diagnostics: pd.DataFrame,
) -> str:
    """Check every claim against the scores and write the page.

    Parameters
    ----------
    runs : sequence of RunScores
        Those of the tables, at least.
    facts : sequence of TableFacts
        Of the tables; all share the metrics' settings.
    sources : mapping
        By data set, the source of each clip's emotion label.
    separation, shares, diagnostics : DataFrame
        results/figure7.csv, results/figure8.csv and results/diagnostics.csv.
    """
    findings: list[CheckedClaim] = []
    tables: dict[str, pd.DataFrame] = {}
    labels: dict[str, str] = {}
    made_from: dict[str, str] = {}
    for known in facts:
        joined = seeds_joined(runs, known)
        findings += examine(joined, known)
        tables[known.name] = numbers(joined, known)
        labels |= known.labels
        for dataset in known.table.datasets:
            scores = {run: joined[dataset, run] for run in known.table.rows}
            text = f"{dataset}: {origin(dataset, scores, known, sources[dataset])}"
            made_from.setdefault(dataset, text)
    truth = dict.fromkeys(run for known in facts for run in known.truth)
    return render_claims(
        findings,
        labels,
        gather(findings, tables, diagnostics, separation, labels, truth),
        separation=separation,
        shares=shares,
        made_from=list(made_from.values()),
        confidence=facts[0].metrics.confidence,
    )


def render_claims(
    findings: Sequence[CheckedClaim],
    labels: Mapping[str, str],
    evidence: Sequence[Evidence],
    *,
    separation: pd.DataFrame,
    shares: pd.DataFrame,
    made_from: Sequence[str],
    confidence: float,
) -> str:
    """The page as Markdown.

    Parameters
    ----------
    findings : sequence of CheckedClaim
        From `elp.evaluation.claims.examine`, claim after claim.
    labels : mapping
        Printed name of each run.
    evidence : sequence of Evidence
        From `elp.evaluation.evidence.gather`, a data set each.
    separation : DataFrame
        results/figure7.csv.
    shares : DataFrame
        results/figure8.csv.
    made_from : sequence of str
        What the numbers of each data set are made from.
    confidence : float
        Of the intervals.
    """
    lines = [
        INTRODUCTION.format(confidence=confidence, level=1 - confidence),
        *(f"- {text}" for text in made_from),
        "",
        *summary(findings),
    ]
    for claim, group in groupby(findings, key=lambda finding: finding.claim):
        lines += ["", *section(claim, list(group), labels)]
    lines += ["", *separation_claim(separation), "", *imbalance_claim(shares), ""]
    lines += [WHY, *_diagnostics(evidence), "", READING]
    for known in evidence:
        lines += [f"### {known.dataset}", "", *explain(known), ""]
    return "\n".join(lines).rstrip() + "\n"


def _diagnostics(evidence: Sequence[Evidence]) -> Iterator[str]:
    columns = [
        (known, run, split)
        for known in evidence
        for run, split in dict.fromkeys((run, split) for run, split, _ in known.diagnostics)
        if run in ("elp", "elp_es")
    ]
    if not columns:
        yield "Not known: results/diagnostics.csv has neither `elp` nor `elp_es`."
        return
    yield line(["quantity", *(f"{known.dataset}, {run}, {split}" for known, run, split in columns)])
    yield line(["---", *["---:"] * len(columns)])
    for quantity in QUANTITIES:
        keys = ((known.diagnostics, (run, split, quantity)) for known, run, split in columns)
        values = (diagnostics.get(key, math.nan) for diagnostics, key in keys)
        yield line([quantity, *(number(value) for value in values)])
