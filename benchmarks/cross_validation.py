"""Compare runs without the test split: each listener is left out of training once.

    python benchmarks/cross_validation.py --runs elp elp_es es_no_constant [--datasets sample_vico]
        [--steps 600] [--seed 0]

Needs the features and coefficients of `make table1`. A fold trains on the training split without
one of its listeners and generates that listener; all folds are scored as one set. Features stay
z-scored by the whole training split, and the face model is that of all its people. Prints for each
run the energy score of β, p and both; and V-D of β and p and blinks per minute relative to the real
listeners. Blinks are left out for runs that generate none.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import yaml

from elp.coefficients import FPS, Conversation
from elp.config.models import MODELS
from elp.config.root import Config, check_config
from elp.config.schedule import ScheduleSettings
from elp.features.store import FeatureClip, FeatureSet, Statistics, read_features, write_features
from elp.models.kind import load_kind
from elp.models.train import train_model
from elp.scoring.score import score
from elp.scoring.scores_file import clip_series, real_listeners
from elp.tracking.coefficient_table import read_conversations
from elp.training.device import pick_device
from elp.workflow.job import parse

SCORES = (("expression", "es", "window"), ("pose", "es", "window"), ("both", "es", "window"))
SHARES = (("expression", "vd", "sum"), ("pose", "vd", "sum"), ("blink", "blink_rate", "per_minute"))
HEADER = ("data set", "run", "ES β", "ES p", "ES β⊕p", "V-D β", "V-D p", "blinks")


def read_config() -> Config:
    """The default settings, with the candidates added to their runs."""
    files = [Path("config/config.yaml"), Path(__file__).with_suffix(".yaml")]
    values, candidates = (yaml.safe_load(path.read_text()) for path in files)
    values["runs"] |= candidates["runs"]
    return check_config(values)


def fold(
    config: Config,
    run: str,
    schedule: ScheduleSettings,
    parts: tuple[FeatureSet, FeatureSet],
    statistics: Statistics,
    conversations: dict[str, Conversation],
    seed: int,
) -> pd.DataFrame:
    """Scores of the clips of the second set by a model trained on the first."""
    kept, left_out = parts
    settings = config.runs[run]
    if settings.kind is None or settings.model is None:
        raise SystemExit(f"{run}: not a trained model")
    kind = load_kind(MODELS[settings.kind].module)
    with tempfile.TemporaryDirectory() as folder:
        features = Path(folder) / "train.arrow"
        write_features(features, kept)
        statistics.save(Path(folder) / "statistics.npz")
        trained = train_model(
            kind,
            features,
            settings.model,
            schedule,
            seed=seed,
            work=Path(folder) / "work",
            device=pick_device("auto"),
            statistics=Path(folder) / "statistics.npz",
        )
    samples = list(kind.sample(trained.model.eval(), left_out, statistics, config.sampling, seed))
    truth = real_listeners(conversations, [clip.name for clip in kept.clips])
    people = {clip.name: clip.listener_id for clip in left_out.clips}
    rows = score(clip_series(samples, conversations, people), FPS, config.metrics, truth)
    return rows[rows["clip"] != ""]


def shown(rows: pd.DataFrame, *, blinks: bool) -> list[str]:
    """The cells of a run: scores, and values relative to the real listeners."""
    cells = []
    for group, metric, variant in (*SCORES, *SHARES):
        chosen = rows["metric"].eq(metric) & rows["variant"].eq(variant)
        part = rows[chosen & rows["group"].eq(group)]
        if group == "blink" and not blinks:
            cells.append("–")
        elif (group, metric, variant) in SCORES:
            cells.append(f"{part['value'].mean():.2f}")
        else:
            cells.append(f"{part['value'].mean() / part['target'].mean():.2f}")
    return cells


def parts_of(features: FeatureSet) -> Sequence[tuple[FeatureSet, FeatureSet]]:
    """For each listener, the clips of all others, and their own."""

    def only(clips: list[FeatureClip]) -> FeatureSet:
        return replace(features, clips=tuple(clips))

    return [
        (
            only([clip for clip in features.clips if clip.listener_id != name]),
            only([clip for clip in features.clips if clip.listener_id == name]),
        )
        for name in sorted({clip.listener_id for clip in features.clips})
    ]


def main(
    *,
    runs: list[str],
    datasets: list[str] | None = None,
    steps: int | None = None,
    seed: int = 0,
    results: Path = Path("results"),
) -> None:
    """Print the row of each data set and run as soon as it is ready."""
    config = read_config()
    print(*HEADER, sep=" | ")
    for dataset in datasets or [name for name in config.datasets if name.startswith("sample")]:
        schedule = config.datasets[dataset].schedule
        if steps is not None:
            schedule = schedule.model_copy(update={"steps": steps})
        folder = results / "features" / dataset
        features = read_features(folder / "train.arrow")
        statistics = Statistics.load(folder / "statistics.npz")
        shards = (results / "tracking" / dataset / "coefficients").glob("shard*.parquet")
        conversations = read_conversations(sorted(shards))
        for run in runs:
            rows = [
                fold(config, run, schedule, parts, statistics, conversations, seed)
                for parts in parts_of(features)
            ]
            kind = config.runs[run].kind
            blinks = kind is not None and MODELS[kind].blinks
            print(dataset, run, *shown(pd.concat(rows), blinks=blinks), sep=" | ", flush=True)


if __name__ == "__main__":
    parse(main)
