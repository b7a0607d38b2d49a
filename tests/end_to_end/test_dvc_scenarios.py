"""Snakemake computes, DVC remembers: what people do with both, on a corpus of seconds.

In the order of a life: from nothing, again, changed, shared, back in time.
"""

import io
import json
import re
from pathlib import Path

import pandas as pd
import pytest
import yaml
from dvc_faults import misplaced, unversioned
from versioned import BEFORE_TRAINING, Clone, jobs_run, stages_of, stages_run

pytestmark = pytest.mark.workflow

SETTINGS = "config/config.yaml"


def test_from_nothing_everything_runs_and_ends_clean(from_nothing: tuple[Clone, str]) -> None:
    clone, printed = from_nothing
    assert stages_run(printed) == stages_of(clone)
    assert {"landmarks", "train_model", "metrics", "table", "headlines"} <= jobs_run(printed)
    clone.is_clean()
    assert clone.git("status", "--short") == ""
    assert "results/table1.csv" in clone.git("ls-files", "results")


def test_every_file_is_in_one_stage_or_said_to_be_in_none(
    from_nothing: tuple[Clone, str],
) -> None:
    folder = from_nothing[0].folder
    document = yaml.safe_load((folder / "dvc.yaml").read_text())
    files = [path for path in (folder / "results").rglob("*") if path.is_file()]
    names = [path.relative_to(folder).as_posix() for path in files]
    versioned = [name for name in names if not unversioned(name)]
    assert 0 < len(versioned) < len(names)
    assert misplaced(document, versioned) == []
    assert misplaced(document, ["results/stray.csv"]) == ["results/stray.csv is in no stage"]


def test_an_experiment_with_a_training_setting_redoes_training_and_what_follows(
    retrained: tuple[Clone, str],
) -> None:
    clone, printed = retrained
    assert BEFORE_TRAINING.isdisjoint(stages_run(printed))
    assert {"models", "samples", "metrics", "tables", "provenance"} <= set(stages_run(printed))
    assert "landmarks" not in jobs_run(printed)
    assert {"train_model", "samples", "metrics", "table"} <= jobs_run(printed)
    clone.is_clean()


def test_a_sampling_setting_trains_nothing(done: Clone) -> None:
    done.replace(SETTINGS, "samples: 2", "samples: 3")
    planned = done.snakemake("--dry-run")
    for rule in ("samples", "metrics", "table"):
        assert f"rule {rule}:" in planned, planned[-3000:]
    assert "rule train_model:" not in planned
    assert "samples" in (status := done.dvc("status"))
    assert "models" not in re.findall(r"^(\w+):$", status, re.MULTILINE)


def test_a_change_that_changes_nothing_stops_there(done: Clone) -> None:
    with (done.folder / "scripts/label_emotion.py").open("a") as script:
        script.write("\n# a remark\n")
    printed = done.dvc("repro")
    assert stages_run(printed) == ["emotion", "provenance"]
    assert jobs_run(printed) == {"emotion"}
    done.is_clean()


def test_an_older_commit_and_back(retrained: tuple[Clone, str], tmp_path: Path) -> None:
    clone = retrained[0].copy(tmp_path / "clone")
    clone.commit("Faster learning")
    branch = clone.git("branch", "--show-current").strip()
    tables = [clone.read("table1.csv")]
    for commit in ("HEAD~1", branch):
        clone.git("checkout", "--quiet", commit)
        clone.dvc("checkout")
        clone.is_clean()
        tables.append(clone.read("table1.csv"))
    assert tables[0] == tables[2] != tables[1]


def test_a_failing_script_names_its_stage_and_shows_its_log(done: Clone) -> None:
    done.replace(
        "scripts/draw_figure8.py",
        "        shares =",
        '        raise ValueError("odd")\n        shares =',
    )
    printed = done.dvc("repro", succeeds=False)
    assert "failed to reproduce 'figures'" in printed
    assert "ValueError: odd" in printed
    assert "tables" not in stages_run(printed)
    status = done.dvc("status")
    assert "figures" in status
    done.git("checkout", "scripts")
    done.dvc("repro")
    done.is_clean()


def test_an_experiment_is_compared_with_its_commit(retrained: tuple[Clone, str]) -> None:
    done, _ = retrained
    now = json.loads(done.read("metrics.json"))
    shown = json.loads(done.dvc("exp", "show", "--json"))
    assert "faster" in json.dumps(shown)
    (params,) = json.loads(done.dvc("params", "diff", "--json", "HEAD")).values()
    assert params == {"runs.elp.ase.optimiser.learning_rate": {"old": None, "new": 0.01}}
    then = json.loads(done.git("show", "HEAD:results/metrics.json"))
    changes = json.loads(done.dvc("metrics", "diff", "--json", "HEAD"))["results/metrics.json"]
    change = changes["table1.sample_vico.elp.expression_fd"]
    assert change["old"] == then["table1"]["sample_vico"]["elp"]["expression_fd"]
    assert change["new"] == now["table1"]["sample_vico"]["elp"]["expression_fd"]
    assert change["old"] != change["new"]
    plots = json.loads(done.dvc("plots", "diff", "--json", "HEAD"))["data"]
    assert {"emotions", "training/models/sample_vico", "results/table3.png"} <= set(plots)
    drawn = plots["table3/fd"][0]["content"]["data"]["values"]
    drawn_fd = {row["rev"]: float(row["fd"]) for row in drawn if row["method"] == "elp"}
    assert drawn_fd == {
        "HEAD": fd_of_elp(done.git("show", "HEAD:results/table3.csv")),
        "workspace": fd_of_elp(done.read("table3.csv").decode()),
    }


def fd_of_elp(table: str) -> float:
    return float(pd.read_csv(io.StringIO(table)).set_index("method").loc["elp", "fd"])
