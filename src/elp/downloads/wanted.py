"""The list of videos that a data set wants from the web."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from elp.errors import ClipSheetError
from elp.io.rows import read_rows, write_rows

YOUTUBE = "https://www.youtube.com/watch?v="


class Wanted(BaseModel):
    """A row of the list.

    Attributes
    ----------
    video : str
        Where it goes, relative to the data set's root.
    address : str
        A web address.
    sha256 : str
        Of the file; empty: any.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    video: str = Field(min_length=1)
    address: str = Field(pattern=r"^https?://\S+$")
    sha256: str = Field("", pattern=r"^([0-9a-f]{64})?$")

    @model_validator(mode="after")
    def _stays_inside(self) -> "Wanted":
        path = PurePosixPath(self.video)
        if path.is_absolute() or ".." in path.parts or path.name.startswith("."):
            raise ValueError(
                f"video `{self.video}` lies outside the data set's root, or is hidden"
            )
        return self


def of_youtube(identifier: str, video: str) -> Wanted:
    """A row for a YouTube id."""
    return Wanted(video=video, address=YOUTUBE + identifier)


def read_wanted(path: Path) -> list[Wanted]:
    """Read a list with the columns `video`, and `address` or `youtube`, and perhaps `sha256`.

    Raises
    ------
    ClipSheetError
        Listing all faults with their lines.
    """
    faults: list[str] = []
    found: list[Wanted] = []
    setting = "`downloads` of the data set"
    for line, cells in read_rows(path, _needed, setting=setting, error=ClipSheetError):
        if identifier := cells.get("youtube"):
            if not re.fullmatch(r"[A-Za-z0-9_-]{11}", identifier):
                faults.append(f"line {line}: youtube: `{identifier}` is no id of 11 characters")
                continue
            cells["address"] = cells.get("address") or YOUTUBE + identifier
        cells["sha256"] = cells.get("sha256", "").lower()
        try:
            found.append(Wanted.model_validate(cells))
        except ValidationError as error:
            faults += [
                f"line {line}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}"
                for fault in error.errors()
            ]
    counts = Counter(row.video for row in found)
    faults += [f"video {name} is named twice" for name, count in counts.items() if count > 1]
    if not faults and not found:
        faults.append("no video is named")
    if faults:
        listing = "\n  ".join(faults)
        raise ClipSheetError(f"{path} has faults; correct them and run again:\n  {listing}")
    return found


def write_wanted(path: Path, wanted: Iterable[Wanted]) -> None:
    """Write such a list."""
    write_rows(path, list(Wanted.model_fields), (row.model_dump().values() for row in wanted))


def _needed(header: Sequence[str]) -> list[str]:
    return ["video"] if {"address", "youtube"} & set(header) else ["video", "address or youtube"]
