"""Clip sheets: which seconds of which videos are a conversation, who is in it, and how it feels.

Every layout on disk is turned into one canonical sheet, read once and strictly.
"""

import csv
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import get_args
from zlib import crc32

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from elp.config.data import DatasetSettings, Split
from elp.errors import ClipSheetError
from elp.files import atomic


class Clip(BaseModel):
    """A conversation of a speaker and a listener; paths are relative to the data set's root."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    clip: str = Field(pattern=r"^[A-Za-z0-9_-][A-Za-z0-9_.-]*$")
    split: Split
    speaker_video: str
    listener_video: str
    audio: str = Field("", description="empty: the sound track of the speaker's video")
    start: float = Field(0.0, ge=0, description="seconds")
    end: float | None = Field(None, gt=0, description="seconds; none: to the end")
    speaker_id: str = Field(min_length=1)
    listener_id: str = Field(min_length=1)
    attitude: str = Field("", description="of the listener; empty: not annotated")

    @model_validator(mode="after")
    def _paths_stay_inside(self) -> "Clip":
        for name in ("speaker_video", "listener_video", "audio"):
            path = PurePosixPath(getattr(self, name))
            if path.is_absolute() or ".." in path.parts:
                raise ValueError(f"{name} `{path}` climbs out of the data set's root")
        if not self.speaker_video or not self.listener_video:
            raise ValueError("speaker_video and listener_video must be named")
        if self.end is not None and self.end <= self.start:
            raise ValueError(f"end {self.end} is not after start {self.start}")
        return self


COLUMNS = tuple(Clip.model_fields)
REQUIRED = tuple(name for name, field in Clip.model_fields.items() if field.is_required())
VICO_COLUMNS = (
    "attitude",
    "audio",
    "listener",
    "speaker",
    "listener_id",
    "speaker_id",
    "data_split",
)


def shard_of(clip: str, shards: int) -> int:
    """The shard that processes a clip: stable, whatever else is in the sheet."""
    return crc32(clip.encode()) % shards


def read_clip_sheet(path: Path, settings: DatasetSettings) -> list[Clip]:
    """Read and check a sheet in the layout of the data set.

    Parameters
    ----------
    path : Path
        The sheet; for the layout `vico` its `RLD_data.csv`, else our own columns.
    settings : DatasetSettings
        Layout, splits and emotions that the rows must agree with.

    Returns
    -------
    list of Clip
        The rows of the data set's splits, in the order of the sheet.

    Raises
    ------
    ClipSheetError
        Listing all faults with their lines: a missing column, a malformed row, an attitude or split
        that does not exist, a clip named twice, a path that climbs out of the root, a person in
        both training and another split.
    """
    faults: list[str] = []
    clips: list[Clip] = []
    for line, row in _rows(path, VICO_COLUMNS if settings.layout == "vico" else REQUIRED):
        try:
            clip = Clip.model_validate(_from_vico(row) if settings.layout == "vico" else row)
        except ValidationError as error:
            faults += [f"line {line}: {_explain(fault)}" for fault in error.errors()]
            continue
        faults += [f"line {line}: {fault}" for fault in _disagreements(clip, settings)]
        clips.append(clip)
    faults += _duplicates(clips)
    faults += _leaks(clips, settings)
    if faults:
        listing = "\n  ".join(faults)
        raise ClipSheetError(f"{path} has faults; correct them and run again:\n  {listing}")
    chosen = [clip for clip in clips if clip.split in settings.splits]
    for split in settings.splits:
        if not any(clip.split == split for clip in chosen):
            raise ClipSheetError(
                f"{path} has no clip of split `{split}`; add one, or drop the split"
            )
    return chosen


def read_canonical(path: Path) -> list[Clip]:
    """Read a sheet written by `write_clip_sheet`, which was checked then."""
    with path.open(newline="") as sheet:
        return [Clip.model_validate(_without_empty(row)) for row in csv.DictReader(sheet)]


def write_clip_sheet(path: Path, clips: Iterable[Clip]) -> None:
    """Write the canonical sheet."""
    with atomic(path) as temporary, temporary.open("w", newline="") as sheet:
        writer = csv.DictWriter(sheet, COLUMNS)
        writer.writeheader()
        for clip in clips:
            writer.writerow({k: "" if v is None else v for k, v in clip.model_dump().items()})


def _rows(path: Path, required: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as sheet:
            reader = csv.DictReader(sheet)
            columns = reader.fieldnames or ()
            if missing := sorted(set(required) - set(columns)):
                raise ClipSheetError(
                    f"{path} lacks the columns {missing}; it has {list(columns)}. Add them."
                )
            return [(reader.line_num, _without_empty(row)) for row in reader]
    except FileNotFoundError:
        raise ClipSheetError(
            f"{path} does not exist; set `root` and `sheet` of the data set in the settings"
        ) from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise ClipSheetError(f"{path} is no CSV text file in UTF-8: {error}") from error


def _without_empty(row: dict[str, str]) -> dict[str, str]:
    """An empty cell means the default; cells beyond the header come under the key None."""
    return {name: cell.strip() for name, cell in row.items() if name and cell and cell.strip()}


def _from_vico(row: dict[str, str]) -> dict[str, str]:
    """ViCo's columns by name, never by position; a clip is called after its listener's video."""
    return {
        "clip": row.get("listener", "").removesuffix(".listener"),
        "split": row.get("data_split", ""),
        "speaker_video": f"videos/{row.get('speaker', '')}.mp4",
        "listener_video": f"videos/{row.get('listener', '')}.mp4",
        "audio": f"audios/{row.get('audio', '')}.wav",
        "speaker_id": row.get("speaker_id", ""),
        "listener_id": row.get("listener_id", ""),
        "attitude": row.get("attitude", ""),
    }


def _explain(fault: object) -> str:
    details = dict(fault)  # type: ignore[call-overload]
    column = ".".join(str(part) for part in details["loc"])
    value = (
        "" if details["type"] in ("missing", "value_error") else f" (found {details['input']!r})"
    )
    return f"{column}: {details['msg']}{value}" if column else str(details["msg"])


def _disagreements(clip: Clip, settings: DatasetSettings) -> list[str]:
    """An attitude that is no emotion of the data set, or none where labels come from the sheet."""
    if settings.emotion_source != "sheet" or clip.attitude in settings.emotions:
        return []
    allowed = ", ".join(settings.emotions)
    return [f"clip {clip.clip}: attitude `{clip.attitude}` is none of {allowed}"]


def _duplicates(clips: list[Clip]) -> list[str]:
    names = [clip.clip for clip in clips]
    return [
        f"clip {name} is named twice" for name in sorted({n for n in names if names.count(n) > 1})
    ]


def _leaks(clips: list[Clip], settings: DatasetSettings) -> list[str]:
    """People of the training split who are in another one: test scores would reward memory."""
    people: dict[str, set[str]] = {split: set() for split in get_args(Split)}
    for clip in clips:
        people[clip.split] |= {clip.speaker_id, clip.listener_id}
    held_out = ("valid", "test", "ood") if settings.identities == "disjoint" else ("ood",)
    return [
        f"person {person} is in both train and {split}; move the clips, or set `identities: shared`"
        for split in held_out
        for person in sorted(people["train"] & people[split])
    ]
