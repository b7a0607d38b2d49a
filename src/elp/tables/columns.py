"""The columns of the tables."""

import operator
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

import numpy as np
import pandas as pd

from elp.config.scores import MetricSettings
from elp.config.tables import TableFacts
from elp.errors import DataError
from elp.metrics.estimate import Estimate
from elp.scoring.metric import Better
from elp.scoring.registry import METRICS
from elp.scoring.resampling import Resampled
from elp.scoring.score_rows import resampled

SECTIONS = {
    "expression": "Facial coefficients β",
    "pose": "Head rotation p (degrees)",
    "translation": "Rest of p: translation (cm); in the data of L2L and lm-listener, jaw (radians)",
    "sum": "Coefficients β + p (the sum of the scores of β and of the head rotation)",
    "both": "Coefficients β ⊕ p (one vector a frame)",
    "blink": "Blinks φ",
}
ARROWS = {"lower": "↓", "higher": "↑", "target": "→ GT"}
NAMES = {
    "fd": "FD",
    "vd": "V-D",
    "sid": "SI-D",
    "rpcc": "RPCC",
    "wtlcc": "WTLCC",
    "sts": "STS",
    "es": "ES",
    "spread_skill": "spread-skill",
    "blink_rate": "blinks a minute",
    "blink_duration": "blink, s",
}
PAPER = ("fd", "vd", "sid", "rpcc", "wtlcc", "sts")  # Table 1's order
# Not that of β: flattened, three angles correlate by their means (docs/metrics.md).
OF_ANGLES = {("rotation", "rpcc"): "time", ("translation", "rpcc"): "time"}
# Scores that compare `elp_es` with `elp`: section, metric, variant.
BEYOND = (
    ("expression", "es", "window"),
    ("pose", "es", "window"),
    ("both", "es", "window"),
    ("both", "spread_skill", "ratio"),
    ("expression", "fd", "frechet"),
    ("pose", "fd", "frechet"),
    ("expression", "vd", "sum"),
    ("pose", "vd", "sum"),
    ("expression", "sts", "canonical"),
    ("pose", "sts", "canonical"),
    ("expression", "seam", "ratio"),
    ("pose", "seam", "ratio"),
    ("blink", "blink_rate", "per_minute"),
    ("blink", "blink_duration", "seconds"),
)


@dataclass(frozen=True)
class TableColumn:
    """A column: a metric in one variant per group, summed over the groups, and its best value.

    An optional one is left out for data sets that lack it: p may be a rotation only, and given
    coefficients have no face model.
    """

    name: str
    section: str
    groups: tuple[str, ...]
    metric: str
    variants: tuple[str, ...]
    better: Better
    header: str
    optional: bool = False

    def parts(self, scores: pd.DataFrame) -> list[pd.DataFrame]:
        """The rows of a run's scores that the column sums, group by group.

        Raises
        ------
        DataError
            If the scores lack a group.
        """
        own = scores[scores["metric"] == self.metric]
        parts = [
            own[(own["group"] == group) & (own["variant"] == variant)]
            for group, variant in zip(self.groups, self.variants, strict=True)
        ]
        if any(part.empty for part in parts):
            raise DataError(
                f"scores lack {self.name}; delete results/metrics and run the workflow again"
            )
        return parts

    def missing(self, scores: pd.DataFrame) -> bool:
        """Whether the column is optional, and a run's scores lack it."""
        if not self.optional:
            return False
        keys = pd.MultiIndex.from_frame(scores[["group", "metric", "variant"]].drop_duplicates())
        return (self.groups[0], self.metric, self.variants[0]) not in keys

    def resampled(self, scores: pd.DataFrame, settings: MetricSettings) -> Resampled:
        """A run's value in the column, with its resamples; NaN where it is missing."""
        if self.missing(scores):
            unknown = Estimate(np.nan, np.full(settings.bootstrap, np.nan), np.array([np.nan]), 0)
            return Resampled(unknown, unknown)
        groups = [resampled(part, settings) for part in self.parts(scores)]
        return reduce(operator.add, groups)


def columns(facts: TableFacts) -> list[TableColumn]:
    """The score columns of a table, in order."""
    kind, settings = facts.table.columns, facts.metrics
    if kind == "extra":
        return _appendix(settings)
    if kind == "beyond":
        return [_column(*chosen) for chosen in BEYOND]
    sections = ("sum",) if kind == "together" else ("expression", "pose")
    paper = [
        _column(section, metric, _printed(metric, settings))
        for section in sections
        for metric in PAPER
    ]
    how = _printed("wtlcc", settings)
    blink = TableColumn("blink_wtlcc", "blink", ("blink",), "wtlcc", (how,), "higher", "WTLCC ↑")
    return [*paper, blink]


def shown(facts: TableFacts, scores: Iterable[pd.DataFrame]) -> list[TableColumn]:
    """The columns of a table that some of the runs' scores have."""
    runs = list(scores)
    return [
        column for column in columns(facts) if not all(column.missing(scores) for scores in runs)
    ]


def _printed(metric: str, settings: MetricSettings) -> str:
    """The variant of one of the paper's metrics that tables print."""
    return {
        "fd": "frechet" if settings.fd_scope == "clip" else "pooled",
        "vd": "sum",
        "sid": "paper",
        "rpcc": "flat",
        "wtlcc": settings.wtlcc.aggregate,
        "sts": "canonical",
    }[metric]


def _appendix(settings: MetricSettings) -> list[TableColumn]:
    """Table 1's scores of the translation, and every score that the registry marks, by section."""
    paper = {"translation": [(metric, _printed(metric, settings)) for metric in PAPER]}
    marked = [key for key, metric in METRICS.items() if metric.appendix]
    return [
        _column(section, metric, variant, with_variant=True)
        for section in ("expression", "pose", "translation", "both", "blink")
        for metric, variant in (*paper.get(section, ()), *marked)
        if _groups(section)[0] in METRICS[metric, variant].groups
    ]


def _column(section: str, metric: str, variant: str, *, with_variant: bool = False) -> TableColumn:
    entry, groups = METRICS[metric, variant], _groups(section)
    variants = tuple(OF_ANGLES.get((group, metric), variant) for group in groups)
    name = metric if section == "sum" else f"{section}_{metric}"
    title = NAMES.get(metric, metric)
    if with_variant:
        name, title = f"{name}_{variants[0]}", f"{title} {variants[0]}"
    return TableColumn(
        name,
        section,
        groups,
        metric,
        variants,
        entry.better,
        f"{title} {ARROWS[entry.better]}",
        optional=section == "translation" or entry.needs == "mesh",
    )


def _groups(section: str) -> tuple[str, ...]:
    """The groups whose scores a section sums."""
    return {"sum": ("expression", "rotation"), "pose": ("rotation",)}.get(section, (section,))
