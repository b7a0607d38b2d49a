"""`dvc repro` on a SLURM: the same command, the same results."""

import pytest
from slurm.queue import hurry, printed
from versioned import BEFORE_TRAINING, FASTER, Clone, stages_run

pytestmark = [pytest.mark.workflow, pytest.mark.slurm]


def test_dvc_repro_on_a_cluster_gives_the_same_tables(
    slurm: None, done: Clone, retrained: tuple[Clone, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The change of a training setting, made there instead of here."""
    local, _ = retrained
    done.replace(*FASTER)
    hurry(done.folder)
    monkeypatch.setenv("SNAKEMAKE_PROFILE", "profiles/slurm")
    said = done.dvc("repro")
    assert BEFORE_TRAINING.isdisjoint(stages_run(said))
    jobs = printed("squeue", "--noheader", "--states=all", "--format=%Z|%T|%k").splitlines()
    own = [line.split("|")[1:] for line in jobs if line.startswith(f"{done.folder}|")]
    assert {state for state, _ in own} == {"COMPLETED"}
    assert any("train_model" in rule for _, rule in own)
    for name in ("table1.csv", "table3.csv", "metrics.json", "claims.md"):
        assert done.read(name) == local.read(name), name
    monkeypatch.delenv("SNAKEMAKE_PROFILE")
    done.is_clean()
