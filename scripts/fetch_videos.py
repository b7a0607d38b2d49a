"""Fetch a data set's videos from the web (rule downloads)."""

import logging
from pathlib import Path

from elp.config.downloads import DownloadSettings
from elp.downloads.run import fetch_all
from elp.downloads.table import summary, write_downloads
from elp.downloads.wanted import read_wanted
from elp.errors import DataError
from elp.workflow.job import job, parse

logger = logging.getLogger(__name__)


def main(wanted: Path, root: Path, settings: DownloadSettings, table: Path) -> None:
    """Put videos into the data set's root, and write the table of what became of each."""
    with job(table):
        rows = fetch_all(read_wanted(wanted), root, settings)
        failed = [row for row in rows if row.status == "failed"]
        for row in failed:
            logger.warning("%s: %s: %s", row.video, row.reason, row.message)
        if len(failed) == len(rows):
            raise DataError(
                f"{wanted}: none of {len(rows)} videos could be had, with the reasons above; put "
                f"them below {root} by hand, or run again"
            )
        write_downloads(table, rows)
    logger.info("%s", summary(rows))


if __name__ == "__main__":
    parse(main)
