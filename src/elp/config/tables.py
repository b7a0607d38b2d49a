"""Settings of tables."""

from typing import Literal

from pydantic import Field, model_validator

from elp.config.base import Settings
from elp.config.data import Split
from elp.config.scores import MetricSettings


class TableSettings(Settings):
    """Which runs and data sets a table shows, in the order of its rows, and which columns."""

    title: str | None = Field(None, description="its headline; default: its name")
    datasets: tuple[str, ...] = Field(min_length=1)
    runs: tuple[str, ...] = Field(min_length=1)
    beyond: tuple[str, ...] = Field(
        (), description="runs that are not the paper's: a block of their own under its rows"
    )
    columns: Literal["apart", "together", "extra", "beyond"] = Field(
        "apart",
        description="`apart`: β and p each (Table 1); `together`: the sum of their scores "
        "(Tables 2 and 3); `beyond`: what `elp_es` is judged by; `extra`: all that the paper "
        "does not report",
    )
    reference: str | None = Field(
        None, description="run that the others are compared with; default: the setting `reference`"
    )
    groups: tuple[tuple[str, ...], ...] = Field(
        (), description="runs among which the best is marked (Table 2); default: among all"
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
    """What a table says about a data set."""

    layout: str
    paper: str | None = None


class TableFacts(Settings):
    """Everything that a table's rule reads of the settings."""

    name: str
    table: TableSettings
    labels: dict[str, str] = Field(description="name that is printed, by run")
    truth: tuple[str, ...] = Field(description="runs that are the real listeners themselves")
    swept: dict[str, int] = Field(description="value of the swept setting, by run that has it")
    reference: str | None = Field(description="the run that the others are compared with")
    datasets: dict[str, DatasetFacts]
    metrics: MetricSettings = MetricSettings()
