"""What the numbers say behind the claims: each sentence with its number, and only if that holds.

A sentence is a function of the numbers that says one thing or its opposite, so that no data can
make the page say what they do not show.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from elp.evaluation.claims import CheckedClaim
from elp.tables.text import number

RUNS = ("elp", "elp_es")  # as published, and beyond the paper
LITTLE = 0.1  # training standard deviations; real motion has about 1


@dataclass(frozen=True)
class Diagnosed:
    """Diagnostics of one run on one data set, mean over seeds, by split and quantity."""

    label: str
    means: Mapping[tuple[str, str], float]

    def value(self, quantity: str, split: str = "test") -> float:
        """The number; NaN where the diagnostics have none."""
        return self.means.get((split, quantity), np.nan)


def diversity(run: Diagnosed) -> str | None:
    """Whether the expressions vary less than the real ones."""
    own, real = run.value("expression_vd_elp"), run.value("expression_vd_gt")
    if np.isnan(own) or np.isnan(real):
        return None
    side = "below" if own < real else "not below"
    return (
        f"V-D of β of {run.label} is {number(own)}, {side} the real listeners' {number(real)}"
        + (": its faces vary less than real ones." if own < real else ".")
    )


def codes(run: Diagnosed) -> str | None:
    """Whether it matters which codes are decoded."""
    apart = run.value("expression_rms_elp_against_dls_random")
    if np.isnan(apart):
        return None
    meaning = "hardly change" if apart < LITTLE else "change"
    return (
        f"β decoded from random codes (DLS-Random) differs from β of {run.label} by "
        f"{number(apart)} training standard deviations, of which real motion has about 1: the "
        f"codes {meaning} what is decoded."
    )


def blinks(run: Diagnosed) -> str | None:
    """How often the eyes blink, and how near the probability comes to a blink."""
    own, real = run.value("blink_frames_elp"), run.value("blink_frames_gt")
    most = run.value("blink_probability_max")
    if np.isnan([own, real, most]).any():
        return None
    often = "never blinks" if own == 0 else f"blinks in {own:.1%} of its frames"
    return (
        f"{run.label} {often}, real listeners in {real:.1%}; its blink probability reaches "
        f"{number(most)} at most."
    )


def memory(run: Diagnosed) -> str | None:
    """Whether training clips are answered better than test clips."""
    train, test = (run.value("expression_fd_elp", split) for split in ("train", "test"))
    if np.isnan(train) or np.isnan(test):
        return None
    if train < test:
        return (
            f"FD of β of {run.label} is {number(train)} on training clips and {number(test)} on "
            "test clips: part of what it learned holds for its training people alone."
        )
    return (
        f"FD of β of {run.label} is {number(train)} on training clips and {number(test)} on test "
        "clips: it is no better on the people it was trained on."
    )


def emotion(run: Diagnosed) -> str | None:
    """How often the emotion of a stranger's speech is recognised."""
    right = run.value("emotion_accuracy")
    if np.isnan(right):
        return None
    return f"{run.label} recognises the emotion of the speech on {right:.0%} of the test clips."


OF_RUNS: tuple[Callable[[Diagnosed], str | None], ...] = (
    diversity,
    codes,
    blinks,
    memory,
    emotion,
)


def findings_of(
    checked: Sequence[CheckedClaim], labels: Mapping[str, str], diagnostics: pd.DataFrame
) -> Iterator[str]:
    """Sentences, data set by data set.

    Parameters
    ----------
    checked : sequence of CheckedClaim
        Every claim that was examined.
    labels : mapping
        Printed name of each run.
    diagnostics : DataFrame
        results/diagnostics.csv.
    """
    known = diagnostics[diagnostics["run"].isin(RUNS)]
    for (dataset, run), part in known.groupby(["dataset", "run"], sort=False):
        values = {
            (str(split), str(quantity)): float(rows["value"].mean())
            for (split, quantity), rows in part.groupby(["split", "quantity"])
        }
        diagnosed = Diagnosed(labels.get(str(run), str(run)), values)
        for sentence in OF_RUNS:
            if text := sentence(diagnosed):
                yield f"{dataset}: {text}"
    yield from _nearest(checked, labels)


def _nearest(checked: Sequence[CheckedClaim], labels: Mapping[str, str]) -> Iterator[str]:
    """Which method is nearest the ideal where ELP is claimed to be, if an interval shows it."""
    for one in checked:
        if one.claim.others or one.verdict == "undecided":
            continue
        better, other = labels.get(one.claim.better, one.claim.better), labels[one.other]
        nearest, second = (better, other) if one.gap.value > 0 else (other, better)
        part = {"expression": "β ", "pose": "p ", "blink": "φ "}.get(one.column.section, "")
        header = f"{part}{one.column.header}"
        yield f"{one.dataset}: {header}: {nearest} is nearer the ideal than {second}."
