"""What becomes of every video of folders of single faces: cut and tracked by the workflow's rules.

    python benchmarks/real_footage.py FOLDER... [--cores 1] [--landmarker PATH]

Prints a row per video: its frames, those without a face, the fit's residual as a share of the
outer-eye distance, the shares of frames with a turned head or a covered face, blinks, and why a
video is left out; then seconds of processor time, and how large the results are. Every file is a
person of its own, as in the layout `talking_heads`. The workflow fetches the landmark model unless
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
    "| blinks | left out because"
)


@dataclass(frozen=True)
class Cost:
    """Seconds of a run of the workflow: of all its processes, and by the clock."""

    processor: float
    clock: float


def set_up(folder: Path, folders: list[Path], cores: int, landmarker: Path | None) -> int:
    """Make a workplace with copies of the videos; returns how many there are."""
    for source in SOURCES:
        (folder / source).symlink_to(ROOT / source)
    count = 0
    for path in sorted(path for given in folders for path in given.rglob("*") if path.is_file()):
        if path.suffix.lower() not in SUFFIXES:
            print(f"{path} is no video")
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
    """Have the workflow make these files."""
    command = [sys.executable, "-m", "snakemake", *targets, "--cores", str(cores)]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # jobs call `python`
    with (folder / "said").open("w") as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            [*command, "--configfile", "footage.yaml"],
            cwd=folder,
            stdout=said,
            stderr=said,
            env=os.environ | {"PATH": path},
        )
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    if status:
        sys.exit((folder / "said").read_text())
    return Cost(used.ru_utime + used.ru_stime, seconds)


def row(track: pd.Series) -> str:
    """A line of the table; a video that was not even cut has only its reason."""
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
    """Size of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def main(
    folders: list[Path],
    /,
    *,
    cores: int = 1,
    landmarker: Path | None = None,
) -> None:
    """Print the table, and what it cost with so many jobs at once."""
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
        f"\n{len(good)} of {videos} videos, {frames} frames at {FPS} a second, "
        f"{good['missing'].sum()} of them without a face, "
        f"{good['covered'].sum() / frames:.1%} covered, {good['blinks'].sum()} blinks; "
        f"residual {good['residual_mean'].min():.2%} to {good['residual_mean'].max():.2%}"
    )
    for step, cost in (("cut", cut), ("tracked", tracked)):
        print(
            f"{step}: {frames / cost.processor:.0f} frames per CPU-second; {cost.processor:.0f} s "
            f"of processor time, {cost.clock:.0f} s by the clock with --cores {cores}"
        )
    print(f"clips {sizes[0]:.0f} MB, tracks {sizes[1]:.0f} MB")


if __name__ == "__main__":
    parse(main)
