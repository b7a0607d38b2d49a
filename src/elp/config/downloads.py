"""Settings of downloads: retries, pauses and limits."""

from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt

from elp.config.base import Settings


class DownloadSettings(Settings):
    """How videos are downloaded. The environment variable ELP_COOKIES names a file of cookies."""

    attempts: PositiveInt = Field(
        5, description="tries without receiving a byte before a video counts as failed"
    )
    pause: NonNegativeFloat = Field(
        5.0, description="seconds before the second try; doubled before each further try"
    )
    longest_pause: NonNegativeFloat = Field(300.0, description="seconds of the longest pause")
    between: NonNegativeFloat = Field(1.0, description="seconds between two videos")
    rate_limit: PositiveInt | None = Field(None, description="bytes per second; null: no limit")
    timeout: PositiveFloat = Field(20.0, description="seconds to wait for an answer")
    max_height: PositiveInt = Field(1080, description="pixels of the highest resolution to request")
