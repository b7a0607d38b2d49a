"""The training script, killed by `kill -9`."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
from made_up_features import make_features
from small_ase import SMALL

from elp.features.store import write_features
from elp.training.checkpoint import NAME

ROOT = Path(__file__).resolve().parents[2]


def start(folder: Path) -> subprocess.Popen[bytes]:
    optimiser = {"checkpoint_every": 10, "log_every": 7}
    options = {
        "features": folder / "train.arrow",
        "module": "elp.models.ase.kind",
        "settings": json.dumps(SMALL | {"optimiser": optimiser}),
        "schedule": json.dumps({"steps": 60, "batch_size": 4}),
        "seed": 3,
        "code": "scripts/train_model.py",
        "work": folder / "work",
        "model": folder / "model.safetensors",
        "table": folder / "training.csv",
        "plot": folder / "training.png",
        "device": "cpu",
    }
    words = [str(word) for name, value in options.items() for word in (f"--{name}", value)]
    command = [sys.executable, "scripts/train_model.py", *words]
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | {"OMP_NUM_THREADS": "1"})


def test_killed_by_force_it_resumes_to_the_same_model(tmp_path: Path) -> None:
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    for folder in (whole, killed):
        write_features(folder / "train.arrow", make_features())
    process = start(killed)
    while not (killed / "work" / "ase" / NAME).exists():
        assert process.poll() is None
        time.sleep(0.005)
    process.kill()
    assert process.wait() == -9
    assert not (killed / "model.safetensors").exists()
    for folder in (killed, whole):
        assert start(folder).wait() == 0
        assert not (folder / "work").exists()
    models = [(folder / "model.safetensors").read_bytes() for folder in (whole, killed)]
    assert models[0] == models[1]
    tables = [
        pd.read_csv(folder / "training.csv").drop(columns="windows_per_s")
        for folder in (whole, killed)
    ]
    pd.testing.assert_frame_equal(*tables)
    assert list(tables[0]["step"]) == [1, 7, 14, 21, 28, 35, 42, 49, 56, 60]
