"""What settings refuse."""

import pytest
from pydantic import ValidationError

from elp.config.base import Settings


def refused_keys(group: type[Settings], key: str, value: object) -> list[str]:
    """Keys at fault where one key, such as `style.mode`, has this value and all others defaults."""
    given = value
    for part in reversed(key.split(".")):
        given = {part: given}
    with pytest.raises(ValidationError) as caught:
        group.model_validate(given)
    return [".".join(map(str, fault["loc"])) for fault in caught.value.errors()]
