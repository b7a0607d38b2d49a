"""Settings of downloads: how patiently videos are fetched from the web."""

from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt

from elp.config.base import Settings


class DownloadSettings(Settings):
    """How videos are fetched. Cookies are no setting: the variable ELP_COOKIES names their file."""

    attempts: PositiveInt = Field(
        5, description="tries of a video without a byte more, before it counts as failed"
    )
    pause: NonNegativeFloat = Field(
        5.0, description="seconds before the second try; doubled before each further one"
    )
    longest_pause: NonNegativeFloat = Field(300.0, description="seconds; no pause is longer")
    between: NonNegativeFloat = Field(1.0, description="seconds between two videos")
    rate_limit: PositiveInt | None = Field(None, description="bytes a second; none: no limit")
    timeout: PositiveFloat = Field(20.0, description="seconds without an answer")
    max_height: PositiveInt = Field(1080, description="pixels; a higher picture is not asked for")
