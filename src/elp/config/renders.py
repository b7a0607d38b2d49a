"""Settings of the videos that the workflow renders."""

from typing import Literal

from pydantic import Field, NonNegativeInt, PositiveInt

from elp.config.base import Settings
from elp.config.data import Split

Method = Literal["still", "warp", "learned"]


class ListenerSettings(Settings):
    """Which trained model `python -m elp generate` uses by default."""

    dataset: str = Field(description="that it was trained on")
    run: str = Field(description="a trained model, not a baseline")


class RenderSettings(Settings):
    """Which listeners become videos, and how."""

    datasets: tuple[str, ...] = Field((), description="data sets with videos")
    runs: tuple[str, ...] = Field((), description="whose listeners are shown, in this order")
    split: Split = "test"
    clips: PositiveInt = Field(2, description="clips a data set, the first by name")
    sample: NonNegativeInt = Field(0, description="which of a clip's samples is shown")
    method: Method = Field(
        "warp",
        description="how the portrait, the real listener's first frame, is moved: `warp`: by its "
        "mesh, without learning; `learned`: by the trained renderer; `still`: not at all",
    )
