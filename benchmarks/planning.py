"""Time of planning the workflow for many clips: dry runs over clip sheets without videos.

    python benchmarks/planning.py [--clips 500 5000 50000] [--shards 8 64]

Prints jobs, seconds and memory of `snakemake --dry-run results/table1.csv` for each number of clips
and shards. 50 000 clips should take less than 15 seconds.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

from elp.workflow.job import parse

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("config", "envs", "profiles", "rules", "scripts", "src", "workflow", "Snakefile")
HEADER = "clip,split,speaker_video,listener_video,speaker_id,listener_id,attitude\n"
MOODS = ("positive", "neutral", "negative")


def write_sheet(path: Path, clips: int) -> None:
    """Write a clip sheet with different people in each clip; every tenth is a test clip."""
    with path.open("w") as sheet:
        sheet.write(HEADER)
        for n in range(clips):
            split = "test" if n % 10 == 0 else "train"
            sheet.write(f"c{n},{split},s{n}.mp4,l{n}.mp4,s{n},l{n},{MOODS[n % 3]}\n")


def plan(clips: int, shards: int) -> str:
    """Plan the workflow, and return a line of the report."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_sheet(folder / "clips.csv", clips)
        config = yaml.safe_load((ROOT / "config/own.yaml").read_text())
        config["datasets"]["own"] |= {"root": str(folder), "shards": shards}
        (folder / "own.yaml").write_text(yaml.safe_dump(config))
        for source in SOURCES:
            (folder / source).symlink_to(ROOT / source)
        snakemake = (sys.executable, "-m", "snakemake", "results/table1.csv", "--cores", "1")
        with (folder / "log").open("w") as log:
            start = time.perf_counter()
            process = subprocess.Popen(
                [*snakemake, "--dry-run", "--quiet", "rules", "--configfile", "own.yaml"],
                cwd=folder,
                stdout=log,
                stderr=log,
            )
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - start
        text = (folder / "log").read_text()
        if status:
            sys.exit(text)
        jobs = next(line.split()[-1] for line in text.splitlines() if line.startswith("total"))
        memory = usage.ru_maxrss / 1024
    return f"{clips:6d} clips, {shards:3d} shards: {jobs} jobs, {seconds:.1f} s, {memory:.0f} MB"


def main(*, clips: list[int] | None = None, shards: list[int] | None = None) -> None:
    """Print a line per number of clips and shards."""
    for count in shards or [8, 64]:
        for number in clips or [500, 5_000, 50_000]:
            print(plan(number, count), flush=True)


if __name__ == "__main__":
    parse(main)
