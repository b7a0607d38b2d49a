"""Write a table, as CSV and for people (rule table)."""

from pathlib import Path

from elp.config.tables import TableFacts
from elp.io.files import write_text
from elp.io.rows import read_frame, write_frame
from elp.scoring.scores_file import read_scores
from elp.tables.compare import numbers, seeds_joined
from elp.tables.emotion_control import render_control
from elp.tables.page import read_paper, read_sources, render
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
        sources = {path.stem: read_sources(path) for path in labels}
        page = render(joined, facts, None if paper is None else read_paper(paper), sources)
        write_text(markdown, page + ("" if control is None else _control(control, facts)))


def _control(path: Path, facts: TableFacts) -> str:
    return render_control(read_frame(path), facts)


if __name__ == "__main__":
    parse(main)
