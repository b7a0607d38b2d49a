"""Model files of older versions load."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import torch
from small_ase import small_ase
from small_l2l import small

from elp.errors import DataError
from elp.models.store import load_ase, load_model, save_model
from elp.training.networks import save_network


def former_settings(settings: dict[str, Any]) -> dict[str, Any]:
    """Settings of an ASE as they were stored before the block `readings`."""
    former = dict(settings)
    readings = former.pop("readings")
    loss = {name: readings.pop(name) for name in ("reduction", "ce2")}
    return former | readings | {"loss": settings["loss"] | loss | {"ce2_class_weight": "none"}}


@pytest.mark.parametrize("module", ["elp.models.ase_kind", "elp.models.ase.kind"])
def test_an_ase_of_an_older_version_is_the_same_model(module: str, tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    model = small_ase(readings={"code_repr": "index", "ce2": "softmax_ce"}).eval()
    settings = former_settings(model.settings.model_dump(mode="json"))
    assert settings["code_repr"] == "index"
    assert settings["loss"]["ce2"] == "softmax_ce"
    description = {"module": module, "settings": settings, "sizes": asdict(model.sizes)}
    save_network(path, model, "model", description)
    loaded = load_ase(path)
    assert loaded.settings == model.settings
    for name, weight in model.state_dict().items():
        assert torch.equal(weight, loaded.state_dict()[name]), name


def test_settings_of_an_older_l2l_are_read(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    model = small(readings={"first_frames": "empty"})
    settings = model.settings.model_dump(mode="json")
    readings = settings.pop("readings")
    settings |= {name: readings[name] for name in readings if name != "smoothing"}
    for part in ("vqvae", "predictor"):
        settings[part]["steps"] = None
    description = {"module": "elp.models.l2l.kind", "settings": settings}
    save_network(path, model, "model", description | {"sizes": asdict(model.sizes)})
    _, loaded = load_model(path)
    assert loaded.settings == model.settings


def test_an_l2l_of_another_structure_is_refused(tmp_path: Path) -> None:
    """The predictor of older versions was another network."""
    path = tmp_path / "model.safetensors"
    model = small()
    model.predictor.register_parameter("heard", torch.nn.Parameter(torch.zeros(1)))
    save_model(path, "elp.models.l2l.kind", model)
    with pytest.raises(DataError, match=r"(?s)not a readable model.*delete it and run the workfl"):
        load_model(path)


@pytest.mark.parametrize("module", ["os", "elp.models.nothing", "elp.models.ase.model"])
def test_other_modules_are_not_loaded(module: str, tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    save_model(path, module, small_ase())
    with pytest.raises(DataError, match=r"not a module of elp\.models that defines `KIND`"):
        load_model(path)
