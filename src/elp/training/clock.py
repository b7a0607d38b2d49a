"""Rows of a training run: its terms, with throughput and the time left."""

import logging
import time
from datetime import timedelta

from torch import Tensor

logger = logging.getLogger(__name__)


class Clock:
    """Times the steps since the last row.

    Parameters
    ----------
    start : int
        Steps done before, by an earlier process.
    """

    def __init__(self, start: int) -> None:
        self.windows = 0
        self._step, self._time = start, time.perf_counter()

    def row(self, step: int, steps: int, terms: dict[str, Tensor], norm: float) -> dict[str, float]:
        """The row of a step, which is also logged; the next one is timed from here."""
        now = time.perf_counter()
        seconds = now - self._time
        values = {name: term.item() for name, term in terms.items()}
        total, rate = sum(values.values()), self.windows / seconds
        left = timedelta(seconds=round((steps - step) * seconds / (step - self._step)))
        logger.info(
            "step %d/%d: loss %.4g, gradient norm %.3g, %.0f windows/s, %s left",
            *(step, steps, total, norm, rate, left),
        )
        self.windows, self._step, self._time = 0, step, now
        return {
            "step": float(step),
            **values,
            "total": total,
            "gradient_norm": norm,
            "windows_per_s": rate,
        }
