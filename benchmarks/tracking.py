"""Tracking against the bare landmarker, and two shards at once against one.

    python benchmarks/tracking.py [--results results] [--dataset sample_vico] [--clips 4]

Reads what the workflow made of a data set of two shards or more: its clips and its face model.
Decoded frames wait in memory for both sides of the first comparison; the second runs the rules'
own commands on as many clips of each shard, from video files to coefficients. Prints ratios,
medians of interleaved runs.
"""

import csv
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import mediapipe
import numpy as np
from mediapipe.tasks.python.core.base_options import BaseOptions
from mediapipe.tasks.python.vision.face_landmarker import FaceLandmarker, FaceLandmarkerOptions
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from elp.clips.folder import ClipFolder
from elp.coefficients import FPS, ROLES
from elp.config.tracking import TrackingSettings
from elp.datasets.canonical_sheet import read_canonical
from elp.faces.landmarker import Landmarker
from elp.media.video import read_frames
from elp.tracking.face_model import FaceModel
from elp.tracking.landmarks import observe
from elp.tracking.neutral import Neutrals
from elp.tracking.occlusion import OcclusionDetector
from elp.tracking.tracker import Tracker
from elp.tracking.training_frames import people_of
from elp.workflow.job import parse

MODEL = "weights/face_landmarker.task"
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
Videos = dict[tuple[str, str], list[np.ndarray]]


def bare(videos: Videos, model: Path) -> Callable[[], None]:
    """Only MediaPipe's own call, on every frame."""
    landmarker = FaceLandmarker.create_from_options(
        FaceLandmarkerOptions(
            base_options=BaseOptions(model_asset_path=str(model)),
            output_face_blendshapes=True,
            output_facial_transformation_matrixes=True,
        )
    )

    def work() -> None:
        for frames in videos.values():
            for frame in frames:
                landmarker.detect(
                    mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=frame)
                )

    return work


def tracking(
    videos: Videos, model: Path, tracker: Tracker, people: dict[tuple[str, str], str]
) -> Callable[[], None]:
    """Landmarks, and from them β, p and blinks of every frame."""
    landmarker, detector = Landmarker(model), OcclusionDetector(model)

    def work() -> None:
        for (clip, role), frames in videos.items():
            seen = observe(frames, landmarker, clip, role, detector)
            tracker.track(seen, people[clip, role])

    return work


def track_shard(results: Path, dataset: str, shard: int, folder: Path) -> None:
    """The two commands of a shard, as the rules `landmarks` and `coefficients` call them."""
    tracks, clips = results / "tracking" / dataset, folder / f"clips{shard}"
    landmarks = folder / f"landmarks{shard}.parquet"
    run("track_landmarks", clips=clips, model=results / MODEL, output=landmarks)
    run(
        "fit_coefficients",
        sheet=results / "videos" / dataset / "clips.csv",
        clips=clips,
        landmarks=landmarks,
        face_model=tracks / "face_model.npz",
        neutrals=tracks / "neutrals.npz",
        settings=TrackingSettings().model_dump_json(),
        fps="25",
        output=folder / f"{shard}.parquet",
        table=folder / f"{shard}.csv",
    )


def run(script: str, **options: Path | str) -> None:
    """Run a script of the workflow with one thread."""
    words = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
    command = [sys.executable, f"scripts/{script}.py", *words]
    subprocess.run(command, check=True, env=os.environ | ONE_THREAD, stderr=subprocess.DEVNULL)


def part_of_shard(source: Path, clips: int, folder: Path) -> int:
    """Make a shard of the first clips of another; returns its number of frames of both roles."""
    folder.mkdir()
    with (source / "clips.csv").open(newline="") as table:
        rows = [row for row in csv.DictReader(table) if row["status"] == "ok"][:clips]
    with (folder / "clips.csv").open("w", newline="") as table:
        writer = csv.DictWriter(table, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    for row in rows:
        for role in ROLES:
            name = f"{row['clip']}.{role}.mp4"
            (folder / name).symlink_to((source / name).resolve())
    return sum(len(ROLES) * int(row["frames"]) for row in rows)


def seconds_of_shards(results: Path, dataset: str, shards: tuple[int, ...], folder: Path) -> float:
    """Seconds until these shards are tracked, all at once."""
    with ThreadPoolExecutor(len(shards)) as pool:
        start = time.perf_counter()
        jobs = [pool.submit(track_shard, results, dataset, shard, folder) for shard in shards]
        for job in jobs:
            job.result()
        return time.perf_counter() - start


def cpu_seconds(work: Callable[[], None]) -> float:
    """Processor time of the work, which other work on the machine changes little."""
    start = time.process_time()
    work()
    return time.process_time() - start


def compare_to_bare(results: Path, dataset: str, clips: int, repeats: int) -> None:
    """Print frames per second of both, and their ratio."""
    sheet = read_canonical(results / "videos" / dataset / "clips.csv")
    folder, people = results / "clips" / dataset / "shard0", people_of(sheet)
    videos: Videos = {
        (clip, role): list(read_frames(folder / f"{clip}.{role}.mp4"))
        for clip in ClipFolder(folder).included[:clips]
        for role in ROLES
    }
    tracks = results / "tracking" / dataset
    tracker = Tracker(
        FaceModel.load(tracks / "face_model.npz"),
        Neutrals.load(tracks / "neutrals.npz"),
        TrackingSettings(),
        float(FPS),
    )
    alone = bare(videos, results / MODEL)
    whole = tracking(videos, results / MODEL, tracker, people)
    alone(), whole()  # a warm-up
    times = [(cpu_seconds(alone), cpu_seconds(whole)) for _ in range(repeats)]
    count = sum(map(len, videos.values()))
    rates = [count / statistics.median(column) for column in zip(*times, strict=True)]
    ratio = statistics.median(a / b for a, b in times)
    print(
        f"tracking {rates[1]:.0f} frames per CPU-second, bare landmarker {rates[0]:.0f}: "
        f"{ratio:.2f} of it (at least 0.8)"
    )


def compare_shards(results: Path, dataset: str, clips: int, repeats: int) -> None:
    """Print the throughput of two shards at once as a multiple of one."""
    ratios = []
    with tempfile.TemporaryDirectory() as name:
        folder, source = Path(name), results / "clips" / dataset
        sizes = [part_of_shard(source / f"shard{k}", clips, folder / f"clips{k}") for k in (0, 1)]
        for _ in range(repeats):
            one = seconds_of_shards(results, dataset, (0,), folder)
            two = seconds_of_shards(results, dataset, (0, 1), folder)
            ratios.append((sum(sizes) / two) / (sizes[0] / one))
    print(f"two shards at once: {statistics.median(ratios):.2f} times one (at least 1.7)")


def main(
    *,
    results: Path = Path("results"),
    dataset: str = "sample_vico",
    clips: int = 4,
    repeats: int = 3,
) -> None:
    """Measure, and print what was measured."""
    compare_to_bare(results, dataset, clips, repeats)
    compare_shards(results, dataset, clips, repeats)


if __name__ == "__main__":
    with threadpool_limits(1):
        parse(main)
