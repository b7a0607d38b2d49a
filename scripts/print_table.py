"""Print a table for programs and for people (rule table)."""

from pathlib import Path

import pandas as pd

from elp.config.tables import TableFacts
from elp.io.files import atomic
from elp.scoring.scores_file import read_scores
from elp.tables.all_metrics import write_csv
from elp.tables.compare import numbers, seeds_joined
from elp.tables.origin import read_sources
from elp.tables.page import read_paper, render
from elp.workflow.job import job, parse


def main(*, scores: list[Path], emotions: list[Path], facts: str, csv: Path, markdown: Path,
         paper: Path | None = None, control: Path | None = None) -> None:  # fmt: skip
    """Write both forms of the table."""
    with job("print_table", csv, markdown), atomic(markdown) as temporary:
        known = TableFacts.model_validate_json(facts)
        joined = seeds_joined([read_scores(path) for path in scores], known)
        write_csv(csv, numbers(joined, known))
        published = read_paper(paper) if paper else None
        forced = pd.read_csv(control) if control else None
        temporary.write_text(render(joined, known, published, read_sources(emotions), forced))


if __name__ == "__main__":
    parse(main)
