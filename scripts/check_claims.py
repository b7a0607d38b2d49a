"""Check the paper's claims against the tables (rule claims)."""

from pathlib import Path

from elp.config.tables import TableFacts
from elp.evaluation.claims_page import claims_page
from elp.io.files import write_text
from elp.io.rows import read_frame
from elp.scoring.scores_file import read_scores
from elp.tables.origin import read_sources
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
        runs, sources = [read_scores(path) for path in scores], read_sources(labels)
        figures = map(read_frame, (figure7, figure8, diagnostics))
        write_text(page, claims_page(runs, facts, sources, *figures))


if __name__ == "__main__":
    parse(main)
