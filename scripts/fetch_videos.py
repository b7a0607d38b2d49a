"""Fetch a data set's videos from the web (rule downloads)."""

import logging
from pathlib import Path

from elp.config.downloads import DownloadSettings
from elp.downloads.run import fetch_list
from elp.downloads.table import summary, write_downloads
from elp.workflow.job import job, parse

logger = logging.getLogger(__name__)


def main(wanted: Path, root: Path, settings: DownloadSettings, table: Path) -> None:
    """Put videos into the data set's root, and write the table of results."""
    with job(table):
        rows = fetch_list(wanted, root, settings)
        write_downloads(table, rows)
    logger.info("%s", summary(rows))


if __name__ == "__main__":
    parse(main)
