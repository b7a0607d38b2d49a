"""What CONTRIBUTING promises: models, baselines, metrics and tables are added in one place each.

Done as a contributor would, by editing a copy of the project, and then asked for by name.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from made_up_features import make_features

from elp.features.store import Statistics, write_features
from elp.samples.store import read_samples

ROOT = Path(__file__).resolve().parents[1]
Project = Callable[..., str]

MODEL = '''
"""A listener that shows the mean of its training data: one number per component."""

import numpy as np
import torch
from torch import nn

from elp.config.rlhg import RlhgSettings
from elp.models.kind import ModelKind
from elp.models.kind import TrainingStage
from elp.samples.listener_motion import to_sample
from elp.samples.listener_motion import ListenerMotion
from elp.features.windows import TrainingWindows


class Mean(nn.Module):
    def __init__(self, settings, sizes):
        super().__init__()
        self.settings, self.sizes = settings, sizes
        self.level = nn.Parameter(torch.zeros(sizes.motion))


def loss(model, batch):
    target = torch.cat([batch.expression, batch.pose], dim=-1)
    return {"distance": (model.level - target).square().mean()}


def stages(model, splits, schedule, seed):
    windows = TrainingWindows(splits.train, model.settings.window)
    batches = lambda step: windows.random_batch(schedule.batch_size, seed, step)
    yield TrainingStage("mean", model, loss, batches, model.settings.optimiser, schedule.steps)


def sample(model, features, statistics, settings, seed):
    for clip in features.clips:
        level = np.tile(model.level.detach().numpy(), (clip.frames, 1))
        width = model.sizes.expression
        blink = np.zeros(clip.frames, np.float32)
        motion = ListenerMotion(level[:, :width], level[:, width:], blink)
        yield to_sample(clip.name, 0, motion, statistics, settings.blink_threshold)


KIND = ModelKind(RlhgSettings, Mean, stages, sample)
'''

BASELINE = '''
"""The mean listener of the training split."""

import numpy as np

from elp.baselines.inputs import Answer, Inputs
from elp.samples.listener_motion import ListenerMotion


def still(inputs: Inputs) -> Answer:
    expression = inputs.train.listener_expression.mean(axis=0)
    pose = inputs.train.listener_pose.mean(axis=0)

    def answer(clip, generator):
        frames = clip.frames
        blink = np.zeros(frames, np.float32)
        return ListenerMotion(np.tile(expression, (frames, 1)), np.tile(pose, (frames, 1)), blink)

    return answer
'''


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text()
    assert text.count(before) >= 1, before
    path.write_text(text.replace(before, after, 1))


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with a toy of each kind added."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("src", "scripts", "config", "rules", "workflow", "profiles", "Snakefile", "envs"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    package = folder / "src/elp"

    (package / "models/mean.py").write_text(MODEL)
    settings = package / "config/models.py"
    entry = '    "mean": TrainedModel("elp.models.mean", blinks=False),\n'
    edit(settings, '    "ase": TrainedModel(', entry + '    "ase": TrainedModel(')
    field = "    mean: RlhgSettings | None = None\n"
    edit(settings, "    ase: AseSettings", field + "    ase: AseSettings")

    (package / "baselines/still.py").write_text(BASELINE)
    listed, first = package / "baselines/registry.py", "from elp.baselines.retrieval"
    edit(listed, first, "from elp.baselines.still import still\n" + first)
    edit(listed, '    "random": ', '    "still": Baseline(still, drawn=False),\n    "random": ')
    edit(package / "config/baselines.py", 'Literal["gt", ', 'Literal["still", "gt", ')

    metric = (
        '    ("range", "toy"): Beyond("target", lambda clip, x: float(np.ptp(clip.generated))),\n'
    )
    registry = package / "scoring/registry.py"
    edit(registry, '    ("fd", "frechet"): ', metric + '    ("fd", "frechet"): ')

    config = yaml.safe_load((folder / "config/config.yaml").read_text())
    config["runs"] |= {
        "mean": {"mean": {"window": 20}},
        "still": {"baseline": {"kind": "still"}},
    }
    config["tables"]["toys"] = {
        "columns": "extra",
        "datasets": ["sample_vico"],
        "runs": ["mean", "still", "gt"],
    }
    (folder / "config/config.yaml").write_text(yaml.safe_dump(config))
    return folder


@pytest.fixture(scope="module")
def run(copy: Path) -> Project:
    def command(*words: object) -> str:
        result = subprocess.run(
            [sys.executable, *map(str, words)],
            cwd=copy,
            env=os.environ | {"PYTHONPATH": str(copy / "src")},
            capture_output=True,
            text=True,
        )
        assert result.returncode == 0, result.stderr[-3000:]
        return result.stdout + result.stderr

    return command


@pytest.fixture(scope="module")
def data(copy: Path) -> Path:
    write_features(copy / "train.arrow", make_features())
    sizes = {"listener_expression": 5, "listener_pose": 2}
    Statistics(
        {name: np.zeros(size) for name, size in sizes.items()},
        {name: np.ones(size) for name, size in sizes.items()},
    ).save(copy / "statistics.npz")
    return copy


def test_a_new_model_trains_and_samples_through_the_scripts(run: Project, data: Path) -> None:
    optimiser = {"learning_rate": 0.05}
    run(
        "scripts/train_model.py",
        *("--features", "train.arrow", "--module", "elp.models.mean"),
        *("--settings", json.dumps({"window": 20, "optimiser": optimiser})),
        *("--schedule", json.dumps({"steps": 60, "batch_size": 16})),
        *("--seed", 0, "--code", "src/elp/models/mean.py", "--work", "work"),
        *("--model", "mean.safetensors", "--table", "training.csv", "--plot", "training.png"),
    )
    logged = pd.read_csv(data / "training.csv")
    assert logged["stage"].unique().tolist() == ["mean"]
    assert logged["distance"].iloc[-1] <= logged["distance"].iloc[0]
    run(
        "scripts/sample_model.py",
        *("--model", "mean.safetensors", "--features", "train.arrow"),
        *("--statistics", "statistics.npz", "--settings", "{}", "--seed", 0),
        *("--tracking", "{}", "--samples", "samples.parquet"),
    )
    assert len(read_samples(data / "samples.parquet")) == 3


def test_a_new_baseline_answers_through_its_script(run: Project, data: Path) -> None:
    run(
        "scripts/sample_baseline.py",
        *("--train", "train.arrow", "--features", "train.arrow"),
        *("--statistics", "statistics.npz", "--baseline", json.dumps({"kind": "still"})),
        *("--settings", "{}", "--window", 20, "--seed", 0, "--samples", "still.parquet"),
    )
    found = read_samples(data / "still.parquet")
    expected = make_features().listener_expression.mean(axis=0)
    np.testing.assert_allclose(found[0].listener.expression[7], expected, atol=1e-5)


def test_a_new_metric_is_scored_and_a_column_of_the_appendix(run: Project) -> None:
    program = """
import numpy as np
from elp.config.scores import MetricSettings
from elp.config.tables import TableFacts
from elp.scoring.score import score
from elp.scoring.series import ClipSeries
from elp.tables.columns import _appendix
y = np.random.default_rng(0).normal(size=(60, 3))
rows = score({"pose": [ClipSeries("c", (2 * y,), y, y)]}, 25.0, MetricSettings(bootstrap=5))
own = rows[rows["metric"] == "range"]
print("value", own["value"].item() / own["target"].item())
print([column.name for column in _appendix() if column.metric == "range"])
"""
    printed = run("-c", program)
    assert "value 2.0" in printed
    assert "['expression_range_toy', 'pose_range_toy']" in printed


def test_a_new_table_is_a_target_with_all_it_needs(run: Project) -> None:
    plan = run("-m", "snakemake", "--cores", 1, "--dry-run", "results/toys.csv")
    for part in ("elp.models.mean", '"kind":"still"', "results/metrics/sample_vico/mean/seed0"):
        assert part in plan, part
    assert "elp.models.ase.kind" not in plan
