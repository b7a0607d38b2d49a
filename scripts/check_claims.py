"""Check the paper's claims against the tables (rule claims)."""

from pathlib import Path

from elp.config.tables import TableFacts
from elp.evaluation.claims import check_tables
from elp.evaluation.claims_page import render_claims
from elp.io.files import write_text
from elp.io.rows import read_frame
from elp.scoring.scores_file import read_scores
from elp.tables.page import read_sources
from elp.workflow.job import job, parse


def main(
    scores: list[Path],
    facts: list[TableFacts],
    labels: list[Path],
    figure7: Path,
    figure8: Path,
    diagnostics: Path,
    page: Path,
) -> None:
    """Write the page."""
    with job(page):
        sources = {path.stem: read_sources(path) for path in labels}
        checked = check_tables([read_scores(path) for path in scores], facts, sources)
        write_text(page, render_claims(checked, *map(read_frame, (figure7, figure8, diagnostics))))


if __name__ == "__main__":
    parse(main)
