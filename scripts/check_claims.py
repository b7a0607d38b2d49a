"""Hold the paper's claims against the tables (rule claims)."""

from pathlib import Path

import pandas as pd

from elp.config.tables import TableFacts
from elp.evaluation.claims import CheckedClaim, examine
from elp.evaluation.claims_page import render_claims
from elp.io.files import atomic
from elp.scoring.scores_file import read_scores
from elp.tables.compare import seeds_joined
from elp.tables.page import origin, read_sources
from elp.workflow.job import job, parse


def main(
    *,
    scores: list[Path],
    facts: list[str],
    emotions: list[Path],
    figure7: Path,
    figure8: Path,
    diagnostics: Path,
    output: Path,
) -> None:
    """Write the page."""
    with job(output):
        read = [read_scores(path) for path in scores]
        sources = {path.stem: read_sources(path) for path in emotions}
        findings: list[CheckedClaim] = []
        labels: dict[str, str] = {}
        made_from: dict[str, str] = {}
        for known in map(TableFacts.model_validate_json, facts):
            joined = seeds_joined(read, known)
            findings += examine(joined, known)
            labels |= known.labels
            for dataset in known.table.datasets:
                own = {run: joined[dataset, run] for run in known.table.rows}
                text = f"{dataset}: {origin(dataset, own, known, sources[dataset])}"
                made_from.setdefault(dataset, text)
        tables = [pd.read_csv(path) for path in (figure7, figure8, diagnostics)]
        confidence = known.metrics.confidence
        page = render_claims(
            findings, labels, *tables, made_from=list(made_from.values()), confidence=confidence
        )
        with atomic(output) as temporary:
            temporary.write_text(page)


if __name__ == "__main__":
    parse(main)
