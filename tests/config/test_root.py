import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from elp.config.ase import AseSettings
from elp.config.l2l import L2lSettings
from elp.config.models import resolve_likeness
from elp.config.renderer import RendererSettings
from elp.config.rlhg import PchSettings, RlhgSettings
from elp.config.root import Config, check_config, write_schema
from elp.errors import ElpError

ROOT = Path(__file__).resolve().parents[2]


def values(*names: str) -> dict[str, Any]:
    """Settings as Snakemake merges them: mappings merge, everything else replaces."""
    merged: dict[str, Any] = {}
    for name in names:
        _merge(merged, yaml.safe_load((ROOT / name).read_text()))
    return merged


def _merge(into: dict[str, Any], changes: dict[str, Any]) -> None:
    for key, change in changes.items():
        if isinstance(change, dict) and isinstance(into.get(key), dict):
            _merge(into[key], change)
        else:
            into[key] = change


@pytest.mark.parametrize(
    "changes",
    [
        (),
        ("config/paper.yaml",),
        ("config/own.yaml",),
        ("config/coefficients.yaml",),
        ("tests/end_to_end/test.yaml",),
    ],
)
def test_shipped_settings_are_valid(changes: tuple[str, ...]) -> None:
    check_config(values("config/config.yaml", *changes))


def test_paper_sizes_are_the_defaults() -> None:
    config = check_config(values("config/config.yaml", "config/paper.yaml"))
    assert config.runs["elp"].ase == AseSettings()
    assert config.runs["elp_h4"].ase == AseSettings(heads=4)
    published = {"l2l": L2lSettings(), "rlhg": RlhgSettings(), "pch": PchSettings()}
    for name, settings in published.items():
        assert config.runs[name].model == settings
    assert config.renderer is not None
    assert config.renderer.network == RendererSettings()
    assert (config.datasets["l2l"].schedule.steps, config.sampling.samples) == (50_000, 10)


def test_defaults_are_the_papers() -> None:
    ase = AseSettings()
    assert (ase.heads, ase.categories, ase.window) == (128, 64, 50)
    assert (ase.loss.blink, ase.loss.emotion, ase.loss.smoothness) == (5, 5, 0.01)
    assert ase.optimiser.learning_rate == 1e-3


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("runs.elp.ase.head_count", 3, r"runs\.elp\.ase\.head_count: Extra inputs"),
        ("runs.elp.ase.heads", 0, r"runs\.elp\.ase\.heads: .*greater than 0"),
        ("runs.random.baseline.kind", "magic", r"runs\.random\.baseline\.kind"),
        ("runs.dls_random.baseline.model", "gone", "`gone` is not a run with `ase`"),
        ("tables.table1.runs", ["nobody"], r"tables\.table1\.runs: not among"),
        ("tables.table1.datasets", ["nowhere"], r"tables\.table1\.datasets: not among"),
        ("tables.table1.split", "ood", "has no `ood`"),
        ("datasets.sample_vico.layout", "vico", "`corpus` is for the layout"),
        ("sampling.emotion", "bored", "has no `bored`"),
    ],
)
def test_refusals_name_the_key(key: str, value: object, message: str) -> None:
    config = values("config/config.yaml")
    place = config
    *path, last = key.split(".")
    for part in path:
        place = place[part]
    place[last] = value
    with pytest.raises(ElpError, match=message):
        check_config(config)


def test_settings_are_frozen() -> None:
    config = check_config(values("config/config.yaml"))
    with pytest.raises(ValueError, match="frozen"):
        config.seeds = (1,)  # type: ignore[misc]


def test_schema_is_in_sync(tmp_path: Path) -> None:
    write_schema(tmp_path / "schema.json")
    shipped = (ROOT / "workflow/schemas/config.schema.json").read_text()
    assert (tmp_path / "schema.json").read_text() == shipped, "run `make schemas`"


def test_schema_accepts_what_the_settings_accept() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((ROOT / "workflow/schemas/config.schema.json").read_text())
    jsonschema.validate(values("config/config.yaml"), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**values("config/config.yaml"), "sedes": [0]}, schema)


def test_every_field_is_in_the_schema() -> None:
    schema = Config.model_json_schema()
    assert set(schema["properties"]) == set(Config.model_fields)


def test_a_run_like_another_takes_all_settings_it_does_not_set() -> None:
    runs = {
        "a": {"label": "A", "ase": {"heads": 4, "loss": {"blink": 2.0}}},
        "b": {"like": "a", "ase": {"loss": {"emotion": 3.0}}},
        "c": {"like": "b", "label": "C", "ase": {"heads": 8}},
    }
    complete = resolve_likeness(runs)
    assert complete["b"] == {
        "like": "a",
        "ase": {"heads": 4, "loss": {"blink": 2.0, "emotion": 3.0}},
    }
    assert complete["c"]["ase"] == {"heads": 8, "loss": {"blink": 2.0, "emotion": 3.0}}
    assert runs["b"] == {"like": "a", "ase": {"loss": {"emotion": 3.0}}}


@pytest.mark.parametrize(
    ("runs", "fault"),
    [
        ({"a": {"like": "nobody"}}, "runs.a.like: the run is like `nobody`, which is not among"),
        ({"a": {"like": "b"}, "b": {"like": "a"}}, "the run is like itself"),
    ],
)
def test_a_run_like_a_missing_one_or_itself_is_an_error(runs: dict[str, Any], fault: str) -> None:
    with pytest.raises(ElpError, match=fault):
        resolve_likeness(runs)


def test_unknown_runs_in_groups_are_named() -> None:
    settings = values("config/config.yaml")
    settings["tables"]["table2"]["groups"] = [["elp", "nobody"]]
    with pytest.raises(ElpError, match=r"tables.table2: .*`groups` names \['nobody'\]"):
        check_config(settings)


def test_a_loss_on_the_mesh_needs_tracked_videos() -> None:
    """Coefficients from elsewhere have no face model; any other data set of the table has."""
    settings = values("config/config.yaml", "config/coefficients.yaml")
    settings["runs"]["elp"]["ase"]["loss"] = {"space": "mesh"}
    with pytest.raises(ElpError, match=r"runs.elp.ase.loss.space: `mesh` needs a face model"):
        check_config(settings)
    settings = values("config/config.yaml")
    settings["runs"]["elp"]["ase"]["loss"] = {"space": "mesh"}
    check_config(settings)
