"""The workflow on a real SLURM of one node: whatever goes wrong there, the table is the same."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
import pytest
from slurm import one_node
from slurm.queue import Job, Run, hurry, printed
from workflow.test_coefficients import prepare
from workplace import Workplace

pytestmark = [pytest.mark.workflow, pytest.mark.slurm]

TABLE, TRAINED = "results/table1.csv", "results/models/given/elp/seed0"
RUNS = ["random", "elp"]
# Enough steps that the training can be caught between its first checkpoint and its end.
SCHEDULE = {"steps": 40, "batch_size": 3}


def command(workplace: Workplace, *arguments: str) -> list[str]:
    """What a user types once SNAKEMAKE_PROFILE is set; `dvc repro` may stand here as well."""
    return workplace.command(*arguments)


def start(workplace: Workplace, *arguments: str) -> Run:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    profile = {"SNAKEMAKE_PROFILE": "profiles/slurm", "OMP_NUM_THREADS": "1", "PATH": path}
    with (workplace.folder / "slurm.log").open("w") as log:
        process = subprocess.Popen(
            command(workplace, *arguments),
            cwd=workplace.folder,
            env={**os.environ, **profile},
            stdout=log,
            stderr=log,
        )
    return Run(workplace, process)


def hurried(workplace: Workplace, **training: object) -> Workplace:
    """The workplace with a profile of its own, see `hurry`."""
    profiles = workplace.folder / "profiles"
    source = profiles.resolve()
    profiles.unlink()
    shutil.copytree(source, profiles)
    hurry(workplace.folder, **training)
    return workplace


@pytest.fixture(scope="module")
def local(new_workplace: Callable[[str], Workplace]) -> Workplace:
    """The same work without SLURM."""
    workplace = prepare(new_workplace("without_slurm"), RUNS, schedule=SCHEDULE)
    workplace.run(TABLE)
    return workplace


@pytest.fixture(scope="module")
def survived(slurm: None, new_workplace: Callable[[str], Workplace]) -> Iterator[Run]:
    """A run whose first job was cancelled, whose node was drained, whose training hung."""
    workplace = prepare(new_workplace("with_slurm"), RUNS, schedule=SCHEDULE)
    # SLURM knows no limit below a minute.
    run = start(hurried(workplace, runtime="attempt"), TABLE)
    try:
        cancel_on_a_drained_node(run)
        hang(run)
        run.finish()
        yield run
    finally:
        one_node.resume()
        run.process.terminate()
        run.process.wait()


def cancel_on_a_drained_node(run: Run) -> None:
    """Its repetition waits, and only then the node takes jobs again."""
    run.wait_for((run.workplace.folder / "results/videos/given/clips.csv").exists)
    one_node.drain()
    (first,) = run.jobs("features")
    assert first.state == "RUNNING"
    subprocess.run(["scancel", first.number], check=True)
    run.wait_for(lambda: [job.state for job in run.jobs("features")] == ["CANCELLED", "PENDING"])
    time.sleep(3)  # several turns of the scheduler
    assert run.jobs("features")[1].state == "PENDING"
    assert one_node.state() == "drained"
    one_node.resume()


def hang(run: Run) -> None:
    """Stop the training once it has a checkpoint, so that it can only end by its time limit."""
    folder = run.workplace.folder
    run.wait_for((folder / TRAINED / "work/ase/checkpoint.pt").exists)
    hung = 0
    for process in psutil.process_iter(["cmdline", "cwd"]):
        words = process.info["cmdline"] or []
        if "scripts/train_model.py" in words and process.info["cwd"] == str(folder):
            process.send_signal(signal.SIGSTOP)
            hung += 1
    assert hung
    assert not (folder / TRAINED / "model.safetensors").exists()


def test_table_is_that_of_the_local_run(survived: Run, local: Workplace) -> None:
    assert survived.workplace.read("table1.csv") == local.read("table1.csv")


def test_cancelled_job_is_repeated_with_more_memory(survived: Run) -> None:
    first, second = survived.jobs("features")
    assert (first.state, second.state) == ("CANCELLED", "COMPLETED")
    assert megabytes(second) == 2 * megabytes(first)


def megabytes(job: Job) -> float:
    return float(job.memory[:-1]) * {"M": 1, "G": 1024}[job.memory[-1]]


def test_training_beyond_its_time_goes_on_from_its_checkpoint(
    survived: Run, local: Workplace
) -> None:
    jobs = survived.jobs("train_model")
    assert [job.state for job in jobs] == ["TIMEOUT", "COMPLETED"]
    assert [job.limit for job in jobs] == ["1:00", "2:00"]
    assert {job.partition for job in jobs} == {"gpu"}
    log = survived.workplace.folder / "results/logs/models/given/elp/seed0.log"
    assert "resuming from step" in log.read_text()
    model = "models/given/elp/seed0/model.safetensors"
    assert survived.workplace.read(model) == local.read(model)


def test_other_jobs_need_no_gpu(survived: Run) -> None:
    scores = survived.jobs("scores")
    assert len(scores) == len(RUNS)
    assert {job.partition for job in scores} == {"cpu"}


def test_ended_jobs_leave_logs_only_where_they_failed(survived: Run) -> None:
    logs = {path.stem for path in survived.workplace.folder.glob("results/logs/slurm/**/*.log")}
    failed = {job.number for job in survived.jobs("") if job.state != "COMPLETED"}
    assert logs == failed


def test_nothing_is_left_to_do_without_slurm(survived: Run) -> None:
    assert "Nothing to be done" in survived.workplace.run("--dry-run", TABLE)


def test_two_gpus_learn_what_one_process_learns(
    slurm: None, local: Workplace, tmp_path: Path
) -> None:
    workplace = Workplace(tmp_path / "two_gpus", local.settings)
    shutil.copytree(local.folder, workplace.folder, symlinks=True)
    shutil.rmtree(workplace.folder / TRAINED)
    target = f"{TRAINED}/training.csv"
    run = start(hurried(workplace, gpu=2), target)
    run.finish()
    (job,) = run.jobs("")
    assert "TresPerJob=gres:gpu:2" in printed("scontrol", "show", "job", job.number)
    log = workplace.folder / "results/logs/models/given/elp/seed0.log"
    assert "2 processes share each batch" in log.read_text()
    one, two = (pd.read_csv(place.folder / target) for place in (local, workplace))
    np.testing.assert_allclose(two["total"], one["total"], rtol=1e-4)
