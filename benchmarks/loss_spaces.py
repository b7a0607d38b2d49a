"""A run trained in each space of the loss (`ase.loss.space`), and what its codes carry.

    python benchmarks/loss_spaces.py --runs elp elp_es [--datasets sample_vico] [--seeds 0 1]
        [--weights '{"blink": 0, "emotion": 0, "smoothness": 0}']

Needs the features and the tracking of `make table1`. Prints the quantities of
results/diagnostics.csv on both splits; and for the test split energy scores (windows of 50 frames)
and speeds (RMS step, relative to the real listeners'), each of the face and of rotation in mm (RMS
over vertices) and of translation in mm.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import numpy as np
from cross_validation import read_config

from elp.coefficients import Coefficients
from elp.config.ase import AseSettings
from elp.config.sampling import SamplingSettings
from elp.config.schedule import ScheduleSettings
from elp.evaluation.diagnostics import diagnose
from elp.features.store import FeatureSet, Statistics, read_features
from elp.metrics.energy_score import energy_score
from elp.models.ase.kind import KIND
from elp.models.ase.loss_space import mesh_scales
from elp.models.ase.model import Ase
from elp.models.train import train_model
from elp.tracking.coefficient_table import read_conversations
from elp.tracking.face_model import FaceModel
from elp.training.device import pick_device
from elp.workflow.job import parse

MM = 10  # per cm
Series = Callable[[Coefficients], np.ndarray]


def series_in_mm(face_model: FaceModel) -> dict[str, Series]:
    """What the energy scores are taken of."""
    per_beta, per_radian = mesh_scales(face_model)
    return {
        "face": lambda motion: MM * motion.expression * per_beta,
        "rotation": lambda motion: MM * motion.pose[:, :3] * per_radian,
        "translation": lambda motion: MM * motion.pose[:, 3:],
    }


def scores(
    model: Ase,
    test: FeatureSet,
    statistics: Statistics,
    settings: SamplingSettings,
    real: dict[str, Coefficients],
    series: dict[str, Series],
) -> Iterator[tuple[str, float]]:
    """Energy scores and speeds, by name."""
    listeners: dict[str, list[Coefficients]] = {}
    for sample in KIND.sample(model, test, statistics, settings, 0):
        listeners.setdefault(sample.clip, []).append(sample.listener)
    for name, of in series.items():
        found, steps, true_steps = [], [], []
        for clip, drawn in listeners.items():
            generated, target = np.stack([of(one) for one in drawn]), of(real[clip])
            found.append(energy_score(generated, target, 50))
            steps.append(np.square(np.diff(generated, axis=1)).mean())
            true_steps.append(np.square(np.diff(target, axis=0)).mean())
        yield f"{name}_es_mm", float(np.mean(found))
        yield f"{name}_speed", float(np.sqrt(np.mean(steps) / np.mean(true_steps)))


def trained(
    settings: AseSettings, schedule: ScheduleSettings, seed: int, features: Path, face_model: Path
) -> Ase:
    """A model trained on a data set."""
    with tempfile.TemporaryDirectory() as work:
        model = train_model(
            KIND,
            features / "train.arrow",
            settings,
            schedule,
            seed=seed,
            work=Path(work),
            device=pick_device("auto"),
            statistics=features / "statistics.npz",
            face_model=face_model,
        ).model.eval()
    assert isinstance(model, Ase)
    return model


def main(
    *,
    runs: list[str],
    datasets: list[str] | None = None,
    spaces: list[str] | None = None,
    seeds: list[int] | None = None,
    weights: str = "{}",
    results: Path = Path("results"),
) -> None:
    """Print a line for each data set, run, space, seed, split and quantity."""
    config = read_config()
    for dataset in datasets or ["sample_vico", "sample_l2l"]:
        features, tracking = results / "features" / dataset, results / "tracking" / dataset
        splits = {name: read_features(features / f"{name}.arrow") for name in ("train", "test")}
        statistics = Statistics.load(features / "statistics.npz")
        shards = sorted((tracking / "coefficients").glob("shard*.parquet"))
        real = {name: talk.listener for name, talk in read_conversations(shards).items()}
        face_model = tracking / "face_model.npz"
        series = series_in_mm(FaceModel.load(face_model))
        schedule, sampling = config.datasets[dataset].schedule, config.sampling
        for run, space, seed in product(
            runs, spaces or ["z", "coefficients", "mesh"], seeds or [0]
        ):
            values = config.runs[run].model_dump()["ase"]
            values["loss"] |= {"space": space, **json.loads(weights)}
            settings = AseSettings.model_validate(values)
            model = trained(settings, schedule, seed, features, face_model)
            for found in diagnose(model, splits, statistics, sampling):
                line = found.split, found.quantity, found.value
                print(dataset, run, space, seed, *line, sep=",", flush=True)
            for score in scores(model, splits["test"], statistics, sampling, real, series):
                print(dataset, run, space, seed, "test", *score, sep=",", flush=True)


if __name__ == "__main__":
    parse(main)
