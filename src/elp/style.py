"""The speaker's style: how much face and head fluctuate (Eq. 1 without the speech)."""

import numpy as np
from jaxtyping import Float, Float32

from elp.config.data import StyleSettings


def differences(values: Float[np.ndarray, "T D"]) -> Float[np.ndarray, "T D"]:
    """∂x/∂t per frame, x(t) − x(t−1), and 0 in the first frame."""
    return np.diff(values, axis=0, prepend=values[:1])


def windowed_std(
    values: Float[np.ndarray, "T D"], settings: StyleSettings
) -> Float[np.ndarray, "T D"]:
    """Population standard deviation over time in a window around or before each frame.

    Parameters
    ----------
    values : array, shape (T, D)
        One row per frame.
    settings : StyleSettings
        `causal`: the last `length` frames, fewer at the start; `centered`: `length` frames around,
        fewer at both ends; `clip`: all frames, the same value in each.
    """
    values = values.astype(np.float64)
    frames = len(values)
    if settings.mode == "clip":
        return np.broadcast_to(values.std(axis=0), values.shape).copy()
    time = np.arange(frames)
    before = settings.length - 1 if settings.mode == "causal" else settings.length // 2
    after = 0 if settings.mode == "causal" else settings.length - 1 - settings.length // 2
    first, last = np.maximum(time - before, 0), np.minimum(time + after + 1, frames)
    # Sums of the centred values: the means are small beside the spread, so nothing cancels.
    centred = values - values.mean(axis=0)
    count = (last - first)[:, None]
    mean = _window_sum(centred, first, last) / count
    square = _window_sum(centred**2, first, last) / count
    # Rounding leaves about 1e-16 of the square where a window is constant.
    floor = 1e-12 * np.maximum(square, 0) + 1e-24
    variance = square - mean**2
    return np.sqrt(np.where(variance > floor, variance, 0.0))


def speaker_style(
    expression: Float[np.ndarray, "T D"], pose: Float[np.ndarray, "T P"], settings: StyleSettings
) -> Float32[np.ndarray, "T S"]:
    """σ(β) ⊕ σ(∂β/∂t) ⊕ σ(∂p/∂t), S = 2·D + P values a frame.

    References
    ----------
    Eq. 1; Wu et al., "Imitating Arbitrary Talking Style", ACM MM 2021.
    """
    series = (expression, differences(expression), differences(pose))
    parts = [windowed_std(values, settings) for values in series]
    return np.concatenate(parts, axis=1).astype(np.float32)


def _window_sum(values: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    totals = np.concatenate([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)])
    window: np.ndarray = totals[last] - totals[first]
    return window
