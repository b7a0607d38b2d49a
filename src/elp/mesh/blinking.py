"""Blinks put into the expression: the eyes of a mesh close where φ says so (Sec. 3.4).

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

    A run of L frames goes in its first h = max(1, ⌊L/2⌋) frames from β₁, the frame before it, to
    the closed eyes β_c, and in the others from there to β₂, the frame after it:

    .. math:: β_k = (1 - w) β_1 + w β_c, \quad w = \frac{k + 1}{h} \quad (k < h)
    .. math:: β_k = (1 - w) β_c + w β_2, \quad w = \frac{k - h + 1}{L - h} \quad (k \ge h)

    so a run of one frame is the closed eyes, and of two the closed eyes and β₂. At an end of the
    clip the run's own first or last frame stands for the one that is missing.

    Parameters
    ----------
    expression : array, shape (T, K)
        β.
    blink : array, shape (T,)
        φ: 1 within a blink.
    close : callable
        The expression with closed eyes, β_c, from the one in the middle between β₁ and β₂. As the
        paper's text has it β_c is one expression for all; that would wipe a smile off at every
        blink, so by default it is the change that closes the eyes of this face (`elp.mesh.scene`).

    References
    ----------
    Song et al., "Emotional Listener Portrait", ICCV 2023, Sec. 3.4: it says that half of the run's
    length is interpolated to and half from; the frames before and after are our reading.
    """
    result = np.array(expression, dtype=np.float64)
    for start, end in runs(np.asarray(blink, dtype=bool)):
        length, half = end - start, closed_frame(start, end) - start + 1
        before = expression[max(start - 1, 0)]
        after = expression[min(end, len(expression) - 1)]
        shut = close((before + after) / 2)
        closing = (np.arange(half) + 1)[:, None] / half
        opening = (np.arange(length - half) + 1)[:, None] / max(length - half, 1)
        result[start : start + half] = (1 - closing) * before + closing * shut
        result[start + half : end] = (1 - opening) * shut + opening * after
    return result


def closed_frame(start: int, end: int) -> int:
    """The frame of a run of blinking ones, `end` not among them, in which the eyes are closed."""
    return start + max(1, (end - start) // 2) - 1
