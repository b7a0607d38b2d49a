"""All videos of a list, and the table of what became of them."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from elp.config.downloads import DownloadSettings
from elp.downloads.cookies import cookie_file
from elp.downloads.fetch import PARTIAL, Download, Fetcher
from elp.downloads.wanted import Wanted
from elp.io.rows import read_rows, write_records

logger = logging.getLogger(__name__)

OFFLINE = 3  # videos in a row without any answer, after which no further one is tried


def fetch_all(
    wanted: Sequence[Wanted],
    root: Path,
    settings: DownloadSettings,
    sleep: Callable[[float], None] = time.sleep,
) -> list[Download]:
    """Fetch what is wanted, one after the other; what fails is a row, not an error.

    Raises
    ------
    DataError
        If the cookies file has a fault.
    """
    found: list[Download] = []
    silent = 0
    with cookie_file() as cookies:
        fetcher = Fetcher(root, settings, cookies, sleep)
        for number, row in enumerate(wanted, start=1):
            if silent >= OFFLINE and not (root / row.video).is_file():
                found.append(_not_tried(row))
                continue
            if found and found[-1].status == "fetched":
                sleep(settings.between)
            found.append(fetcher.fetch(row))
            silent = silent + 1 if found[-1].reason == "not answering" else 0
            state = found[-1].status + (f", {found[-1].reason}" if found[-1].reason else "")
            logger.info("%d of %d: %s: %s", number, len(wanted), row.video, state)
    partial = root / PARTIAL
    if partial.is_dir() and not any(partial.iterdir()):
        partial.rmdir()
    return found


def summary(found: Iterable[Download]) -> str:
    """How many videos are there, and of how many others which reason is given."""
    found = list(found)
    reasons = Counter(row.reason for row in found if row.status == "failed")
    there = len(found) - sum(reasons.values())
    listing = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common())
    return f"{there} of {len(found)} videos are there" + (
        f"; missing: {listing}" if listing else ""
    )


def write_downloads(path: Path, found: Iterable[Download]) -> None:
    """Write the table."""
    write_records(path, Download, found)


def read_failed(path: Path) -> dict[str, str]:
    """Reason by video of those that failed.

    Raises
    ------
    DataError
        If it is no such table.
    """
    rows = read_rows(path, ("video", "status", "reason"))
    return {row["video"]: row["reason"] for _, row in rows if row["status"] == "failed"}


def _not_tried(row: Wanted) -> Download:
    message = f"not tried: {OFFLINE} videos before it had no answer"
    return Download(row.video, row.address, "failed", "not answering", message=message)
