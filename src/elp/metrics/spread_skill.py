"""Spread-skill ratio: whether samples differ as much as they err."""

import math

import numpy as np
from jaxtyping import Float


def spread_skill(generated: Float[np.ndarray, "K T D"], target: Float[np.ndarray, "T D"]) -> float:
    r"""Spread of the samples over the error of their mean; best at 1, below 1 is overconfident.

    .. math:: \sqrt{\frac{K+1}{K}}
        \frac{\sqrt{\mathrm{mean}_{td} \mathrm{Var}_k(\hat y_{ktd})}}
        {\sqrt{\mathrm{mean}_{td} (\bar y_{td} - y_{td})^2}}

    where ȳ is the samples' mean and their variance has ddof 1. If the truth is one more draw from
    the distribution of the samples, the expected squared error is (K+1)/K times the variance.

    Parameters
    ----------
    generated : array, shape (samples, frames, dimensions)
        Standardised, so that dimensions of different units have equal weight.
    target : array, shape (frames, dimensions)
        The same frames of the real listener, standardised in the same way.

    Returns
    -------
    float
        At least 0; NaN for a single sample, or if the mean has no error.

    References
    ----------
    Fortin et al., "Why Should Ensemble Spread Match the RMSE of the Ensemble Mean?", Journal of
    Hydrometeorology 2014.

    Examples
    --------
    >>> spread_skill(np.array([[[1.0]], [[3.0]], [[5.0]]]), np.array([[5.0]])) ** 2  # 4/3 · 4/4
    1.3333333333333333
    """
    samples = np.asarray(generated, dtype=np.float64)
    error = np.square(samples.mean(axis=0) - target).mean()
    if len(samples) < 2 or error == 0:
        return math.nan
    spread = samples.var(axis=0, ddof=1).mean()
    return float(np.sqrt((len(samples) + 1) / len(samples) * spread / error))
