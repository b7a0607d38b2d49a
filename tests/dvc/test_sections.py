"""Sections of the settings, read off rule files that the tests write."""

from pathlib import Path

import pytest

from elp.config.root import Config
from elp.dvc import sections
from elp.dvc.sections import sections_of
from elp.errors import ElpError

COMMON = '''
"""A word such as sampled is no reading."""
from elp.config.root import (
    check_config,
    table_facts,
)

settings = check_config(config)


def runs_of(name):
    """Runs."""
    return settings.tables[name].runs


def sampled(wildcards):

    def file(wildcards):
        return f"{runs_of(wildcards.table)} {settings.sampling.seed}"

    return file


def about():
    return [getattr(settings, name) for name in ("clips", "features")]


def facts(wildcards):
    return as_json(table_facts(settings, wildcards.table))


wildcard_constraints:
    run=settings.runs,


drawing = {
    "mesh": settings.mesh,
    "samples": sampled,
}
count = len(settings.seeds)
if settings.listener:
    pass
'''


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "workflow").mkdir()
    (tmp_path / "workflow/common.smk").write_text(COMMON)
    (tmp_path / "rules").mkdir()
    return tmp_path


def read(root: Path, text: str, *rules: str) -> set[str]:
    (root / "rules/step.smk").write_text(f'"""A step."""\n\n\n{text}')
    return sections_of({"step": rules or ("step",)}, root)["step"]


@pytest.mark.parametrize(
    ("text", "sections"),
    [
        ("settings.tracking.profile", {"tracking"}),
        ("runs_of", {"tables"}),
        ("sampled(wildcards)", {"tables", "sampling"}),
        ("**drawing", {"mesh", "tables", "sampling"}),
        ("count", {"seeds"}),
        ("about()", {"clips", "features"}),
        ("facts", {"tables", "runs", "reference", "datasets", "metrics"}),
        ("settings.nothing_of_this_name", set()),
        ('"results/sampling"', set()),
    ],
)
def test_what_a_rule_names_is_followed(root: Path, text: str, sections: set[str]) -> None:
    assert read(root, f"rule step:\n    params: {text}\n") == sections


def test_only_the_named_rules_count(root: Path) -> None:
    text = "rule step:\n    params: count\n\n\nrule step_two:\n    params: about\n"
    assert read(root, text) == {"seeds"}
    assert read(root, text, "step", "step_two") == {"seeds", "clips", "features"}


def test_a_rule_that_takes_another_over_reads_what_both_read(root: Path) -> None:
    text = "rule first:\n    params: count\n\n\nuse rule first as step with:\n    input: about\n"
    assert read(root, text) == {"seeds", "clips", "features"}


def test_settings_given_to_an_unknown_function_are_refused(root: Path) -> None:
    with pytest.raises(ElpError, match=r"unknown\(settings\): import it from elp"):
        read(root, "rule step:\n    params: unknown(1, settings)\n")


def by_its_name(settings: Config) -> object:
    return seeds_of(settings)


def seeds_of(settings: Config) -> object:
    return settings.seeds


def by_a_table(settings: Config) -> object:
    return {"seeds": seeds_of}["seeds"](settings)


def test_functions_that_are_given_the_settings_are_followed() -> None:
    assert sections._read_by(by_its_name) == {"seeds"}


def test_a_call_that_cannot_be_followed_is_refused() -> None:
    with pytest.raises(ElpError, match=r"by_a_table gives all settings to .*: call a function by"):
        sections._read_by(by_a_table)
