"""The tracker of a clip: from landmarks to β, p and blinks; gaps are closed, or the clip excluded.

Letters: T frames, N frames with a face, C numbers per frame.
"""

import logging
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Float64, Int

from elp.config.tracking import TrackingSettings
from elp.tracking.alignment import see
from elp.tracking.blinks import Blinks, mark_blinks, runs
from elp.tracking.face_model import FaceModel
from elp.tracking.fit import Fit, fit
from elp.tracking.linear_algebra import to_matrix
from elp.tracking.neutral import Neutrals
from elp.tracking.normal_equations import Problem
from elp.tracking.observations import Observations
from elp.tracking.occlusion import covered
from elp.tracking.quality_rows import QualityRow

logger = logging.getLogger(__name__)

Columns = dict[str, np.ndarray]


@dataclass(frozen=True)
class Tracker:
    """Tracks the participants of a data set's clips, which have `fps` frames per second."""

    model: FaceModel
    neutrals: Neutrals
    settings: TrackingSettings
    fps: float

    def track(self, seen: Observations, person: str) -> tuple[Columns, QualityRow]:
        """Coefficients and quality of one participant in one clip whose gaps `refusal` accepts."""
        found = np.flatnonzero(seen.found)
        index = self.neutrals.index(person)
        if index is None:
            raise ValueError(f"no neutral face of {person}, who appears in {seen.clip[0]}")
        ratios = fill(seen.ratio[found, None], found, len(seen))[:, 0]
        level = float(self.neutrals.open_eyes[index])
        eyes = mark_blinks(ratios, level, self.settings, self.fps)
        fitted = fit(
            see(
                seen.mesh[found][:, self.model.landmarks],
                self.model.landmark_template,
                self.model.alignment,
                self.model.field_of_view,
            ),
            self._problem(index),
            linked_frames(eyes, found),
            self.settings.smoothing,
        )
        columns = {
            "clip": seen.clip,
            "role": seen.role,
            "frame": seen.frame,
            "status": self._status(seen, found, fitted),
            "expression": fill(fitted.expression, found, len(seen)).astype(np.float32),
            "pose": fill(fitted.pose, found, len(seen)).astype(np.float32),
            "blink": eyes.blink,
            "ear": ratios.astype(np.float32),
            "residual": np.full(len(seen), np.nan, np.float32),
        }
        columns["residual"][found] = fitted.residual
        return columns, self._quality(columns["status"], person, seen, fitted, eyes)

    def _status(self, seen: Observations, found: Int[np.ndarray, "N"], fitted: Fit) -> np.ndarray:
        """Status of each frame (`coefficient_table.COLUMNS`)."""
        status = np.where(seen.found, "tracked", "interpolated").astype("<U12")
        status[found[turned_away(fitted.pose, self.settings.profile)]] = "turned"
        hidden = covered(seen.confidence, self.settings.cover_drop, self.fps)
        status[hidden & (status == "tracked")] = "covered"
        return status

    def _quality(
        self, status: np.ndarray, person: str, seen: Observations, fitted: Fit, eyes: Blinks
    ) -> QualityRow:
        missing, blinks = int((~seen.found).sum()), len(runs(eyes.blink))
        return QualityRow(
            clip=str(seen.clip[0]),
            role=str(seen.role[0]),
            person=person,
            status="ok",
            reason="",
            frames=len(seen),
            missing=missing,
            interpolated=missing,
            turned=int((status == "turned").sum()),
            covered=int((status == "covered").sum()),
            residual_mean=float(fitted.residual.mean()),
            residual_max=float(fitted.residual.max()),
            blinks=blinks,
            blinks_per_minute=60 * self.fps * blinks / len(seen),
            eyes_closed=int(eyes.closed.sum()),
        )

    def _problem(self, index: int) -> Problem:
        return Problem(
            self.model.landmarks,
            self.neutrals.faces[index][self.model.landmarks],
            self.model.basis,
            self.settings.landmark_noise,
            self.settings.depth_weight,
        )


def track_clip(
    observations: dict[str, Observations], people: dict[str, str], tracker: Tracker
) -> tuple[list[Columns], list[QualityRow]]:
    """Coefficients of both participants, empty if the clip is excluded, and their quality.

    Parameters
    ----------
    observations : dict
        Of the speaker and of the listener, by role.
    people : dict
        Their names, by role.
    tracker : Tracker
        Face model, neutral faces, settings.
    """
    refusals = {role: refusal(seen.found, tracker.settings) for role, seen in observations.items()}
    if any(refusals.values()):
        reason = "; ".join(f"{role}: {why}" for role, why in refusals.items() if why)
        rows = [
            QualityRow(
                clip=str(seen.clip[0]),
                role=role,
                person=people[role],
                status="excluded",
                reason=reason,
                frames=len(seen),
                missing=int((~seen.found).sum()),
            )
            for role, seen in observations.items()
        ]
        return [], rows
    tracked = [tracker.track(seen, people[role]) for role, seen in observations.items()]
    return [columns for columns, _ in tracked], [row for _, row in tracked]


def refusal(found: Bool[np.ndarray, "T"], settings: TrackingSettings) -> str:
    """Why a participant's frames cannot be used; empty if they can.

    A clip is not split at a long gap, as its sound, partner and label belong to the whole clip.
    """
    share = float((~found).mean())
    longest = max((end - start for start, end in runs(~found)), default=0)
    if share > settings.max_missing:
        return (
            f"no face in {share:.0%} of the frames, more than the {settings.max_missing:.0%} of "
            "`tracking.max_missing`; provide a clip that shows the face"
        )
    if longest > settings.max_gap:
        return (
            f"no face in {longest} frames in a row, more than the {settings.max_gap} of "
            "`tracking.max_gap`; cut the clip there"
        )
    return ""


def fill(
    values: Float[np.ndarray, "N C"], found: Int[np.ndarray, "N"], frames: int
) -> Float64[np.ndarray, "T C"]:
    """Values of all frames: interpolated linearly between frames with a face, constant outside."""
    times = np.arange(frames)
    return np.stack([np.interp(times, found, column) for column in values.T], axis=1)


def turned_away(pose: Float[np.ndarray, "T 6"], degrees: float) -> Bool[np.ndarray, "T"]:
    """Frames in which the head is turned or tilted away from the camera by more than some degrees.

    Then half of the face is hidden, and the landmarker guesses it.
    """
    forward = to_matrix(pose[:, :3])[:, 2, 2]  # cosine between the face's direction and the camera
    return np.asarray(forward < np.cos(np.radians(degrees)))


def linked_frames(eyes: Blinks, found: Int[np.ndarray, "N"]) -> Bool[np.ndarray, "N"]:
    """Frames with a face that are smoothed with the previous one: not over gaps or moving lids."""
    closed = eyes.blink | eyes.closed
    moving = closed.copy()
    moving[1:] |= closed[:-1]
    moving[:-1] |= closed[1:]
    still = ~moving[found]
    linked = np.zeros(len(found), bool)
    linked[1:] = (np.diff(found) == 1) & still[1:] & still[:-1]
    return linked
