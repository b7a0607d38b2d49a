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


def test_an_l2l_of_an_older_version_is_the_same_model(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    model = small(readings={"first_frames": "empty"})
    settings = model.settings.model_dump(mode="json")
    settings |= settings.pop("readings")
    for part in ("vqvae", "predictor"):
        settings[part]["steps"] = None
    description = {"module": "elp.models.l2l.kind", "settings": settings}
    save_network(path, model, "model", description | {"sizes": asdict(model.sizes)})
    _, loaded = load_model(path)
    assert loaded.settings == model.settings


@pytest.mark.parametrize("module", ["os", "elp.models.nothing", "elp.models.ase.model"])
def test_other_modules_are_not_loaded(module: str, tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    save_model(path, module, small_ase())
    with pytest.raises(DataError, match=r"not a module of elp\.models that defines `KIND`"):
        load_model(path)
