"""Settings of faces: how they are cut out of videos, and tracked."""

from pydantic import Field, NonNegativeInt, PositiveFloat, PositiveInt

from elp.config.base import Settings


class ClipSettings(Settings):
    """How a participant is cut out of a video."""

    size: PositiveInt = Field(256, description="side of the square crop in pixels (Sec. 4.1: 256)")
    margin: PositiveFloat = Field(
        0.6,
        description="added to the box that the face fills over the clip, in face sizes; half on "
        "each side, less where the picture ends",
    )
    cut_score: PositiveFloat = Field(
        6.5,
        description="least change of the picture, in percent of white, that is a cut "
        "(mean difference from the frame before); of a clip with cuts the longest shot is kept",
    )
    sample_rate: PositiveInt = Field(16_000, description="of the mono sound in Hz")
    crf: NonNegativeInt = Field(14, le=51, description="H.264 quality of the crop; lower is better")


class TrackingSettings(Settings):
    """How landmarks become coefficients and blinks."""

    expression: PositiveInt = Field(100, description="expression components (Sec. 3.1: 100)")
    field_of_view: PositiveFloat = Field(63.0, description="vertical, in degrees (MediaPipe's)")
    depth_weight: float = Field(0.3, ge=0, description="of relative depth against reprojection")
    landmark_noise: PositiveFloat = Field(0.04, description="in cm; scales the prior on β")
    smoothing: float = Field(0.3, ge=0, description="weight of first differences over time")
    max_gap: NonNegativeInt = Field(5, description="longest run of missing frames interpolated")
    max_missing: float = Field(
        0.2, ge=0, le=1, description="a clip with a larger share is excluded"
    )
    profile: float = Field(
        45.0,
        gt=0,
        lt=90,
        description="degrees from the camera; frames with the head turned further are marked, "
        "since half of the face is guessed",
    )
    cover_drop: PositiveFloat = Field(
        0.03,
        description="frames in which the face detector is less sure than in the clip's median "
        "frame by more than this are marked: something seems to cover the face",
    )
    blink_ratio: float = Field(
        0.6,
        gt=0,
        lt=1,
        description="a blink is an eye-aspect ratio below this share of the open eye",
    )
    blink_min_frames: PositiveInt = Field(2, description="shorter runs are noise")
    blink_max_seconds: PositiveFloat = Field(
        0.6, description="longer runs are closed eyes, no blink"
    )
    neutral_share: PositiveFloat = Field(
        0.1,
        le=1,
        description="of a person's frames, the ones with least expression make the neutral face",
    )
    max_training_frames: PositiveInt = Field(
        20_000, description="frames that the face model is learned from, evenly spread"
    )
