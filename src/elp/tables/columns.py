"""The columns of the tables."""

import operator
from dataclasses import dataclass
from functools import reduce

import pandas as pd

from elp.config.scores import MetricSettings
from elp.config.tables import TableFacts
from elp.errors import DataError
from elp.scoring.registry import METRICS, Better
from elp.scoring.resampling import Resampled
from elp.scoring.score_rows import resampled

SECTIONS = {
    "expression": "Facial coefficients β",
    "pose": "Head coefficients p",
    "sum": "Coefficients β + p (the sum of their scores)",
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
    """A column: one variant of a metric, summed over groups, and its best value."""

    name: str
    section: str
    groups: tuple[str, ...]
    metric: str
    variant: str
    better: Better
    header: str

    def parts(self, scores: pd.DataFrame) -> list[pd.DataFrame]:
        """The rows of a run's scores that the column sums, group by group.

        Raises
        ------
        DataError
            If the scores lack a group.
        """
        own = scores[(scores["metric"] == self.metric) & (scores["variant"] == self.variant)]
        parts = [own[own["group"] == group] for group in self.groups]
        if any(part.empty for part in parts):
            raise DataError(
                f"scores lack {self.name}; delete results/metrics and run the workflow again"
            )
        return parts

    def resampled(self, scores: pd.DataFrame, settings: MetricSettings) -> Resampled:
        """A run's value in the column, with its resamples."""
        groups = [resampled(part, settings) for part in self.parts(scores)]
        return reduce(operator.add, groups)


def columns(facts: TableFacts) -> list[TableColumn]:
    """The score columns of a table, in order."""
    kind, settings = facts.table.columns, facts.metrics
    if kind == "extra":
        return _appendix()
    if kind == "beyond":
        return [_column(*chosen) for chosen in BEYOND]
    variants = {
        "fd": "frechet" if settings.fd_scope == "clip" else "pooled",
        "vd": "sum",
        "sid": "paper",
        "rpcc": "flat",
        "wtlcc": settings.wtlcc.aggregate,
        "sts": "canonical",
    }
    sections = ("sum",) if kind == "together" else ("expression", "pose")
    paper = [_column(section, m, variants[m]) for section in sections for m in PAPER]
    blink = TableColumn(
        "blink_wtlcc", "blink", ("blink",), "wtlcc", variants["wtlcc"], "higher", "WTLCC ↑"
    )
    return [*paper, blink]


def _appendix() -> list[TableColumn]:
    """Every score that the registry marks for the appendix, group by group."""
    return [
        _column(group, metric, variant, with_variant=True)
        for group in ("expression", "pose", "both", "blink")
        for (metric, variant), entry in METRICS.items()
        if entry.appendix and group in entry.groups
    ]


def _column(section: str, metric: str, variant: str, *, with_variant: bool = False) -> TableColumn:
    better = METRICS[metric, variant].better
    groups = ("expression", "pose") if section == "sum" else (section,)
    name = metric if section == "sum" else f"{section}_{metric}"
    title = NAMES.get(metric, metric)
    if with_variant:
        name, title = f"{name}_{variant}", f"{title} {variant}"
    return TableColumn(name, section, groups, metric, variant, better, f"{title} {ARROWS[better]}")
