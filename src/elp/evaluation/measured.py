"""A data set's scores as estimates that can be subtracted and divided."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from elp.config.tables import TableFacts
from elp.metrics.estimate import Estimate
from elp.scoring.resampling import Resampled
from elp.tables.columns import TableColumn
from elp.tables.differences import distance
from elp.tables.text import number


class NotTestableError(Exception):
    """The data cannot test a claim; the text says why."""


@dataclass(frozen=True)
class Measured:
    """The scores of a table's runs on one data set.

    Attributes
    ----------
    scores : mapping
        Rows of `elp.scoring.score.COLUMNS`, all seeds together, by run.
    facts : TableFacts
        The table's settings.
    """

    scores: Mapping[str, pd.DataFrame]
    facts: TableFacts

    def lead(self, run: str, other: str, column: TableColumn) -> Estimate:
        """How much nearer to the ideal the run is than the other."""
        own, others = (
            self._estimate(distance(self._resampled(column, self.scores[name]), column.better))
            for name in (run, other)
        )
        return others - own

    def own(self, run: str, column: TableColumn) -> Estimate:
        """The run's score."""
        return self._estimate(self._resampled(column, self.scores[run]))

    def real(self, run: str, column: TableColumn) -> Estimate:
        """The score of the real listeners of the run's clips."""
        return self._from(run, column, "target")

    def gain(self, run: str, column: TableColumn) -> Estimate:
        """How much better the run's score is than with listeners of other clips."""
        gap = self.own(run, column) - self._from(run, column, "noise_floor")
        return -1.0 * gap if column.better == "lower" else gap

    def real_gain(self, column: TableColumn) -> Estimate:
        """The same of the real listeners, if it is above 0.

        Raises
        ------
        NotTestableError
            If the table has no real listeners, or their interval does not lie above 0.
        """
        truth = next((run for run in self.facts.truth if run in self.scores), None)
        if truth is None:
            raise NotTestableError("the table has no row of the real listeners")
        gain = self.gain(truth, column)
        if gain.interval(self.facts.metrics.confidence).low <= 0:
            own, chance = self.own(truth, column), self._from(truth, column, "noise_floor")
            raise NotTestableError(
                f"the real listeners' own {number(own.value)} is not shown to be better than "
                f"chance, {number(chance.value)}"
            )
        return gain

    def _from(self, run: str, column: TableColumn, name: str) -> Estimate:
        """Another column of the scores, averaged as the score is."""
        rows = self.scores[run]
        return self._estimate(self._resampled(column, rows.assign(value=rows[name])))

    def _resampled(self, column: TableColumn, rows: pd.DataFrame) -> Resampled:
        return column.resampled(rows, self.facts.metrics)

    def _estimate(self, score: Resampled) -> Estimate:
        rows = next(iter(self.scores.values()))
        people = rows.loc[rows["clip"] != "", "clip"].nunique()
        return Estimate(score.value, score.values, np.zeros(1), int(people))


def ratio(part: Estimate, whole: Estimate) -> Estimate:
    """The quotient of two paired estimates, linearised in both (the delta method).

    Parameters
    ----------
    part, whole : Estimate
        Of the same clips.

    Raises
    ------
    NotTestableError
        If `whole` is 0.
    """
    if whole.value == 0:
        raise NotTestableError("the real listeners' score is 0")
    quotient = part.value / whole.value
    around = (1 / whole.value) * (part - quotient * whole)
    return replace(around, value=quotient, replicates=around.replicates + quotient)
