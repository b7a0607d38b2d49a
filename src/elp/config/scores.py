"""Settings of metrics and tables: the definitions of docs/metrics.md, one edit each."""

from typing import Literal

from pydantic import Field, NonNegativeInt, PositiveFloat, PositiveInt

from elp.config.base import Settings
from elp.config.data import Split


class WtlccSettings(Settings):
    """Windowed time-lagged cross-correlation (Boker 2002)."""

    window: PositiveFloat = Field(4.0, description="seconds (Sec. 4.1: 4)")
    max_lag: PositiveFloat = Field(0.5, description="seconds; a calibration, see docs/metrics.md")
    aggregate: Literal[
        "peak_signed", "peak_abs", "mean_signed", "mean_positive_lag", "zero_lag"
    ] = Field("peak_signed", description="the variant that tables print")
    constant: Literal["zero", "skip"] = Field("zero", description="constant blink windows")


class ShannonSettings(Settings):
    """Shannon index of k-means clusters."""

    expression_clusters: PositiveInt = Field(40, description="for β")
    pose_clusters: PositiveInt = Field(20, description="for p")
    fit_on: Literal["gt_test", "gt_train", "generated"] = "gt_test"
    seed: NonNegativeInt = 0


class MetricSettings(Settings):
    """What the paper names in a sentence each, defined."""

    fd_scope: Literal["clip", "pooled"] = Field("clip", description="of the tables' FD")
    wtlcc: WtlccSettings = WtlccSettings()
    sid: ShannonSettings = ShannonSettings()
    bootstrap: PositiveInt = Field(1000, description="resamples of the clips")
    confidence: float = Field(0.95, gt=0, lt=1, description="of the intervals")
    seed: NonNegativeInt = Field(0, description="of the bootstrap and the noise floor")


class TableSettings(Settings):
    """Which runs and data sets a table shows, in the order of its rows."""

    datasets: tuple[str, ...] = Field(min_length=1)
    runs: tuple[str, ...] = Field(min_length=1)
    split: Split = "test"


class DatasetFacts(Settings):
    """What a table says about a data set."""

    layout: str
    paper: str | None = None


class TableFacts(Settings):
    """Everything that a table's rule reads of the settings."""

    table: TableSettings
    labels: dict[str, str] = Field(description="name that is printed, by run")
    truth: tuple[str, ...] = Field(description="runs that are the real listeners themselves")
    datasets: dict[str, DatasetFacts]
    metrics: MetricSettings = MetricSettings()
