"""The workflow on a real SLURM of one node: faults there do not change results."""

import shutil
import subprocess
import time
from collections.abc import Iterator

import numpy as np
import pandas as pd
import psutil
import pytest
from slurm import one_node
from slurm.queue import Job, Run, hurry, printed, start
from versioned import Clone, new_clone, stages_of, stages_run

pytestmark = [pytest.mark.workflow, pytest.mark.slurm]

TRAINED = "models/sample_vico/elp/seed0"


@pytest.fixture(scope="module")
def survived(slurm: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """`dvc repro` from nothing: a job was cancelled, the node drained, and a training hung."""
    clone = new_clone(tmp_path_factory.mktemp("slurm") / "clone")
    hurry(clone.folder, runtime="attempt")  # SLURM knows no limit below a minute
    run = start(clone.folder, "dvc", "repro")
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
    """The node takes jobs again only once the repeated job waits."""
    run.wait_for(lambda: states(run, "landmarks") == ["RUNNING"])
    one_node.drain()
    subprocess.run(["scancel", run.jobs("landmarks")[0].number], check=True)
    run.wait_for(lambda: states(run, "landmarks") == ["CANCELLED", "PENDING"])
    time.sleep(3)  # several cycles of the scheduler
    assert states(run, "landmarks") == ["CANCELLED", "PENDING"]
    assert one_node.state() == "drained"
    one_node.resume()


def hang(run: Run) -> None:
    """Stop the training once it has a checkpoint, so that it can only end by its time limit."""
    folder = run.folder / "results" / TRAINED
    run.wait_for((folder / "work/ase/checkpoint.pt").exists)
    hung = 0
    for process in psutil.process_iter(["cmdline", "cwd"]):
        words = process.info["cmdline"] or []
        training = "scripts/train_model.py" in words and any(TRAINED in word for word in words)
        if training and process.info["cwd"] == str(run.folder):
            process.suspend()
            hung += 1
    assert hung
    assert not (folder / "model.safetensors").exists()


def states(run: Run, kind: str) -> list[str]:
    return [job.state for job in run.jobs(kind)]


def test_results_are_those_of_the_local_run(survived: Run, from_nothing: tuple[Clone, str]) -> None:
    cluster, (local, _) = Clone(survived.folder), from_nothing
    assert stages_run(survived.said()) == stages_of(cluster)
    for name in ("table1.csv", "table2.csv", "table3.csv", "metrics.json", "claims.md"):
        assert cluster.read(name) == local.read(name), name


def test_nothing_is_left_to_do_without_slurm(survived: Run) -> None:
    Clone(survived.folder).is_clean()


def test_cancelled_job_is_repeated_with_more_memory(survived: Run) -> None:
    first, second = survived.jobs("landmarks")
    assert (first.state, second.state) == ("CANCELLED", "COMPLETED")
    assert megabytes(second) == 2 * megabytes(first)


def megabytes(job: Job) -> float:
    return float(job.memory[:-1]) * {"M": 1, "G": 1024}[job.memory[-1]]


def test_training_beyond_its_time_limit_continues_from_its_checkpoint(
    survived: Run, from_nothing: tuple[Clone, str]
) -> None:
    jobs = survived.jobs("train_model_wildcards_sample_vico_elp_0")
    assert [job.state for job in jobs] == ["TIMEOUT", "COMPLETED"]
    assert [job.limit for job in jobs] == ["1:00", "2:00"]
    assert {job.partition for job in jobs} == {"gpu"}
    log = survived.folder / f"results/logs/{TRAINED}.log"
    assert "resuming from step" in log.read_text()
    model = f"{TRAINED}/model.safetensors"
    assert Clone(survived.folder).read(model) == from_nothing[0].read(model)


def test_other_jobs_need_no_gpu(survived: Run) -> None:
    scores = survived.jobs("scores")
    assert scores
    assert {job.partition for job in scores} == {"cpu"}


def test_only_failed_jobs_leave_logs(survived: Run) -> None:
    logs = {path.stem for path in survived.folder.glob("results/logs/slurm/**/*.log")}
    failed = {job.number for job in survived.jobs("") if job.state != "COMPLETED"}
    assert logs == failed


def test_two_gpus_learn_what_one_process_learns(
    slurm: None, from_nothing: tuple[Clone, str], done: Clone
) -> None:
    target = f"results/{TRAINED}/training.csv"
    shutil.rmtree(done.folder / "results" / TRAINED)
    hurry(done.folder, gpu=2)
    run = start(done.folder, "snakemake", target)
    run.finish()
    (job,) = run.jobs("")
    told = printed("scontrol", "show", "job", job.number)
    assert "TresPerJob=gres:gpu:2" in told
    assert "NumNodes=1 NumCPUs=2 " in told
    log = done.folder / f"results/logs/{TRAINED}.log"
    assert "2 processes split each batch" in log.read_text()
    one, two = (pd.read_csv(place.folder / target) for place in (from_nothing[0], done))
    # Rounding sets any two apart, further with every step: from 1e-8 to 1e-5 in the first dozen.
    np.testing.assert_allclose(two["total"][:12], one["total"][:12], rtol=1e-4)
    np.testing.assert_allclose(two["total"], one["total"], rtol=1e-2)
