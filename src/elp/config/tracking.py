"""Settings of cropping and tracking faces."""

from pydantic import Field, NonNegativeInt, PositiveFloat, PositiveInt

from elp.config.base import Settings


class ClipSettings(Settings):
    """How a participant is cropped out of a video."""

    size: PositiveInt = Field(256, description="side of the square crop in pixels (Sec. 4.1: 256)")
    margin: PositiveFloat = Field(
        0.6,
        description="added to the box of the face over the whole clip, in sizes of the face; half "
        "on each side, less at the edge of the picture",
    )
    cut_score: PositiveFloat = Field(
        6.5,
        description="smallest change of the picture that counts as a cut, in percent of white "
        "(mean difference from the frame before); of a clip with cuts the longest shot is kept",
    )
    sample_rate: PositiveInt = Field(16_000, description="of the mono sound, in Hz")
    crf: NonNegativeInt = Field(14, le=51, description="H.264 quality of the crop; lower is better")


class TrackingSettings(Settings):
    """How landmarks become coefficients and blinks."""

    expression: PositiveInt = Field(100, description="expression components (Sec. 3.1: 100)")
    field_of_view: PositiveFloat = Field(63.0, description="vertical, in degrees (MediaPipe's)")
    depth_weight: float = Field(
        0.3, ge=0, description="weight of relative depth against reprojection"
    )
    landmark_noise: PositiveFloat = Field(
        0.04, description="noise of landmarks in cm; scales the prior of β"
    )
    smoothing: float = Field(
        0.3, ge=0, description="weight of differences between neighbouring frames"
    )
    max_gap: NonNegativeInt = Field(
        5, description="longest run of missing frames that is interpolated"
    )
    max_missing: float = Field(
        0.2, ge=0, le=1, description="fraction of missing frames above which a clip is excluded"
    )
    profile: float = Field(
        45.0,
        gt=0,
        lt=90,
        description="degrees; frames with the head turned further from the camera are marked, "
        "because half of the face is guessed",
    )
    cover_drop: PositiveFloat = Field(
        0.03,
        description="frames whose face detection score is below the clip's median by more than "
        "this are marked: something seems to cover the face",
    )
    blink_ratio: float = Field(
        0.6,
        gt=0,
        lt=1,
        description="fraction of the eye-aspect ratio of the open eye below which an eye is closed",
    )
    blink_min_frames: PositiveInt = Field(
        2, description="shorter runs of closed eyes count as noise"
    )
    blink_max_seconds: PositiveFloat = Field(
        0.6, description="longer runs are closed eyes, not blinks"
    )
    neutral_share: PositiveFloat = Field(
        0.1,
        le=1,
        description="fraction of a person's frames, those with the least expression, that make the "
        "neutral face",
    )
    max_training_frames: PositiveInt = Field(
        20_000, description="frames to learn the face model from, evenly spread"
    )
