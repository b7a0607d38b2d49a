"""Stages from jobs, and the text of dvc.yaml from stages."""

from pathlib import Path

import pytest
import yaml

from elp.config.root import Config, check_config
from elp.dvc.dag import Job, WorkflowPlan, rolled
from elp.dvc.document import render
from elp.dvc.stages import stages_of
from elp.errors import ElpError


def job(rule_file: str, inputs: str, outputs: str, dataset: str = "") -> Job:
    made = tuple(outputs.split())
    patterns = (path.replace(f"/{dataset}", "/{dataset}") if dataset else path for path in made)
    outs = tuple(map(rolled, made, patterns))
    return Job(rule_file, rule_file, tuple(inputs.split()), made, outs)


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


def plan(*jobs: Job, **changes: object) -> WorkflowPlan:
    names = tuple(dict.fromkeys(job.rule_file for job in jobs))
    return WorkflowPlan(jobs, names, {name: {"runs"} for name in names}, settings(**changes))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "rules").mkdir()
    for name in ("first", "second", "third"):
        (tmp_path / f"rules/{name}.smk").write_text(f'"""{name.title()}: a step.\n\nMore."""\n')
    return tmp_path


def test_a_stage_comes_after_the_stages_it_reads(root: Path) -> None:
    second = job("second", "results/first/d/a src/elp/x.py scripts/s.py", "results/b.csv")
    stages = stages_of(plan(second, job("first", "sheet.csv", "results/first/d/a", "d")), root)
    assert [stage.name for stage in stages] == ["first", "second"]
    assert stages[0].about == "First: a step."
    assert stages[0].dependencies == ("rules/first.smk", "workflow", "src/elp", "sheet.csv")
    assert stages[1].dependencies[3:] == ("scripts/s.py", "results/first/d")
    assert stages[1].outputs == ("results/b.csv",)


def test_a_folder_in_two_stages_is_refused(root: Path) -> None:
    jobs = job("first", "", "results/both/d/a", "d"), job("second", "", "results/both/d/b", "d")
    with pytest.raises(
        ElpError, match=r"results/both/d would be in two stages.*use another folder"
    ):
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
    "path", ["clips/talks", "renderer/frames/talks", "models/talks", "emotion/talks.csv"]
)
def test_no_output_is_versioned_in_a_folder_for_another_data_set(path: str) -> None:
    """Also if the data set has the name of another folder."""
    pattern = f"results/{path}".replace("talks", "{dataset}")
    for name in ("talks", "results", "frames", "clips"):
        out = pattern.format(dataset=name)
        tail = "" if out.endswith(".csv") else "/{run}/shard0"
        assert rolled(out + tail.format(run=name), pattern + tail) == out


@pytest.mark.parametrize(
    ("dataset", "people", "pushed"),
    [
        ("made_up", "made_up", True),
        ("real", "made_up", False),
        ("real", "all", True),
        ("made_up", "none", False),
    ],
)
def test_people_are_not_pushed_unless_they_are_made_up(
    root: Path, dataset: str, people: str, pushed: bool
) -> None:
    jobs = (
        job("first", "", f"results/clips/{dataset}/shard0", dataset),
        job("second", "", f"results/models/{dataset}/model", dataset),
        job("third", "", "results/gallery/videos"),
    )
    shown = {"table1": {"datasets": [dataset], "runs": ["elp"]}}
    planned = plan(*jobs, sharing={"people": people}, tables=shown)
    document = yaml.safe_load(render(planned, stages_of(planned, root)))
    stages = document["stages"]
    (clips,), (models,), (gallery,) = (stages[n]["outs"] for n in ("first", "second", "third"))
    assert clips[f"results/clips/{dataset}"].get("push", True) is pushed
    assert models[f"results/models/{dataset}"].get("push", True)
    assert gallery["results/gallery/videos"].get("push", True) is pushed
    watched = [stages[n]["params"][0]["config/config.yaml"] for n in ("first", "second")]
    assert watched == [["runs", "sharing"], ["runs"]]


def test_pictures_of_several_data_sets_follow_the_strictest(root: Path) -> None:
    jobs = (
        job("first", "", "results/clips/made_up/shard0", "made_up"),
        job("first", "", "results/clips/real/shard0", "real"),
        job("third", "", "results/figure4.png"),
    )
    shown = {"table1": {"datasets": ["made_up", "real"], "runs": ["elp"]}}
    planned = plan(*jobs, tables=shown)
    stages = yaml.safe_load(render(planned, stages_of(planned, root)))["stages"]
    assert stages["first"]["outs"] == [
        {"results/clips/made_up": {"persist": True}},
        {"results/clips/real": {"persist": True, "push": False}},
    ]
    assert stages["third"]["outs"] == [{"results/figure4.png": {"persist": True, "push": False}}]


@pytest.mark.parametrize(
    ("names", "options"),
    [
        (["config/own.yaml"], "config/own.yaml"),
        (["config/own.yaml", "my data/seeds.yaml"], "config/own.yaml 'my data/seeds.yaml'"),
    ],
)
def test_other_settings_files_are_options_and_watched_whole(
    root: Path, names: list[str], options: str
) -> None:
    planned = plan(job("first", "", "results/a.csv"))
    document = yaml.safe_load(render(planned, stages_of(planned, root), [Path(n) for n in names]))
    stage, last = document["stages"]["first"], document["stages"]["provenance"]
    assert stage["cmd"] == f"snakemake --cores all --configfile {options} --until first"
    assert last["cmd"] == f"snakemake --cores all --configfile {options}"
    assert stage["params"] == [{"config/config.yaml": ["runs"]}, *({n: None} for n in names)]
    assert stage["outs"] == [{"results/a.csv": {"persist": True, "cache": False}}]
