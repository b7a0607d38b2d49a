"""Settings of mesh videos."""

from typing import Literal

from pydantic import Field, PositiveInt

from elp.config.base import Settings


class MeshSettings(Settings):
    """How the face model is drawn."""

    size: PositiveInt = Field(256, multiple_of=2, description="pixels a side")
    supersampling: PositiveInt = Field(2, description="pixels drawn per pixel and direction")
    style: Literal["gray", "marked"] = Field(
        "gray",
        description="`gray`: matt, as papers show it; `marked`: eyes, lips, mouth and brows have "
        "colours of their own, which tells a renderer more",
    )
    blinks: Literal["relative", "absolute"] = Field(
        "relative",
        description="what β_c is: the change that closes the eyes, on top of what the face does, "
        "or the whole expression",
    )
