"""The speaker's style: the fluctuation of face and head (Eq. 1 without the speech)."""

import numpy as np
from jaxtyping import Float, Float32

from elp.config.features import StyleSettings


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
        `causal`: the last `length` frames, fewer at the start; `centered`: `length` frames around
        each frame, fewer at both ends; `clip`: all frames, with the same value everywhere.
    """
    values = values.astype(np.float64)
    if settings.mode == "clip":
        return np.broadcast_to(values.std(axis=0), values.shape).copy()
    # Window t is rows t to t + length − 1 of the padded values: from `before` frames back to
    # `after` ahead. Two passes over the offsets: running sums would lose small values after large.
    before = settings.length - 1 if settings.mode == "causal" else settings.length // 2
    after = settings.length - 1 - before
    padded = np.pad(values, ((before, after), (0, 0)))
    inside = np.pad(np.ones((len(values), 1)), ((before, after), (0, 0)))
    windows = [slice(offset, offset + len(values)) for offset in range(settings.length)]
    count = sum((inside[rows] for rows in windows), np.zeros((len(values), 1)))
    mean = sum((padded[rows] for rows in windows), np.zeros_like(values)) / count
    square = np.zeros_like(values)
    for rows in windows:
        square += inside[rows] * (padded[rows] - mean) ** 2
    return np.sqrt(square / count)


def speaker_style(
    expression: Float[np.ndarray, "T D"], pose: Float[np.ndarray, "T P"], settings: StyleSettings
) -> Float32[np.ndarray, "T S"]:
    """σ(β) ⊕ σ(∂β/∂t) ⊕ σ(∂p/∂t), S = 2·D + P values per frame.

    References
    ----------
    Eq. 1; Wu et al., "Imitating Arbitrary Talking Style", ACM MM 2021.
    """
    series = (expression, differences(expression), differences(pose))
    parts = [windowed_std(values, settings) for values in series]
    return np.concatenate(parts, axis=1).astype(np.float32)
