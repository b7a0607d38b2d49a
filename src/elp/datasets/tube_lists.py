"""The lists of TalkingHead-1KH: YouTube ids, and tubes of frames and pixels in the videos.

The release cuts its raw videos without re-encoding into pieces of about a minute; a tube is given
in frames of a piece.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from elp.errors import ClipSheetError
from elp.media.region import Region

_NAME = re.compile(r"(?P<video>.+)_(?P<piece>\d{4})")


@dataclass(frozen=True)
class Tube:
    """A line of a list of tubes: frames `first` to `last` of a piece, and a box in them.

    Attributes
    ----------
    name : str
        `{video}_{piece}`.
    height, width : int
        Size in pixels of the picture that the box refers to.
    first, last : int
        Numbers of frames of the piece, inclusive.
    box : Region
    """

    name: str
    height: int
    width: int
    first: int
    last: int
    box: Region

    @property
    def video(self) -> str:
        """YouTube's id."""
        return _NAME.sub(r"\g<video>", self.name)

    @property
    def piece(self) -> int:
        """Number of the piece, from 0."""
        return int(self.name[-4:])

    @property
    def clip(self) -> str:
        """The release's name of the cropped clip."""
        left, top, right, bottom = self.box
        return f"{self.name}_S{self.first}_E{self.last}_L{left}_T{top}_R{right}_B{bottom}"


def read_ids(root: Path, part: str) -> list[str]:
    """Read the YouTube ids of a part, without duplicates.

    Raises
    ------
    ClipSheetError
        If the list is missing or empty.
    """
    return list(dict.fromkeys(_lines(root, part, "ids")))


def read_tubes(root: Path, part: str) -> list[Tube]:
    """Read all tubes of a part.

    Raises
    ------
    ClipSheetError
        If the list is missing or empty, or listing all faults with their lines.
    """
    tubes, faults = [], []
    for number, line in enumerate(_lines(root, part, "tubes"), start=1):
        name, *numbers = line.split(",")
        if not _NAME.fullmatch(name) or len(numbers) != 8 or not all(map(str.isdigit, numbers)):
            faults.append(f"line {number}: `{line[:80]}` is not video_name,H,W,S,E,L,T,R,B")
            continue
        height, width, first, last, *box = map(int, numbers)
        tube = Tube(name, height, width, first, last, Region(*box))
        if last < first or tube.box.empty or not height or not width:
            faults.append(f"line {number}: the frames or the box of `{line[:80]}` are empty")
        tubes.append(tube)
    if faults:
        listing = "\n  ".join(faults)
        raise ClipSheetError(
            f"{_list(root, part, 'tubes')} has faults; correct them and run again:\n  {listing}"
        )
    return tubes


def _list(root: Path, part: str, content: str) -> Path:
    return root / f"data_list/{part}_video_{content}.txt"


def _lines(root: Path, part: str, content: str) -> list[str]:
    path = _list(root, part, content)
    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    except FileNotFoundError:
        raise ClipSheetError(
            f"{path} does not exist; unzip TalkingHead-1KH's data_list.zip in {root}"
        ) from None
    except UnicodeDecodeError as error:
        raise ClipSheetError(
            f"{path}: not a text file in UTF-8 ({error}); unzip data_list.zip again"
        ) from error
    if not any(lines):
        raise ClipSheetError(f"{path} is empty; unzip data_list.zip again")
    return [line for line in lines if line]
