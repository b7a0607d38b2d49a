"""The coefficients step: from a shard's landmarks to β, p and blinks, gaps closed or refused.

Letters: T frames, N found frames, C numbers of a frame.
"""

import logging
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Float64, Int

from elp.config.tracking import TrackingSettings
from elp.tracking.alignment import see
from elp.tracking.blinks import Blinks, mark_blinks, runs
from elp.tracking.face_model import FaceModel
from elp.tracking.fit import fit
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
    """Everything that the coefficients of a data set's clips, `fps` frames a second, need."""

    model: FaceModel
    neutrals: Neutrals
    settings: TrackingSettings
    fps: float

    def track(self, seen: Observations, person: str) -> tuple[Columns, QualityRow]:
        """Coefficients of one participant in one clip, whose gaps `refusal` accepts."""
        found = np.flatnonzero(seen.found)
        index = self.neutrals.index(person)
        if index is None:
            raise ValueError(f"no neutral face of {person}, who is seen in {seen.clip[0]}")
        ratios = fill(seen.ratio[found, None], found, len(seen))[:, 0]
        level = float(self.neutrals.open_eyes[index])
        eyes = mark_blinks(ratios, level, self.settings, self.fps)
        solved = fit(
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
            "status": np.where(seen.found, "tracked", "interpolated").astype("<U12"),
            "expression": fill(solved.expression, found, len(seen)).astype(np.float32),
            "pose": fill(solved.pose, found, len(seen)).astype(np.float32),
            "blink": eyes.blink,
            "ear": ratios.astype(np.float32),
            "residual": np.full(len(seen), np.nan, np.float32),
        }
        columns["residual"][found] = solved.residual
        turned = found[turned_away(solved.pose, self.settings.profile)]
        columns["status"][turned] = "turned"
        hidden = covered(seen.confidence, self.settings.cover_drop, self.fps)
        hidden &= columns["status"] == "tracked"
        columns["status"][hidden] = "covered"
        missing = len(seen) - len(found)
        blinks = len(runs(eyes.blink))
        part = QualityRow(
            clip=str(seen.clip[0]),
            role=str(seen.role[0]),
            person=person,
            status="ok",
            reason="",
            frames=len(seen),
            missing=missing,
            interpolated=missing,
            turned=len(turned),
            covered=int(hidden.sum()),
            residual_mean=float(solved.residual.mean()),
            residual_max=float(solved.residual.max()),
            blinks=blinks,
            blinks_per_minute=60 * self.fps * blinks / len(seen),
            eyes_closed=int(eyes.closed.sum()),
        )
        return columns, part

    def _problem(self, index: int) -> Problem:
        return Problem(
            self.model.landmarks,
            self.neutrals.faces[index][self.model.landmarks],
            self.model.basis,
            self.settings.landmark_noise,
            self.settings.depth_weight,
        )


def track_clip(
    parts: dict[str, Observations], people: dict[str, str], tracker: Tracker
) -> tuple[list[Columns], list[QualityRow]]:
    """Coefficients of both participants, or the reason why the clip is excluded.

    Parameters
    ----------
    parts : dict
        What was seen of the speaker and of the listener.
    people : dict
        Who they are.
    tracker : Tracker
        Face model, neutral faces, settings.
    """
    refusals = {role: refusal(part.found, tracker.settings) for role, part in parts.items()}
    if any(refusals.values()):
        reason = "; ".join(f"{role}: {why}" for role, why in refusals.items() if why)
        rows = [
            QualityRow(
                clip=str(part.clip[0]),
                role=role,
                person=people[role],
                status="excluded",
                reason=reason,
                frames=len(part),
                missing=int((~part.found).sum()),
            )
            for role, part in parts.items()
        ]
        return [], rows
    tracked = [tracker.track(part, people[role]) for role, part in parts.items()]
    return [columns for columns, _ in tracked], [row for _, row in tracked]


def refusal(found: Bool[np.ndarray, "T"], settings: TrackingSettings) -> str:
    """Why a participant's frames cannot be used; empty if they can.

    A clip is not split at a long gap: its sound, its partner and its label belong to all of it.
    """
    share = float((~found).mean())
    longest = max((end - start for start, end in runs(~found)), default=0)
    if share > settings.max_missing:
        return (
            f"no face in {share:.0%} of the frames, more than the {settings.max_missing:.0%} of "
            "`tracking.max_missing`; give a clip in which the face is seen"
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
    """Values of all frames: between found ones on a straight line, beyond them held."""
    every = np.arange(frames)
    return np.stack([np.interp(every, found, column) for column in values.T], axis=1)


def turned_away(pose: Float[np.ndarray, "T 6"], degrees: float) -> Bool[np.ndarray, "T"]:
    """Frames in which the head is turned or tilted from the camera by more than some degrees.

    Half of the face is hidden then, and the landmark model guesses it.
    """
    forward = to_matrix(pose[:, :3])[:, 2, 2]  # of the face's own forward, the share to the camera
    return np.asarray(forward < np.cos(np.radians(degrees)))


def linked_frames(eyes: Blinks, found: Int[np.ndarray, "N"]) -> Bool[np.ndarray, "N"]:
    """Which found frames are smoothed with the one before: not over gaps, nor where lids move."""
    shut = eyes.blink | eyes.closed
    moving = shut.copy()
    moving[1:] |= shut[:-1]
    moving[:-1] |= shut[1:]
    still = ~moving[found]
    linked = np.zeros(len(found), bool)
    linked[1:] = (np.diff(found) == 1) & still[1:] & still[:-1]
    return linked
