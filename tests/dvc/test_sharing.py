"""A stage is stopped if its dvc.yaml does not fit the settings' data sets and sharing."""

from pathlib import Path

import pytest

from elp.config.root import Config, check_config
from elp.dvc.sharing import STAGE, check_stage, datasets_in_use
from elp.errors import ElpError

MADE_UP = {"layout": "sample_corpus", "corpus": {"seed": 1}}
REAL = {"layout": "clips", "root": "data/talks"}


def settings(people: str = "made_up", **shown: dict[str, object]) -> Config:
    shown = shown or {"puppets": MADE_UP}
    return check_config(
        {
            "datasets": shown,
            "runs": {"elp": {"ase": {}}},
            "tables": {"table1": {"datasets": list(shown), "runs": ["elp"]}},
            "sharing": {"people": people},
        }
    )


@pytest.fixture
def document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """dvc.yaml of one made-up data set, read by the command of a stage."""
    monkeypatch.setenv(STAGE, "clips")
    path = tmp_path / "dvc.yaml"
    path.write_text(
        "stages:\n"
        "  videos: {cmd: x, outs: [results/videos/puppets: {persist: true}]}\n"
        "  clips: {cmd: x, outs: [results/clips/puppets, results/features/puppets]}\n"
        "  figures: {cmd: x, outs: [results/figure4.png: {persist: true}]}\n"
    )
    return path


def test_the_settings_that_made_dvc_yaml_pass(document: Path) -> None:
    check_stage(settings(), document)
    check_stage(settings("all"), document)


def test_people_that_would_be_pushed_are_named(document: Path) -> None:
    stays = "results/videos/puppets, results/clips/puppets, results/figure4.png"
    with pytest.raises(ElpError, match=rf"send {stays}, but `sharing.people: none`.*`make dvc`"):
        check_stage(settings("none"), document)


def test_a_data_set_that_became_real_is_named(document: Path) -> None:
    with pytest.raises(ElpError, match=r"send results/videos/puppets, .* but `sharing"):
        check_stage(settings(puppets=REAL), document)


def test_a_data_set_that_is_not_versioned_is_named(document: Path) -> None:
    with pytest.raises(ElpError, match=r"lacks the data sets talks,.*run `make dvc`"):
        check_stage(settings("all", puppets=MADE_UP, talks=REAL), document)


def test_people_that_are_kept_back_pass(document: Path) -> None:
    text = document.read_text().replace("persist: true", "push: false")
    document.write_text(
        text.replace("results/clips/puppets,", "results/clips/puppets: {push: false},")
    )
    check_stage(settings("none"), document)


def test_outside_a_stage_nothing_is_checked(
    document: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(STAGE)
    check_stage(settings("none"), document)
    monkeypatch.setenv(STAGE, "clips")
    check_stage(settings("none"), document.with_name("none.yaml"))


def test_every_section_that_names_data_sets_counts() -> None:
    changed = settings(puppets=MADE_UP, talks=REAL).model_dump()
    changed["tables"]["table1"]["datasets"] = ["puppets"]
    changed["runs"] = {"elp": {"ase": {}}}
    assert datasets_in_use(check_config(changed)) == {"puppets"}
    for section in ("renders", "renderer"):
        assert datasets_in_use(check_config({**changed, section: {"datasets": ["talks"]}})) == {
            "puppets",
            "talks",
        }
    listener = {"dataset": "talks", "run": "elp"}
    assert "talks" in datasets_in_use(check_config({**changed, "listener": listener}))
