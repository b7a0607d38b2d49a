"""Settings of sharing: what leaves this machine when results are pushed."""

from typing import Literal

from pydantic import Field

from elp.config.base import Settings


class SharingSettings(Settings):
    """Which results `dvc push` sends to a remote (docs/dvc.md)."""

    people: Literal["made_up", "all", "none"] = Field(
        "made_up",
        description="which pictures, videos and voices are pushed: `made_up`: only those of sample "
        "corpora; `all`: also those of real people; `none`: none. After a change run "
        "`python -m elp dvc`",
    )
