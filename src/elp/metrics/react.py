"""The scores of the REACT challenges, except FRDist (`elp.metrics.dtw`).

Song et al., "REACT2023: The First Multiple Appropriate Facial Reaction Generation Challenge", ACM
MM 2023, and "REACT 2024", FG 2024. They compare an answer with the nearest of several appropriate
ones; here the clip's listener is the only appropriate one.

Letters: K samples, N clips, T frames, D dimensions.
"""

import math
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from elp.metrics.clip_pairs import mean_of_pairs, squared_differences
from elp.metrics.lags import lag_correlation


def concordance(generated: Float[np.ndarray, "T D"], target: Float[np.ndarray, "T D"]) -> float:
    r"""FRCorr: concordance correlation over time, averaged over the dimensions; higher is better.

    .. math:: \frac1D \sum_d \frac{2\, \mathrm{cov}(\hat y_d, y_d)}
        {\mathrm{Var}\, \hat y_d + \mathrm{Var}\, y_d + (\bar{\hat y}_d - \bar y_d)^2}

    Parameters
    ----------
    generated, target : array, shape (frames, dimensions)
        The same frames of both.

    Returns
    -------
    float
        Between -1 and 1; a dimension in which either is constant counts as 0.

    References
    ----------
    Lin, "A Concordance Correlation Coefficient to Evaluate Reproducibility", Biometrics 1989; REACT
    2023.

    Examples
    --------
    >>> x = np.array([[0.0], [2.0]])
    >>> concordance(x + 1, x)
    0.6666666666666666
    """
    first, second = (np.asarray(series, dtype=np.float64) for series in (generated, target))
    shift = first.mean(axis=0) - second.mean(axis=0)
    moves = (np.ptp(first, axis=0) > 0) & (np.ptp(second, axis=0) > 0)
    covariance = np.mean((first - first.mean(axis=0)) * (second - second.mean(axis=0)), axis=0)
    scale = first.var(axis=0) + second.var(axis=0) + shift**2
    return float(np.where(moves, 2 * covariance / np.where(moves, scale, 1.0), 0.0).mean())


def sample_diversity(generated: Float[np.ndarray, "K T D"]) -> float:
    r"""FRDiv: mean squared difference between the answers to one speaker; higher in REACT.

    .. math:: \frac1{K(K-1)} \sum_{k \ne l} \frac1{TD} \|\hat y_k - \hat y_l\|^2

    Parameters
    ----------
    generated : array, shape (samples, frames, dimensions)
        The samples of one clip.

    Returns
    -------
    float
        In the units of the coefficients, squared; 0 for a single sample. Noise raises it: the
        energy score tells whether the samples differ as they should.

    References
    ----------
    REACT 2023.

    Examples
    --------
    >>> sample_diversity(np.array([[[0.0]], [[2.0]]]))
    4.0
    """
    if len(generated) < 2:
        return 0.0
    # over ordered pairs, E(a - b)² is twice the variance with ddof 1
    return float(2 * np.asarray(generated, dtype=np.float64).var(axis=0, ddof=1).mean())


def time_variance(generated: Float[np.ndarray, "T D"]) -> float:
    r"""FRVar: variance over time, averaged over the dimensions; higher in REACT.

    .. math:: \frac1D \sum_d \frac1{T-1} \sum_t (\hat y_{td} - \bar{\hat y}_d)^2

    Parameters
    ----------
    generated : array, shape (frames, dimensions)
        At least two frames.

    Returns
    -------
    float
        In the units of the coefficients, squared; V-D `mean` times T/(T - 1).

    References
    ----------
    REACT 2023.

    Examples
    --------
    >>> time_variance(np.array([[0.0, 1.0], [2.0, 1.0]]))
    1.0
    """
    return float(np.asarray(generated, dtype=np.float64).var(axis=0, ddof=1).mean())


def synchrony(
    speaker: Float[np.ndarray, "T D"],
    generated: Float[np.ndarray, "T D"],
    fps: float | int,
    *,
    max_lag: float | int = 2.0,
) -> float:
    r"""FRSyn: lag at which the listener correlates best with the speaker; lower in REACT.

    .. math:: |\arg\max_\ell \frac1D \sum_d \mathrm{corr}(x_{t,d}, \hat y_{t+\ell,d})|

    over the whole clip, ahead or behind; the lag nearest 0 of equal peaks.

    Parameters
    ----------
    speaker, generated : array, shape (frames, dimensions)
        The same frames of both, at least two.
    fps : float
        Frames per second.
    max_lag : float
        In seconds; at most half the clip.

    Returns
    -------
    float
        In seconds; NaN if either is constant.

    References
    ----------
    REACT 2023 (time-lagged cross-correlation, two seconds either way).

    Examples
    --------
    >>> x = np.random.default_rng(0).normal(size=(100, 2))
    >>> synchrony(x[5:], x[:-5], fps=25)
    0.2
    """
    whole = len(speaker) / fps
    correlations = lag_correlation(speaker, generated, fps, window=whole, max_lag=max_lag)
    return abs(correlations.peak_lag()) if correlations.values.any() else math.nan


def speaker_diversity(clips: Sequence[Float[np.ndarray, "_ D"]]) -> float:
    r"""FRDvs: mean squared difference between the answers to different speakers.

    .. math:: \frac1{N(N-1)} \sum_{i \ne j} \mathrm{mean}_{td} (\hat y_{itd} - \hat y_{jtd})^2

    Higher in REACT; 0 for a method that answers every speaker alike.

    Parameters
    ----------
    clips : sequence of arrays, shape (frames, dimensions)
        One answer per clip; two clips are compared over the shorter one's frames.

    Returns
    -------
    float
        In the units of the coefficients, squared; NaN for a single clip.

    References
    ----------
    REACT 2023.

    Examples
    --------
    >>> speaker_diversity([np.zeros((5, 1)), np.full((3, 1), 2.0)])
    4.0
    """
    return float(mean_of_pairs(squared_differences(clips), np.ones((1, len(clips))))[0])
