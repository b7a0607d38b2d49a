"""A queue of experiments, each run in its own folder."""

import json
import re

import pytest
from versioned import BEFORE_TRAINING, CLEAN, Clone, jobs_run, stages_run

pytestmark = pytest.mark.workflow

SETTING = "config/config.yaml:+metrics.fd_scope"  # `+`: the file does not have it
FD = "table1.sample_vico.elp.expression_fd"


def test_queued_experiments_run_and_one_is_applied(done: Clone) -> None:
    before = done.read("metrics.json")
    queued = done.dvc("exp", "run", "--queue", "--set-param", f"{SETTING}=clip,pooled")
    names = re.findall(r"Queued experiment '([\w-]+)'", queued)
    assert len(names) == 2
    printed = done.dvc("exp", "run", "--run-all")
    assert (BEFORE_TRAINING | {"models"}).isdisjoint(stages_run(printed))
    assert {"metrics", "table"} <= jobs_run(printed)
    assert {"train_model", "samples"}.isdisjoint(jobs_run(printed))
    assert done.read("metrics.json") == before
    chosen = {name: setting_of(done, name) for name in names}
    assert sorted(chosen.values()) == ["clip", "pooled"]
    changes = {scope: change_of(done, name) for name, scope in chosen.items()}
    assert changes["clip"] is None  # the default, given explicitly
    assert changes["pooled"] is not None
    pooled = next(name for name, scope in chosen.items() if scope == "pooled")
    done.dvc("exp", "apply", pooled)
    assert CLEAN in done.dvc("status")
    assert "fd_scope: pooled" in (done.folder / "config/config.yaml").read_text()
    first, *keys = FD.split(".")
    value = json.loads(done.read("metrics.json"))[first]
    for key in keys:
        value = value[key]
    assert value == changes["pooled"]["new"] != changes["pooled"]["old"]


def setting_of(clone: Clone, name: str) -> str:
    """The setting of an experiment."""
    (params,) = json.loads(clone.dvc("params", "diff", "--json", "HEAD", name)).values()
    return str(params["metrics.fd_scope"]["new"])


def change_of(clone: Clone, name: str) -> dict[str, float] | None:
    """How an experiment changed a number; None if it did not."""
    found = json.loads(clone.dvc("metrics", "diff", "--json", "HEAD", name))
    change: dict[str, float] | None = found.get("results/metrics.json", {}).get(FD)
    return change
