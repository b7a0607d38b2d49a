"""Stages out of jobs, and the text of dvc.yaml out of stages."""

from pathlib import Path

import pytest
import yaml

from elp.config.root import Config, check_config
from elp.dvc.dag import Job, Plan
from elp.dvc.document import render
from elp.dvc.stages import stages_of
from elp.errors import ElpError


def job(rule_file: str, inputs: str, outputs: str, dataset: str | None = None) -> Job:
    return Job(rule_file, rule_file, tuple(inputs.split()), tuple(outputs.split()), dataset)


def settings(**changes: object) -> Config:
    ase = {"like": "elp", "ase": {}}
    return check_config(
        {
            "datasets": {
                "made_up": {"layout": "sample_corpus", "corpus": {"seed": 1}},
                "real": {"layout": "vico", "root": "somewhere"},
            },
            "runs": {"elp": {"ase": {}}, "other": ase},
            "tables": {"table1": {"datasets": ["made_up"], "runs": ["elp"]}},
            **changes,
        }
    )


def plan(*jobs: Job, **changes: object) -> Plan:
    names = tuple(dict.fromkeys(job.rule_file for job in jobs))
    return Plan(jobs, names, {name: {"runs"} for name in names}, settings(**changes))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    for name in ("first", "second", "third"):
        (tmp_path / f"rules/{name}.smk").write_text(f'"""{name.title()}: a step.\n\nMore."""\n')
    return tmp_path


def test_a_stage_comes_after_what_it_reads(root: Path) -> None:
    second = job("second", "results/first/a src/elp/x.py scripts/s.py", "results/b.csv")
    stages = stages_of(plan(second, job("first", "sheet.csv", "results/first/a")), root)
    assert [stage.name for stage in stages] == ["first", "second"]
    assert stages[0].about == "First: a step."
    assert stages[0].dependencies == ("rules/first.smk", "workflow", "src/elp", "sheet.csv")
    assert stages[1].dependencies[3:] == ("scripts/s.py", "results/first")
    assert stages[1].outputs == ("results/b.csv",)


def test_a_folder_in_two_stages_is_refused(root: Path) -> None:
    jobs = job("first", "", "results/both/a"), job("second", "", "results/both/b")
    with pytest.raises(ElpError, match=r"results/both would be in two stages.*give one its own"):
        stages_of(plan(*jobs), root)


def test_a_circle_of_rule_files_is_refused(root: Path) -> None:
    jobs = (
        job("first", "results/second/a", "results/first/b"),
        job("second", "", "results/second/a"),
        job("second", "results/first/b", "results/second/c"),
    )
    with pytest.raises(ElpError, match=r"first\.smk needs second; rules/second\.smk needs first"):
        stages_of(plan(*jobs), root)


@pytest.mark.parametrize(
    ("dataset", "people", "pushed"),
    [
        ("made_up", "made_up", True),
        ("real", "made_up", False),
        ("real", "all", True),
        ("made_up", "none", False),
    ],
)
def test_people_stay_here_unless_they_are_made_up(
    root: Path, dataset: str, people: str, pushed: bool
) -> None:
    jobs = (
        job("first", "", f"results/clips/{dataset}/shard0", dataset),
        job("second", "", f"results/models/{dataset}/model", dataset),
    )
    planned = plan(*jobs, sharing={"people": people})
    document = yaml.safe_load(render(planned, stages_of(planned, root)))
    (clips,) = document["stages"]["first"]["outs"]
    (models,) = document["stages"]["second"]["outs"]
    assert clips["results/clips"].get("push", True) is pushed
    assert models["results/models"].get("push", True)


def test_other_settings_are_options_and_watched_whole(root: Path) -> None:
    planned = plan(job("first", "", "results/a.csv"))
    own = Path("config/own.yaml")
    document = yaml.safe_load(render(planned, stages_of(planned, root), [own]))
    stage = document["stages"]["first"]
    assert stage["cmd"] == "snakemake --cores all --configfile config/own.yaml --until first"
    assert stage["params"] == [{"config/config.yaml": ["runs"]}, {"config/own.yaml": None}]
    assert stage["outs"] == [{"results/a.csv": {"persist": True, "cache": False}}]
