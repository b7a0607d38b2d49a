"""Print Table 1 for programs and for people (rule table1)."""

from pathlib import Path

from elp.cli import job, parse
from elp.config.scores import TableFacts
from elp.files import atomic
from elp.metrics.scores_file import read_scores
from elp.table_markdown import read_paper, read_sources, render
from elp.tables import seeds_joined, table1, write_csv


def main(
    *, scores: list[Path], emotions: list[Path], paper: Path, facts: str, csv: Path, markdown: Path
) -> None:
    """Write both forms of the table."""
    with job("table1", csv, markdown):
        known = TableFacts.model_validate_json(facts)
        joined = seeds_joined([read_scores(path) for path in scores], known)
        sources = {path.stem: read_sources(path) for path in emotions}
        write_csv(csv, table1(joined, known.metrics))
        with atomic(markdown) as temporary:
            temporary.write_text(render(joined, known, read_paper(paper), sources))


if __name__ == "__main__":
    parse(main)
