"""Checkpoints by themselves; killed and resumed runs are in test_loop.py."""

import pickle
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from elp.training.checkpoint import (
    NAME,
    Progress,
    alone_in,
    fingerprint,
    load_checkpoint,
    save_checkpoint,
)

PROGRESS = Progress(3, [{"step": 1.0, "total": 2.5}, {"step": 3.0, "total": 0.25}])
NOTHING = Progress(0, [])


def learner(seed: int = 0) -> tuple[nn.Module, torch.optim.Optimizer]:
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3))
    return model, torch.optim.AdamW(model.parameters(), lr=0.01 * (1 + seed))


def learn(model: nn.Module, optimiser: torch.optim.Optimizer, steps: int = 3) -> None:
    generator = torch.Generator().manual_seed(5)
    for _ in range(steps):
        optimiser.zero_grad()
        model(torch.randn(6, 4, generator=generator)).pow(4).sum().backward()
        optimiser.step()


def weights(model: nn.Module) -> list[torch.Tensor]:
    return [tensor.clone() for tensor in model.state_dict().values()]


@pytest.fixture
def saved(tmp_path: Path) -> nn.Module:
    model, optimiser = learner()
    learn(model, optimiser)
    save_checkpoint(tmp_path, "a", model, optimiser, PROGRESS)
    learn(model, optimiser)
    return model


def test_a_restored_run_continues_like_the_saved_one(saved: nn.Module, tmp_path: Path) -> None:
    model, optimiser = learner(seed=1)
    assert load_checkpoint(tmp_path, "a", model, optimiser) == PROGRESS
    learn(model, optimiser)
    assert all(map(torch.equal, weights(model), weights(saved)))


@pytest.mark.usefixtures("saved")
def test_the_last_checkpoint_replaces_the_one_before(tmp_path: Path) -> None:
    model, optimiser = learner()
    save_checkpoint(tmp_path, "a", model, optimiser, Progress(4, []))
    assert load_checkpoint(tmp_path, "a", model, optimiser) == Progress(4, [])
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def assert_unused(work: Path, message: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.clear()
    model, optimiser = learner(seed=1)
    before = weights(model)
    assert load_checkpoint(work, "a", model, optimiser) == NOTHING
    assert all(map(torch.equal, weights(model), before))
    assert not optimiser.state
    assert message in caplog.text


def test_without_a_checkpoint_nothing_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert_unused(tmp_path, "", caplog)
    assert not caplog.records


def test_a_damaged_checkpoint_is_not_used(
    saved: nn.Module, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    whole = (tmp_path / NAME).read_bytes()
    rng = np.random.default_rng(0)
    cut = [whole[:length] for length in range(0, len(whole), 500)]
    overwritten = [bytes(len(whole)), *(rng.bytes(length) for length in range(1, 200))]
    for content in cut + overwritten:
        (tmp_path / NAME).write_bytes(content)
        assert_unused(tmp_path, "not readable", caplog)


def test_a_file_that_is_not_a_checkpoint_is_not_used(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for state in ([1, 2], {"weights": torch.zeros(2)}, torch.zeros(3)):
        torch.save(state, tmp_path / NAME)
        assert_unused(tmp_path, "not readable", caplog)


class Trap:
    """Creates a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.path,)


@pytest.mark.parametrize("form", ["zip", "pickle"])
def test_no_code_of_a_checkpoint_is_run(
    form: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    state = {"run": "a", "steps": 3, "rows": [], "model": Trap(tmp_path / "sprung")}
    if form == "zip":
        torch.save(state, tmp_path / NAME)
    else:
        (tmp_path / NAME).write_bytes(pickle.dumps(state))
    assert_unused(tmp_path, "not readable", caplog)
    assert not (tmp_path / "sprung").exists()
    pickle.loads(pickle.dumps(state))
    assert (tmp_path / "sprung").exists()


def test_a_fingerprint_does_not_depend_on_the_place_of_the_data(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("here", "there")]
    for path in paths:
        path.write_bytes(b"data")
    one, other = (fingerprint(["heads: 128", "seed 0"], [path]) for path in paths)
    assert one == other
    assert one != fingerprint(["heads: 128, seed 0"], [paths[0]])
    assert one != fingerprint(["heads: 128", "seed 0"], paths)


def test_a_work_folder_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="out of memory"), alone_in(tmp_path / "work"):
        raise RuntimeError("out of memory")
    with alone_in(tmp_path / "work"):
        assert (tmp_path / "work").is_dir()
