"""Speed of tracking: against the bare landmarker, and of two shards at once against one.

    python benchmarks/tracking.py [--results results] [--dataset sample_vico] [--clips 4]

Needs clips and face model of a data set with at least two shards, made by the workflow. The first
comparison works on decoded frames in memory; the second runs the commands of the rules on the first
clips of each shard, from video files to coefficients. Prints ratios, medians of interleaved runs.
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
from elp.tracking.landmarks import observe
from elp.tracking.occlusion import OcclusionDetector
from elp.tracking.people import People
from elp.tracking.tracker import Tracker
from elp.tracking.training_frames import people_of
from elp.workflow.job import parse

MODEL = "weights/face_landmarker.task"
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
Videos = dict[tuple[str, str], list[np.ndarray]]


def bare(videos: Videos, model: Path) -> Callable[[], None]:
    """MediaPipe's own call alone, on every frame."""
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
    """Landmarks, β, p and blinks of every frame."""
    landmarker, detector = Landmarker(model), OcclusionDetector(model)

    def work() -> None:
        for (clip, role), frames in videos.items():
            seen = observe(frames, landmarker, clip, role, detector)
            tracker.track(seen, people[clip, role])

    return work


def track_shard(results: Path, dataset: str, shard: int, folder: Path) -> None:
    """Run a shard's two commands, as the rules `landmarks` and `coefficients` do."""
    faces, clips = results / "tracking" / dataset, folder / f"clips{shard}"
    landmarks = folder / f"landmarks{shard}.parquet"
    run("track_landmarks", clips=clips, model=results / MODEL, output=landmarks)
    run(
        "fit_coefficients",
        sheet=results / "videos" / dataset / "clips.csv",
        clips=clips,
        landmarks=landmarks,
        face_model=faces / "face_model.npz",
        neutrals=faces / "neutrals.npz",
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


def make_short_shard(source: Path, clips: int, folder: Path) -> int:
    """Make a shard of the first clips of another; return its number of frames of both roles."""
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
    """Seconds for tracking these shards in parallel."""
    with ThreadPoolExecutor(len(shards)) as pool:
        start = time.perf_counter()
        jobs = [pool.submit(track_shard, results, dataset, shard, folder) for shard in shards]
        for job in jobs:
            job.result()
        return time.perf_counter() - start


def cpu_seconds(work: Callable[[], None]) -> float:
    """Processor time of the work, which depends little on other work on the machine."""
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
    faces = People.read(results / "tracking" / dataset)
    tracker = Tracker(faces.face_model, faces.neutrals, TrackingSettings(), float(FPS))
    landmarker = bare(videos, results / MODEL)
    tracked = tracking(videos, results / MODEL, tracker, people)
    landmarker(), tracked()  # warm-up
    times = [(cpu_seconds(landmarker), cpu_seconds(tracked)) for _ in range(repeats)]
    count = sum(map(len, videos.values()))
    rates = [count / statistics.median(column) for column in zip(*times, strict=True)]
    ratio = statistics.median(a / b for a, b in times)
    print(
        f"tracking {rates[1]:.0f} frames per CPU-second, bare landmarker {rates[0]:.0f}: "
        f"ratio {ratio:.2f} (target: at least 0.8)"
    )


def compare_shards(results: Path, dataset: str, clips: int, repeats: int) -> None:
    """Print the throughput of two parallel shards as a multiple of that of one shard."""
    ratios = []
    with tempfile.TemporaryDirectory() as name:
        folder, source = Path(name), results / "clips" / dataset
        sizes = [
            make_short_shard(source / f"shard{k}", clips, folder / f"clips{k}") for k in (0, 1)
        ]
        for _ in range(repeats):
            single = seconds_of_shards(results, dataset, (0,), folder)
            both = seconds_of_shards(results, dataset, (0, 1), folder)
            ratios.append((sum(sizes) / both) / (sizes[0] / single))
    print(f"two parallel shards: {statistics.median(ratios):.2f} times one (target: 1.7)")


def main(
    *,
    results: Path = Path("results"),
    dataset: str = "sample_vico",
    clips: int = 4,
    repeats: int = 3,
) -> None:
    """Run both comparisons and print the results."""
    compare_to_bare(results, dataset, clips, repeats)
    compare_shards(results, dataset, clips, repeats)


if __name__ == "__main__":
    with threadpool_limits(1):
        parse(main)
