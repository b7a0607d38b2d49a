"""The list of videos that a data set needs from the web (wanted.csv)."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from elp.errors import ClipSheetError
from elp.io.rows import read_rows, write_rows

YOUTUBE = "https://www.youtube.com/watch?v="


class VideoRequest(BaseModel):
    """A row of the list.

    Attributes
    ----------
    video : str
        Path of the video, relative to the data set's root.
    address : str
        Its web address.
    sha256 : str
        Hash of the file; empty accepts any.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    video: str = Field(min_length=1)
    address: str = Field(pattern=r"^https?://\S+$")
    sha256: str = Field("", pattern=r"^([0-9a-f]{64})?$")

    @model_validator(mode="after")
    def _stays_inside(self) -> "VideoRequest":
        path = PurePosixPath(self.video)
        if path.is_absolute() or ".." in path.parts or path.name.startswith("."):
            raise ValueError(f"video `{self.video}` lies outside the data set's root, or is hidden")
        return self


def of_youtube(identifier: str, video: str) -> VideoRequest:
    """A row for a YouTube id."""
    return VideoRequest(video=video, address=YOUTUBE + identifier)


def read_wanted(path: Path) -> list[VideoRequest]:
    """Read a list with the columns `video`, `address` or `youtube`, and optionally `sha256`.

    Raises
    ------
    ClipSheetError
        Listing all faults with their lines.
    """
    faults: list[str] = []
    requests: list[VideoRequest] = []
    setting = "`downloads` of the data set"
    for line, cells in read_rows(path, _needed, setting=setting, error=ClipSheetError):
        if identifier := cells.get("youtube"):
            if not re.fullmatch(r"[A-Za-z0-9_-]{11}", identifier):
                faults.append(f"line {line}: youtube: `{identifier}` is not an id of 11 characters")
                continue
            cells["address"] = cells.get("address") or YOUTUBE + identifier
        cells["sha256"] = cells.get("sha256", "").lower()
        try:
            requests.append(VideoRequest.model_validate(cells))
        except ValidationError as error:
            faults += [
                f"line {line}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}"
                for fault in error.errors()
            ]
    counts = Counter(request.video for request in requests)
    faults += [f"video {name} is named twice" for name, count in counts.items() if count > 1]
    if not faults and not requests:
        faults.append("no video is named")
    if faults:
        listing = "\n  ".join(faults)
        raise ClipSheetError(f"{path} has faults; correct them and run again:\n  {listing}")
    return requests


def write_wanted(path: Path, requests: Iterable[VideoRequest]) -> None:
    """Write a list that `read_wanted` reads."""
    columns = list(VideoRequest.model_fields)
    write_rows(path, columns, (request.model_dump().values() for request in requests))


def _needed(header: Sequence[str]) -> list[str]:
    return ["video"] if {"address", "youtube"} & set(header) else ["video", "address or youtube"]
