"""Download all videos of a list, and write the table of results."""

import logging
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from elp.config.downloads import DownloadSettings
from elp.downloads.cookies import cookie_file
from elp.downloads.fetch import PARTIAL, Fetcher
from elp.downloads.table import Download
from elp.downloads.wanted import VideoRequest, read_wanted
from elp.errors import DataError

logger = logging.getLogger(__name__)

OFFLINE = 3  # videos in a row without an answer, after which no others are tried


def fetch_list(wanted: Path, root: Path, settings: DownloadSettings) -> list[Download]:
    """Fetch the videos of a list; each failure is logged.

    Raises
    ------
    DataError
        If none of them is available, or the list or the cookies file is faulty.
    """
    rows = fetch_all(read_wanted(wanted), root, settings)
    failed = [row for row in rows if row.status == "failed"]
    for row in failed:
        logger.warning("%s: %s: %s", row.video, row.reason, row.message)
    if len(failed) == len(rows):
        raise DataError(
            f"{wanted}: none of {len(rows)} videos is available, for the reasons above; put them "
            f"below {root} by hand, or run again"
        )
    return rows


def fetch_all(
    requests: Sequence[VideoRequest],
    root: Path,
    settings: DownloadSettings,
    sleep: Callable[[float], None] = time.sleep,
) -> list[Download]:
    """Fetch videos one after the other; a failure is a row, not an error.

    Raises
    ------
    DataError
        If the cookies file is faulty.
    """
    rows: list[Download] = []
    silent = 0
    with cookie_file() as cookies:
        fetcher = Fetcher(root, settings, cookies, sleep)
        for number, request in enumerate(requests, start=1):
            if silent >= OFFLINE and not (root / request.video).is_file():
                rows.append(_not_tried(request))
                continue
            if rows and rows[-1].status == "fetched":
                sleep(settings.between)
            rows.append(fetcher.fetch(request))
            silent = silent + 1 if rows[-1].reason == "not answering" else 0
            state = rows[-1].status + (f", {rows[-1].reason}" if rows[-1].reason else "")
            logger.info("%d of %d: %s: %s", number, len(requests), request.video, state)
    partial = root / PARTIAL
    if partial.is_dir() and not any(partial.iterdir()):
        partial.rmdir()
    return rows


def _not_tried(request: VideoRequest) -> Download:
    message = f"not tried: {OFFLINE} videos before it had no answer"
    return Download(request.video, request.address, "failed", "not answering", message=message)
