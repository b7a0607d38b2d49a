"""Seams in rendered videos: the mean step at the windows' joints over the mean step elsewhere.

    python benchmarks/seams.py [--datasets sample_vico sample_l2l] [--runs elp elp_es]

Needs the results of `make table1`. Every test clip is warped from its listener's first frame, as in
rule renders. A step is the distance between the pixels, the mesh vertices or the coefficients of
successive frames. Prints the real listeners at the same joints too. The target is at most 1.2.
"""

from pathlib import Path

import numpy as np

from elp.clips.folder import ClipFolder
from elp.clips.pictures import pictures
from elp.coefficients import Coefficients
from elp.config.mesh import MeshSettings
from elp.config.sampling import SamplingSettings
from elp.datasets.canonical_sheet import read_canonical
from elp.features.joints import WindowPlan
from elp.mesh.scene import MeshScene
from elp.metrics.seam import seam_ratio
from elp.models.store import load_model
from elp.renderer.animators import Picture, warp
from elp.samples.store import read_samples
from elp.tracking.coefficient_table import read_conversations
from elp.workflow.job import parse

Series = dict[str, np.ndarray]


def series_of(
    scene: MeshScene, person: str, motion: Coefficients, portrait: Picture, start: Coefficients
) -> Series:
    """A clip as coefficients, vertices and pixels, each (T, D)."""
    vertices = scene.vertices(person, motion)
    frames = warp(scene.painter)(portrait, scene.vertices(person, start)[0], vertices)
    return {
        "coefficients": np.concatenate([motion.expression, motion.pose], axis=1),
        "vertices": vertices.reshape(len(vertices), -1),
        "pixels": np.stack([frame.reshape(-1) for frame in frames]),
    }


def main(
    *,
    datasets: list[str] | None = None,
    runs: list[str] | None = None,
    results: Path = Path("results"),
) -> None:
    """Print a line per data set and run."""
    overlap = SamplingSettings().overlap
    for dataset in datasets or ["sample_vico", "sample_l2l"]:
        tracking = results / "tracking" / dataset
        shards = sorted((tracking / "coefficients").glob("*.parquet"))
        folders = sorted((results / "clips" / dataset).glob("shard*"))
        truth = read_conversations(shards)
        people = {c.name: c for c in read_canonical(results / "videos" / dataset / "clips.csv")}
        scene = MeshScene.read(tracking, MeshSettings())
        for run in runs or ["elp", "elp_es"]:
            _, model = load_model(
                results / "models" / dataset / run / "seed0" / "model.safetensors"
            )
            window: int = model.settings.window  # type: ignore[assignment,union-attr]
            ratios: dict[str, list[float]] = {}
            for sample in read_samples(
                results / "samples" / dataset / run / "seed0" / "test.parquet"
            ):
                if sample.sample:
                    continue
                clip, real = people[sample.clip], truth[sample.clip].listener
                plan = WindowPlan(len(real), window, overlap)
                video = ClipFolder(*folders).video(sample.clip, "listener")
                portrait = next(pictures(video, scene.painter.settings.size))
                for name, motion in (("generated", sample.listener), ("real", real)):
                    kinds = series_of(scene, clip.listener_id, motion, portrait, real.first(1))
                    for kind, series in kinds.items():
                        ratios.setdefault(f"{name} {kind}", []).append(seam_ratio(series, plan))
            listing = ", ".join(f"{name} {np.nanmean(v):.2f}" for name, v in ratios.items())
            print(f"{dataset} {run}: {listing} ({len(ratios['real pixels'])} clips)", flush=True)


if __name__ == "__main__":
    parse(main)
