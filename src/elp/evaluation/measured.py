"""A data set's scores as estimates that can be subtracted and divided."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

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
        own, others = (distance(self._score(name, column), column.better) for name in (run, other))
        return others.minus(own)

    def own(self, run: str, column: TableColumn) -> Estimate:
        """The run's score."""
        return self._score(run, column).own

    def real(self, run: str, column: TableColumn) -> Estimate:
        """The score of the real listeners of the run's clips."""
        return self._score(run, column).target

    def gain(self, run: str, column: TableColumn) -> Estimate:
        """How much better the run's score is than with listeners of other clips.

        Raises
        ------
        NotTestableError
            If there is no other clip.
        """
        gain = self._score(run, column).beyond_chance(column.better)
        if gain is None:
            raise NotTestableError("the chance level is not known")
        return gain

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
            own = self.own(truth, column).value
            chance = own + gain.value if column.better == "lower" else own - gain.value
            raise NotTestableError(
                f"the real listeners' own {number(own)} is not shown to be better than chance, "
                f"{number(chance)}"
            )
        return gain

    def _score(self, run: str, column: TableColumn) -> Resampled:
        return column.resampled(self.scores[run], self.facts.metrics)


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
