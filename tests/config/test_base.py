"""Promises that every group of settings keeps."""

import pytest
from pydantic import ValidationError

from elp.config.ase import AseSettings
from elp.config.base import Settings
from elp.config.data import CorpusSettings
from elp.config.models import RunSettings
from elp.config.root import Config


def groups(base: type[Settings] = Settings) -> list[type[Settings]]:
    found = base.__subclasses__()
    return found + [other for group in found for other in groups(group)]


NEEDY = {RunSettings} | {
    g for g in groups() if any(f.is_required() for f in g.model_fields.values())
}
DEFAULTS = [group() for group in groups() if group not in NEEDY]

each_group = pytest.mark.parametrize("group", groups(), ids=lambda group: group.__name__)


def test_all_groups_are_found() -> None:
    assert {Config, CorpusSettings} <= set(groups())


@each_group
def test_a_misspelt_key_is_refused(group: type[Settings]) -> None:
    with pytest.raises(ValidationError, match=r"misspelt\s+Extra inputs are not permitted"):
        group.model_validate({"misspelt": 1})


@each_group
def test_nothing_can_be_changed(group: type[Settings]) -> None:
    settings = group.model_construct()
    name = next(iter(group.model_fields))
    with pytest.raises(ValidationError, match="frozen"):
        setattr(settings, name, 1)


@pytest.mark.parametrize(
    "settings", [*DEFAULTS, RunSettings(ase=AseSettings())], ids=lambda s: type(s).__name__
)
def test_settings_survive_the_command_line(settings: Settings) -> None:
    """As rules hand them to scripts."""
    assert type(settings).model_validate_json(settings.model_dump_json()) == settings
