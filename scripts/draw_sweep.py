"""Plot a table's columns against the setting that differs between its runs (rule sweep)."""

from pathlib import Path

from elp.config.tables import TableFacts
from elp.figures.sweep import plot_sweep
from elp.scoring.scores_file import read_scores
from elp.tables.compare import seeds_joined
from elp.workflow.job import job, parse


def main(*, scores: list[Path], facts: str, plot: Path) -> None:
    """Draw the plot."""
    with job(plot):
        known = TableFacts.model_validate_json(facts)
        plot_sweep(plot, seeds_joined([read_scores(path) for path in scores], known), known)


if __name__ == "__main__":
    parse(main)
