"""dvc.yaml and the Snakemake rules cannot drift apart."""

import copy
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from dvc_faults import Document, link_types, misplaced, outs_of, unversioned, unwatched
from workplace import ROOT, SOURCES, Workplace

from elp.config.root import Config
from elp.dvc import dag
from elp.dvc.dag import Job, WorkflowPlan, plan
from elp.dvc.declared import NOT_VERSIONED
from elp.dvc.sharing import datasets_in_use

pytestmark = pytest.mark.workflow

Jobs = dict[tuple[str, ...], tuple[str, str]]  # rule file, inputs and parameters by outputs
Planned = Callable[..., Jobs]


@pytest.fixture(scope="module")
def planned(new_workplace: Callable[[str], Workplace]) -> WorkflowPlan:
    """The DAG of the default settings."""
    before = Path.cwd()
    os.chdir(new_workplace("drift").folder)
    try:
        return plan()
    finally:
        os.chdir(before)


@pytest.fixture
def document() -> Document:
    """dvc.yaml as it is committed."""
    return copy.deepcopy(yaml.safe_load((ROOT / "dvc.yaml").read_text()))


def check(folder: Path) -> subprocess.CompletedProcess[str]:
    return generate(folder, "--check")


def generate(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "elp", "dvc", *options]
    environment = {**os.environ, "PYTHONPATH": str(folder / "src")}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment)


def outputs(plan: WorkflowPlan) -> list[str]:
    return [path for job in plan.jobs for path in job.outputs]


def test_the_committed_file_is_what_the_rules_give() -> None:
    result = check(ROOT)
    assert result.returncode == 0, result.stderr


def test_every_output_is_in_one_stage(document: Document, planned: WorkflowPlan) -> None:
    assert len(outputs(planned)) > 200
    assert misplaced(document, outputs(planned)) == []


def test_an_output_in_no_stage_or_in_two_is_caught(
    document: Document, planned: WorkflowPlan
) -> None:
    stages = document["stages"]
    stages["tables"]["outs"].append({"results/clips/sample_vico": {"persist": True}})
    stages["features"]["outs"] = []
    faults = misplaced(document, outputs(planned))
    assert "results/clips/sample_vico/shard0 is in ['clips', 'tables']" in faults
    assert "results/features/sample_vico/statistics.npz is in no stage" in faults


def test_no_out_could_hold_another_data_set(document: Document, planned: WorkflowPlan) -> None:
    """So nothing of a data set that dvc.yaml does not name is hashed, or pushed."""
    others = [
        path.replace(name, "talks")
        for path in outputs(planned)
        for name in ("sample_vico", "sample_l2l")
        if name in path
    ]
    assert len(others) > 200
    assert misplaced(document, others) == [f"{path} is in no stage" for path in others]


def test_data_sets_in_use_are_those_with_jobs(planned: WorkflowPlan) -> None:
    videos = {path.split("/")[2] for path in outputs(planned) if path.startswith("results/videos/")}
    assert datasets_in_use(planned.settings) == videos == {"sample_vico", "sample_l2l"}


def test_stages_come_after_what_they_read(document: Document) -> None:
    made: set[str] = set()
    for name, stage in document["stages"].items():
        results = {path for path in stage["deps"] if path.startswith("results/")}
        assert results <= made, name
        made |= set(outs_of(stage))


@pytest.fixture(scope="module")
def jobs_of(new_workplace: Callable[[str], Workplace]) -> Planned:
    """Plan `rule all` with other settings."""
    folder = new_workplace("jobs").folder

    def make(**changes: Any) -> Jobs:
        jobs: Jobs = {}

        def record(job: Any) -> Job:
            planned = of_snakemake(job)
            jobs[planned.outputs] = planned.rule_file, str([planned.inputs, *job.params])
            return planned

        (folder / "changes.yaml").write_text(yaml.safe_dump(changes))
        with pytest.MonkeyPatch.context() as patch:
            of_snakemake = dag._job
            patch.setattr(dag, "_job", record)
            patch.chdir(folder)
            plan([Path("changes.yaml")])
        return jobs

    return make


def changed_files(before: Jobs, after: Jobs) -> set[str]:
    """Rule files of jobs with the same outputs and other inputs or parameters."""
    shared = before.keys() & after.keys()
    return {before[outputs][0] for outputs in shared if before[outputs] != after[outputs]}


# A changed value of each section. `downloads` and `sharing` change no job of the default settings.
CHANGES = {
    "datasets": {"sample_vico": {"shards": 3}},
    "weights": {"face_landmarker": "config/config.yaml"},
    "clips": {"margin": 0.5},
    "tracking": {"smoothing": 0.2},
    "emotion": {"imbalance_warning": 0.8},
    "features": {"style": {"length": 20}},
    "runs": {"elp": {"ase": {"dropout": 0.25}}},
    "seeds": [7],
    "sampling": {"overlap": 5},
    "metrics": {"confidence": 0.9},
    "reference": "rlhg",
    "tables": {"table1": {"title": "Other"}},
    "mesh": {"size": 128},
    "renders": {"clips": 1},
    "listener": {"run": "elp"},
    "renderer": {"every": 3},
}


