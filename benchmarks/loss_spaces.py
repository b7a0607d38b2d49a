"""A run trained in each space of the loss (`ase.loss.space`), and what its codes carry.

    python benchmarks/loss_spaces.py --runs elp elp_es [--datasets sample_vico] [--seeds 0 1]
        [--weights '{"blink": 0, "emotion": 0, "smoothness": 0}']

Needs the features and the tracking of `make table1`. Prints for the training and the test split
the quantities of results/diagnostics.csv; and of the face and of rotation in mm (RMS over
vertices), and of translation in mm: energy scores of levels and of velocities (windows of 50
frames), and the RMS step and V-D relative to the real listeners'.
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
from elp.config.models import RunSettings
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
WINDOW = 50  # frames
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
    features: FeatureSet,
    statistics: Statistics,
    settings: SamplingSettings,
    real: dict[str, Coefficients],
    series: dict[str, Series],
) -> Iterator[tuple[str, float]]:
    """Energy scores, and sizes relative to the real listeners', by name."""
    listeners: dict[str, list[Coefficients]] = {}
    for sample in KIND.sample(model, features, statistics, settings, 0):
        listeners.setdefault(sample.clip, []).append(sample.listener)
    for name, of in series.items():
        levels, velocities, sizes = [], [], []
        for clip, drawn in listeners.items():
            generated, target = np.stack([of(one) for one in drawn]), of(real[clip])
            steps, true_steps = np.diff(generated, axis=1), np.diff(target, axis=0)
            levels.append(energy_score(generated, target, WINDOW))
            velocities.append(energy_score(steps, true_steps, WINDOW))
            sizes.append([np.square(steps).mean(), generated.var(axis=1).mean()])
            sizes[-1] += [np.square(true_steps).mean(), target.var(axis=0).mean()]
        yield f"{name}_es_mm", float(np.mean(levels))
        yield f"{name}_velocity_es_mm", float(np.mean(velocities))
        speed, variation, true_speed, true_variation = np.mean(sizes, axis=0)
        yield f"{name}_speed", float(np.sqrt(speed / true_speed))
        yield f"{name}_vd_share", float(variation / true_variation)


def in_space(run: RunSettings, space: str, weights: str) -> AseSettings:
    """The model of a run with another space, and with these weights of Eq. 7 (JSON)."""
    values = run.model_dump()["ase"]
    values["loss"] |= {"space": space, **json.loads(weights)}
    return AseSettings.model_validate(values)


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
            settings = in_space(config.runs[run], space, weights)
            model = trained(settings, schedule, seed, features, face_model)
            lines = [
                (found.split, found.quantity, found.value)
                for found in diagnose(model, splits, statistics, sampling)
            ]
            for split, clips in splits.items():
                found_scores = scores(model, clips, statistics, sampling, real, series)
                lines += [(split, *score) for score in found_scores]
            for line in lines:
                print(dataset, run, space, seed, *line, sep=",", flush=True)


if __name__ == "__main__":
    parse(main)
