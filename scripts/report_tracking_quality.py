"""Report how well faces were tracked (rule tracking_quality)."""

from pathlib import Path

from elp.tracking.quality import collect_quality, plot_quality, write_quality
from elp.workflow.job import job, parse


def main(
    names: list[str], quality: list[Path], coefficients: list[Path], table: Path, plot: Path
) -> None:
    """Write the table and the plots; `names` gives the data set of each file."""
    with job(table, plot):
        rows = collect_quality(_by_name(names, quality))
        write_quality(table, rows)
        plot_quality(plot, rows, _by_name(names, coefficients))


def _by_name(names: list[str], paths: list[Path]) -> dict[str, list[Path]]:
    return {name: [p for n, p in zip(names, paths, strict=True) if n == name] for name in names}


if __name__ == "__main__":
    parse(main)
