"""The table of downloads, results/downloads/{dataset}/videos.csv."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from elp.io.rows import read_rows, write_records

Reason = Literal[
    "removed",
    "private",
    "blocked",
    "too many requests",
    "not answering",
    "unsupported",
    "wrong checksum",
    "damaged",
    "other",
]


@dataclass(frozen=True)
class Download:
    """A row of the table: the result of one request.

    Attributes
    ----------
    video, address : str
    status : str
        `there` if the file existed before; `fetched`; `failed`.
    reason : str
        Why it failed.
    size : int
        In bytes; 0 if failed.
    sha256 : str
        Hash of the file; empty if failed, or if the file existed and the request names no hash.
    message : str
        The error's message.
    """

    video: str
    address: str
    status: Literal["there", "fetched", "failed"]
    reason: Reason | Literal[""] = ""
    size: int = 0
    sha256: str = ""
    message: str = ""


def summary(rows: Iterable[Download]) -> str:
    """Number of available videos, and of missing ones by reason."""
    rows = list(rows)
    reasons = Counter(row.reason for row in rows if row.status == "failed")
    available = len(rows) - sum(reasons.values())
    listing = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common())
    return f"{available} of {len(rows)} videos available" + (
        f"; missing: {listing}" if listing else ""
    )


def write_downloads(path: Path, rows: Iterable[Download]) -> None:
    """Write the table of results."""
    write_records(path, Download, rows)


def read_failed(path: Path) -> dict[str, str]:
    """Read the reason by video of those that failed.

    Raises
    ------
    DataError
        If the file is missing or not such a table.
    """
    rows = read_rows(path, ("video", "status", "reason"))
    return {row["video"]: row["reason"] for _, row in rows if row["status"] == "failed"}
