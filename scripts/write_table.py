"""Write a table, as CSV and for people (rule table)."""

from pathlib import Path

from elp.config.tables import TableFacts
from elp.io.files import write_text
from elp.io.rows import read_frame, write_frame
from elp.scoring.scores_file import read_scores
from elp.tables.compare import numbers, seeds_joined
from elp.tables.origin import read_sources
from elp.tables.page import read_paper, render
from elp.workflow.job import job, parse


def main(
    scores: list[Path],
    labels: list[Path],
    facts: TableFacts,
    csv: Path,
    markdown: Path,
    paper: Path | None = None,
    control: Path | None = None,
) -> None:
    """Write both forms of the table."""
    with job(csv, markdown):
        joined = seeds_joined([read_scores(path) for path in scores], facts)
        write_frame(csv, numbers(joined, facts))
        published = None if paper is None else read_paper(paper)
        forced = None if control is None else read_frame(control)
        write_text(markdown, render(joined, facts, published, read_sources(labels), forced))


if __name__ == "__main__":
    parse(main)
