"""Refusals of settings."""

import pytest
from pydantic import ValidationError

from elp.config.base import Settings


def refused_keys(group: type[Settings], key: str, value: object) -> list[str]:
    """Faulty keys if a key, such as `style.mode`, has this value and all others their defaults."""
    settings = value
    for name in reversed(key.split(".")):
        settings = {name: settings}
    with pytest.raises(ValidationError) as caught:
        group.model_validate(settings)
    return [".".join(map(str, fault["loc"])) for fault in caught.value.errors()]
