"""Reasons of failed downloads, in a few words that a table can be sorted by."""

import re
from collections.abc import Iterator

from yt_dlp.networking.exceptions import HTTPError, TransportError
from yt_dlp.utils import ContentTooShortError, GeoRestrictedError, UnsupportedError

from elp.downloads.table import Reason

LASTING: tuple[Reason, ...] = ("removed", "private", "unsupported")  # retries do not help

# Messages of sites and of yt-dlp that have no status code.
_WORDS: tuple[tuple[Reason, str], ...] = (
    ("private", r"private video|video is private|members.only"),
    ("blocked", r"not a bot|confirm your age|in your country|geo.?restrict|sign in to"),
    ("removed", r"video unavailable|been removed|no longer available|been terminated|not exist"),
    ("too many requests", r"too many requests|rate.?limit"),
    ("unsupported", r"unsupported url|no video formats? found|requested format is not available"),
    (
        "not answering",
        r"timed? ?out|giving up after|more expected|connection (refused|reset)|resolve",
    ),
)


def reason_of(error: BaseException) -> Reason:
    """The reason of an error from yt-dlp."""
    chain = list(_causes(error))
    for cause in chain:
        if isinstance(cause, HTTPError):
            return _of_status(cause.status)
        if isinstance(cause, GeoRestrictedError):
            return "blocked"
        if isinstance(cause, UnsupportedError):
            return "unsupported"
    for reason, words in _WORDS:
        if re.search(words, str(error), re.IGNORECASE):
            return reason
    if any(isinstance(c, TransportError | ContentTooShortError | OSError) for c in chain):
        return "not answering"
    return "other"


def in_one_line(error: BaseException) -> str:
    """The error's message without colours and without the queries of web addresses."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", str(error)).removeprefix("ERROR: ")
    text = re.sub(r"(https?://[^\s?]+)\?\S+", r"\1?…", text)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[0][:300] if lines else type(error).__name__


def _of_status(status: int) -> Reason:
    known: dict[int, Reason] = {
        401: "private",
        403: "blocked",
        404: "removed",
        410: "removed",
        429: "too many requests",
        451: "blocked",
    }
    return known.get(status, "not answering" if status >= 500 else "other")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and its causes, some of which yt-dlp stores in its own attributes."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        current = waiting.pop(0)
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        info = getattr(current, "exc_info", None)
        waiting += [info[1] if info else None, getattr(current, "cause", None)]
        waiting += [current.__cause__, current.__context__]
