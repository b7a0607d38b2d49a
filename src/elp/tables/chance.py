"""Scores that do not exceed chance: never bold, and a note where GT's own does not."""

from collections.abc import Iterable, Mapping

from elp.config.tables import TableFacts
from elp.metrics.estimate import Estimate
from elp.scoring.resampling import Resampled
from elp.tables.columns import TableColumn
from elp.tables.text import bracket, number


def exceeds_chance(score: Resampled, column: TableColumn, confidence: float) -> bool:
    """Whether a score is better than its noise floor; true if it has none."""
    gap = score.beyond_chance(column.better)
    return gap is None or gap.interval(confidence).low > 0


def ranks_noise(
    column: TableColumn, by_run: Mapping[str, Resampled], facts: TableFacts
) -> list[tuple[Resampled, Estimate]]:
    """GT's score and its gap to chance, if methods are to come close to it and it is at chance."""
    found = []
    for run in facts.truth:
        if column.better == "target" and run in by_run:
            gap = by_run[run].beyond_chance(column.better)
            if gap is not None and not gap.interval(facts.metrics.confidence).low > 0:
                found.append((by_run[run], gap))
    return found


def chance_notes(
    scores: Mapping[TableColumn, Mapping[str, Resampled]], facts: TableFacts
) -> Iterable[str]:
    """A line for each column in which GT itself is at chance."""
    for column, by_run in scores.items():
        for truth, gap in ranks_noise(column, by_run, facts):
            interval = gap.interval(facts.metrics.confidence)
            yield (
                f"- GT's own {column.header.split()[0]} ({number(truth.value)}) does not exceed "
                f"chance ({number(truth.value - gap.value)}): difference {number(gap.value)}"
                f"{bracket(interval.low, interval.high)}. The column ranks noise on these data; "
                "nothing in it is bold."
            )
