"""The quality table of a shard: one row per clip and participant."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from elp.io.rows import write_records


@dataclass(frozen=True)
class QualityRow:
    """Tracking quality of one participant in one clip.

    Attributes
    ----------
    clip, role, person : str
    status : str
        A clip is excluded as a whole: both of its rows say so.
    reason : str
        Why the clip is excluded, by the clips step or by the coefficients step.
    frames, missing, interpolated : int
        Frames of the clip, frames without a face, and interpolated frames.
    turned : int
        Frames in which the head is turned further than `tracking.profile`: half of it is hidden.
    covered : int
        Frames in which the face seems occluded (`tracking.cover_drop`).
    residual_mean, residual_max : float
        Of the fit, as fractions of the distance of the outer eye corners; NaN if excluded.
    blinks : int
        Number of blinks.
    blinks_per_minute : float
    eyes_closed : int
        Frames in which the eyes are closed for longer than a blink.
    """

    clip: str
    role: str
    person: str
    status: Literal["ok", "excluded"]
    reason: str
    frames: int = 0
    missing: int = 0
    interpolated: int = 0
    turned: int = 0
    covered: int = 0
    residual_mean: float = float("nan")
    residual_max: float = float("nan")
    blinks: int = 0
    blinks_per_minute: float = float("nan")
    eyes_closed: int = 0


def write_quality_rows(path: Path, parts: Iterable[QualityRow]) -> None:
    """Write the table of a shard."""
    write_records(path, QualityRow, parts)


def excluded_rows(clip: str, people: dict[str, str], reason: str) -> list[QualityRow]:
    """Rows of a clip excluded by the clips step."""
    return [QualityRow(clip, role, person, "excluded", reason) for role, person in people.items()]
