"""Blinks added to the expression: the mesh closes its eyes where φ is 1 (Sec. 3.4).

Letters: T frames, K components.
"""

from collections.abc import Callable

import numpy as np
from jaxtyping import Bool, Float, Float64

from elp.tracking.blinks import runs


def blinked(
    expression: Float[np.ndarray, "T K"],
    blink: Bool[np.ndarray, "T"],
    close: Callable[[Float[np.ndarray, "K"]], Float[np.ndarray, "K"]],
) -> Float64[np.ndarray, "T K"]:
    r"""The expression with closed eyes in each run of blinking frames.

    Over a run of L frames the expression moves in the first h = max(1, ⌊L/2⌋) frames from β₁, the
    frame before the run, to the closed eyes β_c, and in the others on to β₂, the frame after it:

    .. math:: β_k = (1 - w) β_1 + w β_c, \quad w = \frac{k + 1}{h} \quad (k < h)
    .. math:: β_k = (1 - w) β_c + w β_2, \quad w = \frac{k - h + 1}{L - h} \quad (k \ge h)

    so a run of one frame is β_c, and a run of two frames is β_c and β₂. At either end of the clip
    the run's own first or last frame replaces the missing β₁ or β₂.

    Parameters
    ----------
    expression : array, shape (T, K)
        β.
    blink : array, shape (T,)
        φ: 1 within a blink.
    close : callable
        Maps the mean of β₁ and β₂ to the expression with closed eyes, β_c. In the paper β_c is the
        same expression for all faces; that would wipe away a smile at every blink, so by default
        only the change that closes the eyes of this face is added (`elp.mesh.eyes`).

    References
    ----------
    Song et al., "Emotional Listener Portrait", ICCV 2023, Sec. 3.4: half of the run is interpolated
    towards β_c and half away from it; that β₁ and β₂ lie outside the run is our reading.
    """
    result = np.array(expression, dtype=np.float64)
    for start, end in runs(np.asarray(blink, dtype=bool)):
        length, half = end - start, closed_frame(start, end) - start + 1
        before = expression[max(start - 1, 0)]
        after = expression[min(end, len(expression) - 1)]
        closed = close((before + after) / 2)
        closing = (np.arange(half) + 1)[:, None] / half
        opening = (np.arange(length - half) + 1)[:, None] / max(length - half, 1)
        result[start : start + half] = (1 - closing) * before + closing * closed
        result[start + half : end] = (1 - opening) * closed + opening * after
    return result


def closed_frame(start: int, end: int) -> int:
    """The frame of a blink from `start` to `end` (exclusive) in which the eyes are closed."""
    return start + max(1, (end - start) // 2) - 1
