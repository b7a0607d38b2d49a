"""Settings of tables."""

from typing import Literal

from pydantic import Field, model_validator

from elp.config.base import Settings
from elp.config.data import Split
from elp.config.scores import MetricSettings


class TableSettings(Settings):
    """Runs, data sets and columns of a table, in the order shown."""

    title: str | None = Field(None, description="heading; default: the name of the table")
    datasets: tuple[str, ...] = Field(min_length=1)
    runs: tuple[str, ...] = Field(min_length=1)
    beyond: tuple[str, ...] = Field(
        (), description="runs beyond the paper, as a block of their own below the others"
    )
    columns: Literal["apart", "together", "extra", "beyond"] = Field(
        "apart",
        description="`apart`: scores of β and of p (Table 1); `together`: their sums (Tables 2 "
        "and 3); `beyond`: the scores by which `elp_es` is judged; `extra`: all scores that the "
        "paper does not report",
    )
    reference: str | None = Field(
        None, description="run to compare the others with; default: the setting `reference`"
    )
    groups: tuple[tuple[str, ...], ...] = Field(
        (),
        description="groups of runs, each with its best marked (Table 2); default: one of all runs",
    )
    sweep: Literal["heads", "categories"] | None = Field(
        None, description="ASE setting over which the columns are plotted (Table 3: heads)"
    )
    split: Split = "test"

    @model_validator(mode="after")
    def _groups_are_rows(self) -> "TableSettings":
        if unknown := sorted({run for group in self.groups for run in group} - set(self.rows)):
            raise ValueError(f"`groups` names {unknown}, which are not among `runs`")
        if self.reference is not None and self.reference not in self.rows:
            raise ValueError(f"`reference`: `{self.reference}` is not among `runs`")
        return self

    @property
    def rows(self) -> tuple[str, ...]:
        """All runs, the paper's first."""
        return self.runs + self.beyond


class DatasetFacts(Settings):
    """What a table prints about a data set."""

    layout: str
    paper: str | None = None


class TableFacts(Settings):
    """All settings that the rule of a table reads."""

    name: str
    table: TableSettings
    labels: dict[str, str] = Field(description="printed name of each run")
    truth: tuple[str, ...] = Field(description="runs of the real listeners")
    swept: dict[str, int] = Field(description="value of the swept setting of each run that has it")
    reference: str | None = Field(description="run to compare the others with")
    datasets: dict[str, DatasetFacts]
    metrics: MetricSettings = MetricSettings()
