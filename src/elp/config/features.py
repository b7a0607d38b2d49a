"""Settings of the features that the motion models read."""

from typing import Literal

from pydantic import Field, PositiveInt

from elp.config.base import Settings


class StyleSettings(Settings):
    """Window of the standard deviations in the speaker style (Eq. 1)."""

    mode: Literal["causal", "centered", "clip"] = Field(
        "causal",
        description="which frames the window covers; `clip` (Wu et al. 2021): one value for the "
        "whole clip",
    )
    length: PositiveInt = Field(25, description="frames of the window; ignored by `clip`")


class FeatureSettings(Settings):
    """What the motion models read."""

    mfcc_layout: Literal["29", "28+energy"] = Field(
        "29",
        description='the "29T-dimension" MFCC (Sec. 3.3): 29 coefficients of each frame, or 28 '
        "and the energy",
    )
    style: StyleSettings = StyleSettings()
