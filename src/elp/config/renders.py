"""Settings of rendered videos."""

from typing import Literal

from pydantic import Field, NonNegativeInt, PositiveInt

from elp.config.base import Settings
from elp.config.data import Split

Method = Literal["still", "warp", "learned"]


class ListenerSettings(Settings):
    """The trained model that `python -m elp generate` uses by default."""

    dataset: str = Field(description="data set that it was trained on")
    run: str = Field(description="run of a trained model, not a baseline")


class RenderSettings(Settings):
    """Which listeners are rendered, and how."""

    datasets: tuple[str, ...] = Field((), description="data sets with videos")
    runs: tuple[str, ...] = Field((), description="runs whose listeners are shown, in this order")
    split: Split = "test"
    clips: PositiveInt = Field(2, description="number of clips of each data set, in order of name")
    sample: NonNegativeInt = Field(0, description="number of the sample of each clip that is shown")
    method: Method = Field(
        "warp",
        description="how the portrait, the real listener's first frame, is animated: `warp`: "
        "by its mesh, without learning; `learned`: by the trained renderer; `still`: not animated",
    )
