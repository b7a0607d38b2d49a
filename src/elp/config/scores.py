"""Settings of the metrics, defined in docs/metrics.md."""

from typing import Literal

from pydantic import Field, NonNegativeInt, PositiveFloat, PositiveInt

from elp.config.base import Settings


class WtlccSettings(Settings):
    """Windowed time-lagged cross-correlation (Boker 2002)."""

    window: PositiveFloat = Field(4.0, description="seconds (Sec. 4.1: 4)")
    max_lag: PositiveFloat = Field(0.5, description="seconds; a calibration (docs/metrics.md)")
    aggregate: Literal[
        "peak_signed", "peak_abs", "mean_signed", "mean_positive_lag", "zero_lag"
    ] = Field("peak_signed", description="variant printed in tables")
    constant: Literal["zero", "skip"] = Field(
        "zero", description="windows whose blinks are constant: score 0, or left out"
    )


class ShannonSettings(Settings):
    """Shannon index of k-means clusters."""

    expression_clusters: PositiveInt = Field(40, description="clusters of β")
    pose_clusters: PositiveInt = Field(20, description="clusters of p")
    fit_on: Literal["gt_test", "gt_train", "generated"] = Field(
        "gt_test", description="listeners that the clusters are fitted on"
    )
    seed: NonNegativeInt = Field(0, description="of k-means")


class EnergySettings(Settings):
    """Energy score (Gneiting and Raftery 2007)."""

    window: PositiveFloat = Field(2.0, description="seconds of a window")


class ReactSettings(Settings):
    """Scores of the REACT challenges."""

    max_lag: PositiveFloat = Field(2.0, description="seconds, for FRSyn (REACT 2023: 2)")
    band: PositiveFloat = Field(
        10.0,
        description="largest distance in seconds of frames that FRDist matches; limits its cost",
    )


class MetricSettings(Settings):
    """Definitions of metrics to which the paper gives a sentence each."""

    fd_scope: Literal["clip", "pooled"] = Field(
        "clip", description="FD printed in tables: mean over clips, or all frames pooled"
    )
    wtlcc: WtlccSettings = WtlccSettings()
    sid: ShannonSettings = ShannonSettings()
    energy: EnergySettings = EnergySettings()
    react: ReactSettings = ReactSettings()
    bootstrap: PositiveInt = Field(1000, description="resamples of people and their clips")
    confidence: float = Field(0.95, gt=0, lt=1, description="level of the confidence intervals")
    seed: NonNegativeInt = Field(0, description="of the bootstrap and the noise floor")