def test_a_stage_watches_each_section_that_changes_its_jobs(
    document: Document, jobs_of: Planned
) -> None:
    """Each section is changed by itself; dvc.yaml is made by reading the rules' text."""
    before = jobs_of()
    for section, value in CHANGES.items():
        changed = changed_files(before, jobs_of(**{section: value}))
        assert changed, f"{section}: this value changes nothing"
        assert unwatched(document, section, changed) == [], section
    assert CHANGES.keys() | {"downloads", "sharing"} == set(Config.model_fields)


def test_a_section_that_is_not_watched_is_caught(document: Document, jobs_of: Planned) -> None:
    changed = changed_files(jobs_of(), jobs_of(clips=CHANGES["clips"]))
    assert "clips" in changed
    document["stages"]["clips"]["params"][0]["config/config.yaml"].remove("clips")
    assert unwatched(document, "clips", changed) == ["clips"]


def test_every_section_is_named_in_the_settings() -> None:
    """DVC watches what is there: a section that appears later would go unseen."""
    assert set(yaml.safe_load((ROOT / "config/config.yaml").read_text())) == set(
        Config.model_fields
    )


def test_a_rule_without_a_stage_is_caught(tmp_path: Path) -> None:
    for source in (*SOURCES, "dvc.yaml"):
        (shutil.copytree if (ROOT / source).is_dir() else shutil.copy)(
            ROOT / source, tmp_path / source
        )
    assert check(tmp_path).returncode == 0
    snakefile = tmp_path / "Snakefile"
    text = snakefile.read_text().replace(
        "\n\nrule all:", 'include: "rules/extra.smk"\n\n\nrule all:'
    )
    snakefile.write_text(text.rstrip() + '\n        "results/extra/file.txt",\n')
    (tmp_path / "rules/extra.smk").write_text(
        'rule extra:\n    output: "results/extra/file.txt"\n    shell: "touch {output}"\n'
    )
    result = check(tmp_path)
    assert result.returncode == 1
    assert "run `python -m elp dvc` and commit it" in result.stderr
    assert "+  extra:" in result.stderr


def test_of_own_videos_nobody_is_pushed(new_workplace: Callable[[str], Workplace]) -> None:
    folder = new_workplace("own").folder
    (folder / "few seeds.yaml").write_text("seeds: [0, 1]\n")
    options = ("--configfile", "config/own.yaml", "--configfile", "few seeds.yaml")
    result = generate(folder, *options)
    assert result.returncode == 1
    assert "error: Snakemake cannot plan `rule all`" in result.stderr
    assert "data/own/clips.csv" in result.stderr
    (folder / "data/own").mkdir(parents=True)
    (folder / "data/own/clips.csv").touch()
    result = generate(folder, *options)
    assert result.returncode == 0, result.stderr
    document = yaml.safe_load((folder / "dvc.yaml").read_text())
    videos, clips, models = (document["stages"][name] for name in ("videos", "clips", "models"))
    assert "data/own/clips.csv" in videos["deps"]
    assert videos["params"][1:] == [{"config/own.yaml": None}, {"few seeds.yaml": None}]
    assert clips["outs"] == [{"results/clips/own": {"persist": True, "push": False}}]
    assert models["outs"][1:] == [{"results/models/own": {"persist": True}}]
    # Snakemake takes the command as it stands: both files, and the rule to stop at.
    assert "--configfile config/own.yaml 'few seeds.yaml' --until" in models["cmd"][0]
    planned = subprocess.run(
        f"{models['cmd'][0]} --dry-run --quiet rules",
        shell=True,
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(folder / "src")},
    )
    assert planned.returncode == 0, planned.stderr
    trained = re.search(r"^train_model +(\d+)$", planned.stdout, re.MULTILINE)
    runs = {run for run in document["plots"][0]["training/models/own"]["y"] if "seed0" in run}
    assert trained is not None
    assert int(trained[1]) == 2 * len(runs) > 20


def test_links_into_the_cache_are_caught() -> None:
    config = (ROOT / ".dvc/config").read_text()
    assert link_types(config) == []
    for kinds in ("symlink", "reflink,hardlink"):
        assert link_types(f"{config}[cache]\n    type = {kinds}\n")


def test_usage_is_not_reported() -> None:
    assert "analytics = false" in (ROOT / ".dvc/config").read_text()


def test_what_is_not_versioned_is_ignored_too() -> None:
    ignored = (ROOT / ".dvcignore").read_text().split()
    assert {f"/{path}" for path in NOT_VERSIONED} <= set(ignored)
    assert all(len(reason) > 20 for reason in NOT_VERSIONED.values())
    assert unversioned("results/models/sample_vico/elp/seed0/work")
    assert not unversioned("results/models/sample_vico/elp/seed0/training.csv")
