"""Promises of every group of settings."""

from typing import Any

import pytest
from pydantic import ValidationError

from elp.config.ase import AseSettings
from elp.config.base import Settings
from elp.config.data import CorpusSettings
from elp.config.models import RunSettings
from elp.config.root import Config


def groups(base: type[Settings] = Settings) -> list[type[Settings]]:
    children = base.__subclasses__()
    return children + [other for group in children for other in groups(group)]


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
def test_settings_are_immutable(group: type[Settings]) -> None:
    settings = group.model_construct()
    name = next(iter(group.model_fields))
    with pytest.raises(ValidationError, match="frozen"):
        setattr(settings, name, 1)


@pytest.mark.parametrize(
    "settings", [*DEFAULTS, RunSettings(ase=AseSettings())], ids=lambda s: type(s).__name__
)
def test_settings_survive_the_command_line(settings: Settings) -> None:
    """As rules pass them to scripts."""
    assert type(settings).model_validate_json(settings.model_dump_json()) == settings


def test_settings_stored_by_an_older_version_find_their_place() -> None:
    former: dict[str, Any] = {
        "heads": 8,
        "head": "full",
        "loss": {"blink": 1.0, "ce2": "softmax_ce"},
    }
    readings = {"head": "full", "ce2": "softmax_ce"}
    now = {"heads": 8, "readings": readings, "loss": {"blink": 1.0}}
    stored = {**former, "loss": {**former["loss"], "ce2_class_weight": "none"}}
    assert AseSettings.from_stored(stored) == AseSettings.model_validate(now)
    assert "ce2" in stored["loss"]  # the argument is left alone


@each_group
def test_former_keys_are_gone_and_their_places_exist(group: type[Settings]) -> None:
    def has(key: str) -> bool:
        level: Any = group
        for name in key.split("."):
            if name not in level.model_fields:
                return False
            level = level.model_fields[name].annotation
        return True

    for former, now in group.FORMER.items():
        assert not has(former)
        assert now is None or has(now)


def test_unknown_keys_of_stored_settings_are_refused() -> None:
    with pytest.raises(ValidationError, match=r"misspelt\s+Extra inputs are not permitted"):
        AseSettings.from_stored({"misspelt": 1})
