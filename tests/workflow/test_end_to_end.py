"""The whole workflow on a tiny made-up corpus, as a user runs it: through the command line."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = (
    "config",
    "rules",
    "scripts",
    "workflow",
    "envs",
    "src",
    "profiles",
    "tests",
    "Snakefile",
)
TARGETS = ("results/table1.csv", "results/tracking_quality.csv")

pytestmark = pytest.mark.workflow


def workplace(folder: Path) -> Path:
    """A folder with the code and settings of the project, and no results."""
    for name in SOURCES:
        (folder / name).symlink_to(ROOT / name)
    return folder


def command(*arguments: str) -> list[str]:
    return [
        *(sys.executable, "-m", "snakemake", "--cores", "2"),
        *("--configfile", "tests/workflow/test.yaml", *arguments),
    ]


def snakemake(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    result = subprocess.run(
        command(*arguments), cwd=folder, capture_output=True, text=True, env=environment()
    )
    assert result.returncode == 0, result.stderr[-5000:]
    return result


def environment() -> dict[str, str]:
    """The tests' environment, with this interpreter first on the path: jobs call `python`."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path}


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = workplace(tmp_path_factory.mktemp("finished"))
    snakemake(folder, *TARGETS)
    yield folder


def test_table1_has_a_row_per_method(finished: Path) -> None:
    table = pd.read_csv(finished / "results/table1.csv")
    assert list(table["dataset"].unique()) == ["sample_vico"]
    assert list(table["method"]) == ["nn_motion", "nn_audio", "random", "dls_random", "gt", "elp"]
    assert table.shape[1] == 2 + 6 + 6 + 1
    assert table.drop(columns=["dataset", "method"]).notna().all(axis=None)


def test_ground_truth_scores_zero(finished: Path) -> None:
    truth = pd.read_csv(finished / "results/table1.csv").set_index("method").loc["gt"]
    for metric in ("fd", "rpcc", "sts"):
        assert truth[f"expression_{metric}"] == pytest.approx(0, abs=1e-6)
        assert truth[f"pose_{metric}"] == pytest.approx(0, abs=1e-6)


def test_nothing_else_was_built(finished: Path) -> None:
    assert {path.name for path in (finished / "results/clips").iterdir()} == {"sample_vico"}


def test_a_second_call_has_nothing_to_do(finished: Path) -> None:
    assert "Nothing to be done" in snakemake(finished, *TARGETS).stderr


def test_an_edited_metric_reruns_what_reads_it(finished: Path) -> None:
    """Code is an input: the scores are computed anew, the videos are not."""
    jobs = snakemake(
        finished, "--dry-run", "--quiet", "--forcerun", "metrics", "results/table1.csv"
    ).stdout
    assert re.search(r"^metrics\s+6$", jobs, re.MULTILINE)
    assert "landmarks" not in jobs


def test_killed_twice_and_resumed_gives_the_same_table(finished: Path, tmp_path: Path) -> None:
    folder = workplace(tmp_path)
    for pattern in (
        "results/logs/tracking/**/*landmarks*/**/*.log",
        "results/models/**/training.csv",
    ):
        kill_when(folder, pattern)
        snakemake(folder, "--unlock")
    snakemake(folder, *TARGETS)
    for name in ("table1.csv", "metrics.parquet"):
        assert (folder / "results" / name).read_bytes() == (
            finished / "results" / name
        ).read_bytes()


def kill_when(folder: Path, pattern: str) -> None:
    """Start the workflow and `kill -9` it with all its jobs once a matching file is there."""
    with (folder / "killed.log").open("w") as log:
        process = subprocess.Popen(
            command(*TARGETS),
            cwd=folder,
            stdout=log,
            stderr=log,
            env=environment(),
            start_new_session=True,
        )
        while not any(folder.glob(pattern)):
            assert process.poll() is None, (folder / "killed.log").read_text()[-5000:]
            time.sleep(0.1)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
