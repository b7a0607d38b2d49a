"""A clip: the seconds of videos that are a conversation, and the people in it."""

from pathlib import PurePosixPath
from zlib import crc32

from pydantic import BaseModel, ConfigDict, Field, model_validator

from elp.config.data import Split
from elp.media.region import PATTERN, Region

SHORTEST = 1.0  # seconds, of a clip
SLACK = 0.5  # seconds of sound that may be missing at the end; they are filled with silence
COMMON = 0.5  # smallest fraction of the longest file that all files of a clip must cover
VIDEOS = ("speaker_video", "listener_video")
BOXES = ("speaker_box", "listener_box")
GIVEN = ("speaker_coefficients", "listener_coefficients")


class Clip(BaseModel):
    """A conversation of a speaker and a listener; paths are relative to the data set's root.

    It names either two videos, or two files of coefficients that were extracted elsewhere. A clip
    of a speaker without a listener is a talking head.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    name: str = Field(alias="clip", pattern=r"^[A-Za-z0-9_-][A-Za-z0-9_.-]*$")
    split: Split
    speaker_video: str = ""
    listener_video: str = ""
    audio: str = Field(
        "", description="empty: the sound of the speaker's video, or the MFCC in their coefficients"
    )
    start: float = Field(0.0, ge=0, description="seconds")
    end: float | None = Field(None, gt=0, description="seconds; empty: to the end")
    speaker_id: str = Field(min_length=1)
    listener_id: str = Field("", description="empty: a talking head")
    attitude: str = Field("", description="of the listener; empty: not annotated")
    speaker_coefficients: str = ""
    listener_coefficients: str = ""
    fps: float | None = Field(None, gt=0, description="frames per second of the coefficients")
    speaker_box: str = Field(
        "", pattern=PATTERN, description="left top right bottom, pixels of their video"
    )
    listener_box: str = Field("", pattern=PATTERN)

    @model_validator(mode="after")
    def _paths_stay_inside(self) -> "Clip":
        for name in (*VIDEOS, *GIVEN, "audio"):
            path = PurePosixPath(getattr(self, name))
            if path.is_absolute() or ".." in path.parts:
                raise ValueError(f"{name} `{path}` lies outside the data set's root")
        return self

    @property
    def people(self) -> dict[str, str]:
        """Person by role."""
        people = {"speaker": self.speaker_id, "listener": self.listener_id}
        return {role: person for role, person in people.items() if person}

    @property
    def regions(self) -> tuple[Region | None, Region | None]:
        """Where speaker and listener are in their videos; none if a box is empty."""
        return Region.parse(self.speaker_box), Region.parse(self.listener_box)

    @model_validator(mode="after")
    def _complete(self) -> "Clip":
        for name, region in zip(BOXES, self.regions, strict=True):
            if region and region.empty:
                raise ValueError(f"{name} is empty; give left top right bottom, in pixels")
        if not self.listener_id:
            if not self.speaker_video or self.listener_video or self.listener_coefficients:
                raise ValueError("listener_id: is empty")
            return self
        named = [[getattr(self, name) for name in names] for names in (VIDEOS, GIVEN)]
        if [any(paths) for paths in named] != [all(paths) for paths in named]:
            raise ValueError("name both speaker_video and listener_video, or both coefficients")
        if all(map(any, named)) or not any(map(any, named)):
            raise ValueError("name either speaker_video and listener_video, or both coefficients")
        if self.fps is not None and not self.speaker_coefficients:
            raise ValueError("fps is only for coefficients, and none are named; clear the cell")
        if self.end is not None and self.end <= self.start:
            raise ValueError(f"end {self.end} is not after start {self.start}")
        return self


COLUMNS = tuple(field.alias or name for name, field in Clip.model_fields.items())


def shard_of(clip: str, shards: int) -> int:
    """The shard that processes a clip, independent of the other clips of the sheet."""
    return crc32(clip.encode()) % shards
