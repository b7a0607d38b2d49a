"""Training in two processes, as torchrun starts them on a machine with two GPUs; here on CPUs."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from made_up_features import make_features
from small_ase import SMALL as SMALL_ASE
from small_renderer import SMALL, discs
from workplace import ROOT

from elp.config.renderer import RendererRunSettings
from elp.config.schedule import ScheduleSettings
from elp.errors import TrainingError
from elp.features.store import write_features
from elp.renderer.frames import write_frames
from elp.renderer.store import load_renderer
from elp.training.checkpoint import NAME
from elp.training.distributed import Ranks

RLHG = {"hidden": 6, "inputs": 8, "window": 20, "dropout": 0}  # no random draws


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_ranks_together_learn_from_every_row(count: int) -> None:
    rows = [row for own in range(count) for row in range(7)[Ranks(own, count).part(7)]]
    assert rows == list(range(7))


def test_more_ranks_than_rows_are_refused() -> None:
    with pytest.raises(TrainingError, match="a batch of 2 cannot be split between 3 processes"):
        Ranks(0, 3).part(2)


def test_one_rank_adds_nothing() -> None:
    values = torch.arange(3.0)
    Ranks().sum([values])
    assert values.tolist() == [0, 1, 2]


def start(folder: Path, processes: int, script: str, **options: object) -> subprocess.Popen[bytes]:
    """Start a training script as its rule does."""
    outputs = {
        "work": folder / "work",
        "model": folder / "model.safetensors",
        "table": folder / "training.csv",
        "plot": folder / "training.png",
        "code": ROOT / script,
        "device": "cpu",
    }
    words = [str(word) for name, v in (options | outputs).items() for word in (f"--{name}", v)]
    with (folder / "log").open("w") as log:
        return subprocess.Popen(
            [
                sys.executable,
                "-m",
                "elp.training.launch",
                str(processes),
                str(ROOT / script),
                *words,
            ],
            env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "OMP_NUM_THREADS": "1"},
            stderr=log,
        )


def train(
    folder: Path,
    processes: int,
    module: str,
    settings: dict[str, object],
    *,
    batch: int,
    steps: int,
) -> subprocess.Popen[bytes]:
    folder.mkdir(exist_ok=True)
    write_features(folder / "train.arrow", make_features())
    return start(
        folder,
        processes,
        "scripts/train_model.py",
        features=folder / "train.arrow",
        module=module,
        settings=json.dumps(settings | {"optimiser": {"checkpoint_every": 10, "log_every": 7}}),
        schedule=json.dumps({"steps": steps, "batch_size": batch, "validate_every": 3}),
        seed=3,
    )


def train_rlhg(folder: Path, processes: int, batch: int = 5) -> subprocess.Popen[bytes]:
    return train(folder, processes, "elp.models.rlhg", RLHG, batch=batch, steps=40)


def log_of(folder: Path) -> str:
    return (folder / "log").read_text()


def curve(folder: Path) -> np.ndarray:
    table = pd.read_csv(folder / "training.csv").drop(columns=["stage", "windows_per_s"])
    return table.to_numpy()


def test_two_processes_learn_what_one_learns(tmp_path: Path) -> None:
    for processes in (1, 2):  # of five windows, the ranks get two and three
        done = train_rlhg(tmp_path / str(processes), processes)
        assert done.wait(timeout=300) == 0, log_of(tmp_path / str(processes))
    np.testing.assert_allclose(curve(tmp_path / "2"), curve(tmp_path / "1"), rtol=1e-4)
    assert not (tmp_path / "2" / "work").exists()
    kept = [pd.read_csv(tmp_path / str(n) / "training.csv").query("kept == 1") for n in (1, 2)]
    assert kept[0]["step"].item() == kept[1]["step"].item()


@pytest.mark.parametrize("noise", ["independent", "correlated"])
def test_two_processes_draw_and_normalise_like_one(tmp_path: Path, noise: str) -> None:
    """ELP draws codes and dropout, and normalises batches. Rounding grows with each step."""
    settings, module = SMALL_ASE | {"noise": noise}, "elp.models.ase.kind"
    for processes in (1, 2):
        folder = tmp_path / str(processes)
        done = train(folder, processes, module, settings, batch=5, steps=14)
        assert done.wait(timeout=300) == 0, log_of(folder)
    assert "2 processes split each batch" in log_of(tmp_path / "2")
    one, two = (pd.read_csv(tmp_path / str(n) / "training.csv") for n in (1, 2))
    np.testing.assert_allclose(two["total"], one["total"], rtol=1e-4)


def test_two_processes_resume_where_one_was_killed(tmp_path: Path) -> None:
    whole, killed = train_rlhg(tmp_path / "whole", 1), train_rlhg(tmp_path / "killed", 1)
    while not list((tmp_path / "killed" / "work").glob(f"*/{NAME}")):
        assert killed.poll() is None
        time.sleep(0.005)
    killed.kill()
    killed.wait()
    done = train_rlhg(tmp_path / "killed", 2)
    assert done.wait(timeout=300) == 0, log_of(tmp_path / "killed")
    assert log_of(tmp_path / "killed").count("resuming from step") == 1  # only the first rank logs
    assert whole.wait(timeout=300) == 0
    np.testing.assert_allclose(curve(tmp_path / "killed"), curve(tmp_path / "whole"), rtol=1e-4)


def test_an_error_ends_all_processes_and_is_logged(tmp_path: Path) -> None:
    done = train_rlhg(tmp_path, 2, batch=1)
    assert done.wait(timeout=300) != 0
    assert "error: a batch of 1 cannot be split between 2 processes" in log_of(tmp_path)


def test_two_processes_train_a_renderer_and_one_writes_it(tmp_path: Path) -> None:
    write_frames(tmp_path / "frames.parquet", discs())
    settings = RendererRunSettings(
        datasets=("discs",), schedule=ScheduleSettings(steps=3, batch_size=4), network=SMALL
    )
    done = start(
        tmp_path,
        2,
        "scripts/train_renderer.py",
        frames=tmp_path / "frames.parquet",
        settings=settings.model_dump_json(),
        examples=tmp_path / "examples.png",
    )
    assert done.wait(timeout=300) == 0, log_of(tmp_path)
    assert log_of(tmp_path).count("train_renderer: wrote") == 1
    assert np.isfinite(curve(tmp_path)).all()
    assert load_renderer(tmp_path / "model.safetensors").model.settings == SMALL
