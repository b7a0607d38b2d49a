"""Report how well faces were tracked (rule tracking_quality)."""

from pathlib import Path

from elp.tracking.quality import collect_quality, plot_quality, write_quality
from elp.workflow.job import job, parse


def main(
    names: list[str], tables: list[Path], tracks: list[Path], output: Path, plot: Path
) -> None:
    """Write the table and the plots; a name for each table and each file of tracks."""
    with job("report_tracking", output, plot):
        by_name: dict[str, list[Path]] = {name: [] for name in names}
        tracks_by_name: dict[str, list[Path]] = {name: [] for name in names}
        for name, table, track in zip(names, tables, tracks, strict=True):
            by_name[name].append(table)
            tracks_by_name[name].append(track)
        quality = collect_quality(by_name)
        write_quality(output, quality)
        plot_quality(plot, quality, tracks_by_name)


if __name__ == "__main__":
    parse(main)
