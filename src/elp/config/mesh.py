"""Settings of mesh videos."""

from typing import Literal

from pydantic import Field, PositiveInt

from elp.config.base import Settings


class MeshSettings(Settings):
    """How the face model is drawn."""

    size: PositiveInt = Field(256, multiple_of=2, description="width and height in pixels")
    supersampling: PositiveInt = Field(2, description="pixels drawn for each pixel along each axis")
    style: Literal["gray", "marked"] = Field(
        "gray",
        description="`gray`: matt gray; `marked`: eyes, lips, mouth and brows in colours of their "
        "own, which tells a renderer more",
    )
    blinks: Literal["relative", "absolute"] = Field(
        "relative",
        description="β_c of a blink (Sec. 3.4): `relative`: the change that closes the eyes, added "
        "to the expression; `absolute`: an expression that replaces it",
    )
