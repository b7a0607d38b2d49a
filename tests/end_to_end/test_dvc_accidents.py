"""Two runs at once, a kill, a full disk: a clear error, nothing lost, and work can continue."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from versioned import CLEAN, Clone, environment, jobs_run

pytestmark = pytest.mark.workflow

SLOW = "scripts/draw_figure8.py"  # figure 8: one job, which nothing but the claims reads
BUSY = "results/logs/figures/figure8.log"


@contextmanager
def reproducing(clone: Clone) -> Iterator[subprocess.Popen[str]]:
    """`dvc repro` during a job, which ends when a file `go` appears."""
    waits = "        while not Path('go').exists():\n            __import__('time').sleep(0.1)\n"
    clone.replace(SLOW, "        shares =", f"{waits}        shares =")
    (clone.folder / BUSY).unlink()
    process = subprocess.Popen(
        ["dvc", "repro", "figures"],
        cwd=clone.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment(clone.folder),
        start_new_session=True,
    )
    while not (log := clone.folder / BUSY).is_file() or "start" not in log.read_text():
        assert process.poll() is None, process.stdout and process.stdout.read()
        time.sleep(0.05)
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def test_two_at_once_on_one_checkout(done: Clone) -> None:
    """The second run names the first, which continues undisturbed."""
    with reproducing(done) as first:
        second = done.dvc("repro", "figures", succeeds=False)
        assert "is busy, it is being blocked by" in second, second[-3000:]
        assert str(first.pid) in second
        forced = done.snakemake("--force", "results/figure8.csv", succeeds=False)
        assert "Directory cannot be locked" in forced
        (done.folder / "go").touch()
        printed, _ = first.communicate()
        assert first.returncode == 0, printed[-3000:]
    assert jobs_run(printed) == {"figure8"}


def test_a_killed_repro_can_be_continued(done: Clone) -> None:
    before = done.read("figure8.csv")
    with reproducing(done) as process:
        os.killpg(process.pid, signal.SIGKILL)
    stopped = done.dvc("repro", "figures", succeeds=False)
    assert "snakemake --unlock" in stopped or "--unlock" in stopped, stopped[-3000:]
    done.git("checkout", SLOW)
    done.snakemake("--unlock")
    done.dvc("repro")
    assert done.read("figure8.csv") == before
    done.is_clean()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A separate disk of 400 MB, in memory."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=400m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True).returncode != 0:
        pytest.skip("needs root and leave to mount a tmpfs: it fills a disk")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_cache_loses_nothing(done: Clone, small_disk: Path) -> None:
    """The job has room for its result, but DVC has none for its copy."""
    cache = small_disk / "cache"
    shutil.copytree(done.folder / ".dvc/cache", cache)
    done.dvc("cache", "dir", "--local", str(cache))
    done.replace(SLOW, "plot_labels(plot, shares)", "plot_labels(plot, shares[1:])")
    with fill(small_disk, left=4000):
        printed = done.dvc("repro", "figures", succeeds=False)
        assert "No space left on device" in printed, printed[-3000:]
        assert jobs_run(printed) == {"figure8"}
    printed = done.dvc("repro", "figures")
    assert jobs_run(printed) == set()
    assert CLEAN in done.dvc("status", "figures")


@contextmanager
def fill(disk: Path, left: int = 20_000) -> Iterator[None]:
    """Fill the disk except for some bytes, within the context."""
    filler = disk / "filler"
    with filler.open("wb") as file:
        file.write(b"\0" * (shutil.disk_usage(disk).free - left))
    yield
    filler.unlink()


def test_a_full_disk_loses_nothing(from_nothing: tuple[Clone, str], small_disk: Path) -> None:
    clone = from_nothing[0].copy(small_disk / "clone")
    before = {name: clone.read(name) for name in ("figure8.csv", "table1.csv", "metrics.json")}
    with (clone.folder / SLOW).open("a") as script:
        script.write("\n# a remark, so that the figure is made again\n")
    with fill(small_disk):
        printed = clone.dvc("repro", succeeds=False)
        assert "No space left on device" in printed, printed[-3000:]
        assert {name: clone.read(name) for name in before} == before
    clone.snakemake("--unlock")
    clone.dvc("repro")
    assert {name: clone.read(name) for name in before} == before
    clone.is_clean()
