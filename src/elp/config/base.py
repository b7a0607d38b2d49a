"""The base of all settings."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict

S = TypeVar("S", bound="Settings")


class Settings(BaseModel):
    """Immutable, and a misspelt key is an error rather than a silent default."""

    model_config = ConfigDict(frozen=True, extra="forbid", protected_namespaces=())

    # Keys of older versions and where they are now; None: dropped. Dots separate levels.
    FORMER: ClassVar[Mapping[str, str | None]] = {}

    @classmethod
    def from_stored(cls: type[S], values: dict[str, Any]) -> S:
        """Settings from a file written by this version or an older one."""
        values = deepcopy(values)
        for former, now in cls.FORMER.items():
            group, _, key = former.rpartition(".")
            level = _level(values, group)
            if key in level:
                value = level.pop(key)
                if now is not None:
                    group, _, key = now.rpartition(".")
                    _level(values, group)[key] = value
        return cls.model_validate(values)


def _level(values: dict[str, Any], group: str) -> dict[str, Any]:
    for name in filter(None, group.split(".")):
        values = values.setdefault(name, {})
    return values
