"""Check the paper's claims against the tables (rule claims)."""

from pathlib import Path

import pandas as pd

from elp.config.tables import TableFacts
from elp.evaluation.claims_page import claims_page
from elp.io.files import atomic
from elp.scoring.scores_file import read_scores
from elp.tables.origin import read_sources
from elp.workflow.job import job, parse


def main(scores: list[Path], facts: list[str], emotions: list[Path], output: Path,
         *, figure7: Path, figure8: Path, diagnostics: Path) -> None:  # fmt: skip
    """Write the page."""
    with job("check_claims", output), atomic(output) as temporary:
        page = claims_page(
            [read_scores(path) for path in scores],
            list(map(TableFacts.model_validate_json, facts)),
            read_sources(emotions),
            *map(pd.read_csv, (figure7, figure8, diagnostics)),
        )
        temporary.write_text(page)


if __name__ == "__main__":
    parse(main)
