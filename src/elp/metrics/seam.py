"""Seam ratio: whether a clip jumps where its windows are joined."""

import math

import numpy as np
from jaxtyping import Bool, Float

from elp.features.joints import WindowPlan


def seam_ratio(series: Float[np.ndarray, "T D"], plan: WindowPlan) -> float:
    r"""Mean step at the joints over the mean step elsewhere; best when closest to the truth's.

    .. math:: \mathrm{mean}_{t \in J} \|y_{t+1} - y_t\|
        / \mathrm{mean}_{t \notin J} \|y_{t+1} - y_t\|

    Parameters
    ----------
    series : array, shape (frames, dimensions)
        The generated listener, or the real one, whose ratio at the same joints is the reference.
    plan : WindowPlan
        Windows that the clip was joined from; compared up to the shorter of plan and series.

    Returns
    -------
    float
        At least 0; above the reference the joints jump, below they are smeared. NaN for a
        clip of one window, or if nothing moves elsewhere.

    Examples
    --------
    >>> series = np.array([0.0, 1.0, 2.0, 6.0, 7.0, 8.0])[:, None]
    >>> seam_ratio(series, WindowPlan(frames=6, length=3, overlap=0))
    4.0
    """
    motion = np.asarray(series[: plan.frames], dtype=np.float64)
    steps = np.linalg.norm(np.diff(motion, axis=0), axis=1)
    joint = joint_steps(plan)[: len(steps)]
    if not joint.any() or not steps[~joint].any():
        return math.nan
    return float(steps[joint].mean() / steps[~joint].mean())


def joint_steps(plan: WindowPlan) -> Bool[np.ndarray, "_"]:
    """Which of the F - 1 steps from frame t to t + 1 belong to a joint.

    A joint has `overlap` + 1 steps, those that touch a cross-faded frame: from the last frame of
    the earlier window alone, through the `overlap` faded frames, to the first frame of the later
    window alone. A hard cut has one step, the one across it.
    """
    joint = np.zeros(max(plan.frames - 1, 0), dtype=bool)
    for start in plan.starts[:-1]:
        end = start + plan.length
        joint[end - plan.overlap - 1 : end] = True
    return joint
