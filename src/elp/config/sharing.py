"""What leaves this machine when results are pushed."""

from typing import Literal

from pydantic import Field

from elp.config.base import Settings


class SharingSettings(Settings):
    """Which results `dvc push` sends to a remote (docs/dvc.md)."""

    people: Literal["made_up", "all", "none"] = Field(
        "made_up",
        description="pictures, videos and voices: `made_up`: only of data sets that are a sample "
        "corpus; `all`: those of real people too; `none`: never. After a change: "
        "`python -m elp dvc`",
    )
