"""Cutting and tracking of real videos of single faces by the rules of the workflow.

    python benchmarks/real_footage.py FOLDER... [--cores 1] [--landmarker PATH]

Prints a row per video: frames, frames without a face, residual of the fit as a fraction of the
outer-eye distance, fractions of frames with a turned head or a covered face, blinks, and why a
video is excluded; then processor time and size of the results. Every file counts as a
separate person, as in the layout `talking_heads`. The workflow fetches the landmark model unless
its path is given.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import yaml

from elp.coefficients import FPS
from elp.datasets.talking_heads import SUFFIXES
from elp.workflow.job import parse

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("config", "envs", "profiles", "rules", "scripts", "src", "workflow", "Snakefile")
CLIPS, TRACKS = "results/clips/footage", "results/tracking/footage"
HEADER = (
    "clip | seconds | frames | missing | residual, % | at most, % | turned, % | covered, % "
    "| blinks | excluded because"
)


@dataclass(frozen=True)
class Cost:
    """Seconds of processor time and wall time of a run of the workflow."""

    processor: float
    clock: float


def set_up(folder: Path, folders: list[Path], cores: int, landmarker: Path | None) -> int:
    """Make a working folder with copies of the videos, and return their number."""
    for source in SOURCES:
        (folder / source).symlink_to(ROOT / source)
    count = 0
    for path in sorted(path for source in folders for path in source.rglob("*") if path.is_file()):
        if path.suffix.lower() not in SUFFIXES:
            print(f"{path}: not a video ({', '.join(SUFFIXES)} expected)")
            continue
        target = folder / "footage" / path.absolute().relative_to("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
        count += 1
    dataset = {"layout": "talking_heads", "root": "footage", "splits": ["train"], "shards": cores}
    settings: dict[str, object] = {"datasets": {"footage": dataset}}
    if landmarker is not None:
        settings["weights"] = {"face_landmarker": str(landmarker.resolve())}
    (folder / "footage.yaml").write_text(yaml.safe_dump(settings))
    return count


def make(folder: Path, targets: list[str], cores: int) -> Cost:
    """Run the workflow for these files."""
    command = [sys.executable, "-m", "snakemake", *targets, "--cores", str(cores)]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # jobs call `python`
    with (folder / "log").open("w") as log:
        start = time.perf_counter()
        process = subprocess.Popen(
            [*command, "--configfile", "footage.yaml"],
            cwd=folder,
            stdout=log,
            stderr=log,
            env=os.environ | {"PATH": path},
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    if status:
        sys.exit((folder / "log").read_text())
    return Cost(usage.ru_utime + usage.ru_stime, seconds)


def row(track: pd.Series) -> str:
    """A line of the table; a video that was not cut has only its reason."""
    frames, reason = track["frames"], track["reason"] if track["status"] != "ok" else ""
    if not frames:
        return f"{track['clip']}{9 * ' |'} {reason}"
    cells = (
        track["clip"],
        f"{frames / FPS:.1f}",
        frames,
        track["missing"],
        f"{100 * track['residual_mean']:.2f}",
        f"{100 * track['residual_max']:.2f}",
        f"{100 * track['turned'] / frames:.0f}",
        f"{100 * track['covered'] / frames:.0f}",
        track["blinks"],
        reason,
    )
    return " | ".join(map(str, cells))


def megabytes(folder: Path) -> float:
    """Size of all files below a folder in MB."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def main(
    folders: list[Path],
    /,
    *,
    cores: int = 1,
    landmarker: Path | None = None,
) -> None:
    """Print the table, times and sizes for a number of parallel jobs."""
    with tempfile.TemporaryDirectory() as name:
        folder, shards = Path(name), range(cores)
        videos = set_up(folder, folders, cores, landmarker)
        cut = make(folder, [f"{CLIPS}/shard{k}" for k in shards], cores)
        tables = [f"{TRACKS}/coefficients/shard{k}.csv" for k in shards]
        tracked = make(folder, tables, cores)
        rows = pd.concat([pd.read_csv(folder / table) for table in tables]).sort_values("clip")
        sizes = [megabytes(folder / part) for part in (CLIPS, TRACKS)]
    if len(rows) != videos:
        sys.exit(f"{videos} videos have {len(rows)} rows")
    print(HEADER, *(row(track) for _, track in rows.iterrows()), sep="\n")
    good = rows[rows["status"] == "ok"]
    frames = good["frames"].sum()
    print(
        f"\n{len(good)} of {videos} videos, {frames} frames at {FPS} per second, "
        f"{good['missing'].sum()} of them without a face, "
        f"{good['covered'].sum() / frames:.1%} covered, {good['blinks'].sum()} blinks; "
        f"residual {good['residual_mean'].min():.2%} to {good['residual_mean'].max():.2%}"
    )
    for step, cost in (("cut", cut), ("tracked", tracked)):
        print(
            f"{step}: {frames / cost.processor:.0f} frames per CPU-second; {cost.processor:.0f} s "
            f"of processor time, {cost.clock:.0f} s of wall time with --cores {cores}"
        )
    print(f"clips {sizes[0]:.0f} MB, tracks {sizes[1]:.0f} MB")


if __name__ == "__main__":
    parse(main)
