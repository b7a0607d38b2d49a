"""What an interval says about a claim."""

import math
from typing import Literal, get_args

from elp.metrics.estimate import Interval

Verdict = Literal["supported", "undecided", "contradicted", "not testable"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


def of_difference(interval: Interval, p_value: float = 0.0, level: float = 0.05) -> Verdict:
    """The verdict on a difference, whose positive side is the claim's.

    Parameters
    ----------
    interval : Interval
        Of the difference; without one the verdict is `undecided`.
    p_value : float
        Of no difference, adjusted for the other comparisons of the claim.
    level : float
        The p value below which there is a difference.
    """
    if interval.low == interval.high == 0:
        return "contradicted"  # the claim is a difference, and no clip shows any
    if not interval.excludes_zero() or not p_value < level:
        return "undecided"
    return "supported" if interval.low > 0 else "contradicted"


def of_equivalence(interval: Interval, low: float, high: float) -> Verdict:
    """The verdict on a score that is claimed to be the real listeners', up to a margin.

    It is supported if the whole interval is within the margin, and contradicted if it is wholly
    outside: that no difference is found does not make two scores equivalent.

    Parameters
    ----------
    interval : Interval
        Of the score, as a multiple of the real listeners'.
    low, high : float
        The margin.

    References
    ----------
    Schuirmann, "A comparison of the two one-sided tests procedure...", Journal of Pharmacokinetics
    and Biopharmaceutics 15, 1987.
    """
    if math.isnan(interval.low):
        return "undecided"
    if low <= interval.low and interval.high <= high:
        return "supported"
    return "contradicted" if interval.high < low or high < interval.low else "undecided"
