"""A variant of a metric, and the groups of series that metrics apply to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from elp.scoring.context import Context, Needs
from elp.scoring.series import Aligned, Ensemble, Group
from elp.scoring.set_metrics import SetMetric

Variant = tuple[str, str]  # metric and variant
Better = Literal["lower", "higher", "target"]
EXPRESSION: tuple[Group, ...] = ("expression",)
PRINTED: tuple[Group, ...] = (*EXPRESSION, "rotation")
MOTION: tuple[Group, ...] = (*PRINTED, "translation", "pose")
JOINT: tuple[Group, ...] = (*MOTION, "both")
BLINK: tuple[Group, ...] = ("blink",)


@dataclass(frozen=True)
class Metric:
    """One variant of a metric.

    Parameters
    ----------
    better : str
        Which value is best; `target` means the real listener's value.
    of_sample, of_clip, of_set : callable
        The function: of one sample of a clip, of all samples of a clip, or of one sample of all
        clips. SI-D and WTLCC have none: their variants share work in
        `elp.scoring.diversity_scores` and `elp.scoring.lag_scores`.
    groups : tuple of str
        Groups that it applies to.
    frames : int
        Minimum number of frames; the metric is undefined for shorter clips.
    needs : str
        Input without which it is skipped: training split, windows of the run, or face model.
    short : callable
        Whether a number of frames is less than a window.
    still : callable
        Whether some series is constant, so that its correlation counts as 0.
    with_speaker : bool
        Whether it measures how the listener fits the speaker, so that it has a noise floor: the
        score of listeners of other clips. WTLCC has one too (`elp.scoring.lag_scores`).
    target : float
        The best value, if it is not the real listener's score.
    printed : bool
        Whether `python -m elp metrics` prints it.
    appendix : bool
        Whether the table of unreported metrics shows it.
    """

    better: Better
    of_sample: Callable[[Aligned, Context], float] | None = None
    of_clip: Callable[[Ensemble, Context], float] | None = None
    of_set: SetMetric | None = None
    groups: tuple[Group, ...] = MOTION
    frames: int = 2
    needs: Needs | None = None
    short: Callable[[int, Context], bool] | None = None
    still: Callable[[Aligned], bool] | None = None
    with_speaker: bool = False
    target: float | None = None
    printed: bool = True
    appendix: bool = False
