"""Settings of metrics: the definitions of docs/metrics.md, one edit each."""

from typing import Literal

from pydantic import Field, NonNegativeInt, PositiveFloat, PositiveInt

from elp.config.base import Settings


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


class EnergySettings(Settings):
    """Energy score (Gneiting and Raftery 2007)."""

    window: PositiveFloat = Field(2.0, description="seconds")


class ReactSettings(Settings):
    """Scores of the REACT challenges."""

    max_lag: PositiveFloat = Field(2.0, description="seconds, of FRSyn (REACT 2023: 2)")
    band: PositiveFloat = Field(
        10.0, description="seconds that FRDist may match apart; keeps long clips affordable"
    )


class MetricSettings(Settings):
    """What the paper names in a sentence each, defined."""

    fd_scope: Literal["clip", "pooled"] = Field("clip", description="of the tables' FD")
    wtlcc: WtlccSettings = WtlccSettings()
    sid: ShannonSettings = ShannonSettings()
    energy: EnergySettings = EnergySettings()
    react: ReactSettings = ReactSettings()
    bootstrap: PositiveInt = Field(1000, description="resamples of the clips")
    confidence: float = Field(0.95, gt=0, lt=1, description="of the intervals")
    seed: NonNegativeInt = Field(0, description="of the bootstrap and the noise floor")
