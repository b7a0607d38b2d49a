"""The result of examining a recording.

Letters: T frames at 25 a second.
"""

from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Bool, Float

from elp.coefficients import FPS
from elp.config.tracking import TrackingSettings
from elp.prepare.people import FilmedPerson
from elp.prepare.recordings import Recording
from elp.prepare.timing import TimingRemark
from elp.prepare.turns import Turn
from elp.tracking.blinks import mark_blinks, open_level, runs
from elp.tracking.tracker import refusal

QUIET = -45.0  # decibels below full scale, mean of the voiced frames


@dataclass(frozen=True)
class Examination:
    """A recording's people, who speaks when, and its faults.

    Attributes
    ----------
    recording : Recording
    people : tuple of FilmedPerson
        Both, in the order of the recording's videos; empty if it cannot be used.
    level : array, shape (T,)
        Loudness of the sound, in decibels below full scale.
    voiced : array, shape (T,)
        Whether somebody speaks.
    balance : array, shape (T,)
        Who speaks: 1 surely the first person, -1 surely the second.
    turns : list of Turn
        Who speaks when, in pieces without a cut.
    cuts : list of float
        In seconds.
    remarks : list of str
        What the user should know.
    timings : list of TimingRemark
        Whether mouth and sound, and the sound tracks, are in time.
    fault : str
        Why the recording cannot be used; empty if it can.
    """

    recording: Recording
    people: tuple[FilmedPerson, ...] = ()
    level: Float[np.ndarray, "T"] = field(default_factory=lambda: np.zeros(0))
    voiced: Bool[np.ndarray, "T"] = field(default_factory=lambda: np.zeros(0, bool))
    balance: Float[np.ndarray, "T"] = field(default_factory=lambda: np.zeros(0))
    turns: list[Turn] = field(default_factory=list)
    cuts: list[float] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    timings: list[TimingRemark] = field(default_factory=list)
    fault: str = ""

    @property
    def frames(self) -> int:
        """T."""
        return len(self.balance)

    def blinks_per_minute(self, person: int, turn: Turn, settings: TrackingSettings) -> float:
        """Blinks of a person in a turn; the open eye is measured over all frames."""
        ratio = self.people[person].ratio
        known = np.flatnonzero(np.isfinite(ratio))
        filled = np.interp(np.arange(len(ratio)), known, ratio[known])
        blink = mark_blinks(filled, open_level(filled), settings, FPS).blink[turn.start : turn.end]
        return 60 * FPS * len(runs(blink)) / (turn.end - turn.start)

    def visible(self, person: int, turn: Turn) -> float:
        """Fraction of a turn's frames in which a person's face was found."""
        return float(self.people[person].found[turn.start : turn.end].mean())

    def loudness(self, turn: Turn) -> float:
        """Mean level of a turn's voiced frames, in decibels below full scale."""
        level = self.level[turn.start : turn.end]
        voiced = self.voiced[turn.start : turn.end]
        return float(level[voiced].mean()) if voiced.any() else float(level.mean())

    def verdict(self, turn: Turn, settings: TrackingSettings) -> str:
        """Why the workflow cannot use a turn; empty if it can."""
        faults = [
            f"{role}: {reason}"
            for role, person in (("speaker", turn.person), ("listener", 1 - turn.person))
            if (reason := refusal(self.people[person].found[turn.start : turn.end], settings))
        ]
        if self.loudness(turn) < QUIET:
            faults.append(f"the sound is too faint, {self.loudness(turn):.0f} dB")
        return "; ".join(faults)
