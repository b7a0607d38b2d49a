"""Profiles name rules that exist and do not contradict each other."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from slurm.asked import asked, touch
from workplace import ROOT, Workplace

from elp.config.data import Layout

pytestmark = pytest.mark.workflow

PLANNED = ("--profile", "profiles/slurm", "--dry-run")
# Files that a dry run needs below a data set's root.
FILES = {
    "vico": "RLD_data.csv",
    "vico_coefficients": "RLD_data.csv",
    "talking_heads": "train/a.mp4",
}


def profile(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / f"profiles/{name}/profile.yaml").read_text())
    return found


def rules() -> set[str]:
    texts = [path.read_text() for path in (ROOT / "rules").glob("*.smk")]
    return set(re.findall(r"^(?:use rule \w+ as|rule) (\w+)", "\n".join(texts), re.MULTILINE))


@pytest.mark.parametrize("key", ["set-resources", "groups"])
def test_cluster_profile_names_rules(key: str) -> None:
    named = set(profile("slurm")[key])
    assert named
    assert named <= rules()


def test_local_rules_are_in_no_group() -> None:
    listed = re.search(r"^localrules:\n((?:    \w+,\n)+)", (ROOT / "Snakefile").read_text(), re.M)
    assert listed is not None
    local = set(re.findall(r"\w+", listed[1]))
    assert local <= rules() | {"all"}
    assert not local & set(profile("slurm")["groups"])


def test_default_profile_sets_nothing_that_the_cluster_profile_sets() -> None:
    """Snakemake 9 merges it with any other profile, and it wins."""
    assert not set(profile("default")) & set(profile("slurm"))


@pytest.mark.parametrize(("method", "gpus"), [("warp", 0), ("learned", 1)])
def test_rendering_asks_for_a_gpu_where_a_network_draws(
    new_workplace: Callable[[str], Workplace], method: str, gpus: int
) -> None:
    workplace = new_workplace(f"gpus_{method}")
    config = ("--config", f"renders={{method: {method}}}")
    printed = workplace.run(*PLANNED, "results/renderer.csv", *config)
    (training,) = resources(printed, "train_renderer")
    assert "gpu=1" in training
    judged = resources(printed, "reconstruction")
    assert sorted(re.findall(r"gpu=(\d)", "".join(judged))) == ["0", "0", "1"]
    pictures = ("results/gallery/index.html", "results/figure4.png")
    printed = workplace.run(*PLANNED, *pictures, *config)
    for rule in ("renders", "grids"):
        drawn = resources(printed, rule)
        assert drawn
        assert all(f"gpu={gpus}" in asked for asked in drawn)


def resources(printed: str, rule: str) -> list[str]:
    """Resources of the jobs of a rule."""
    return re.findall(rf"^rule {rule}:\n(?:    .*\n)*?    resources: (.*)$", printed, re.MULTILINE)


@pytest.mark.parametrize("layout", get_args(Layout))
def test_every_layout_can_be_planned_from_nothing(
    new_workplace: Callable[[str], Workplace], layout: str
) -> None:
    """Snakemake refuses a group with a job outside between two of it; layouts differ in this."""
    workplace = laid_out(new_workplace(f"planned_{layout}"), layout)
    printed = workplace.run(*PLANNED)
    for rule in ("features", "metrics", "table"):
        assert f"rule {rule}:" in printed


def laid_out(workplace: Workplace, layout: str) -> Workplace:
    """Settings for all results of a data set of this layout, and the files that a dry run needs."""
    settings = yaml.safe_load((workplace.folder / "config/own.yaml").read_text())
    own: dict[str, Any] = settings["datasets"]["own"] | {"layout": layout}
    settings["datasets"]["own"] = own
    touch(workplace.folder / own["root"] / FILES.get(layout, "clips.csv"))
    if layout == "sample_corpus":
        own |= {"root": None, "corpus": {}}
    elif layout in ("l2l", "lm_listener"):
        own |= {"emotion_source": "table", "emotion_table": f"{own['root']}/clips.csv"}
    if layout == "talking_heads":
        settings = {"datasets": {"own": own}, "renderer": settings["renderer"]}
    elif layout in ("vico_coefficients", "coefficients", "l2l", "lm_listener"):
        settings |= {"renders": {"datasets": []}, "renderer": None, "listener": None}
    (workplace.folder / "own.yaml").write_text(yaml.safe_dump(settings))
    return Workplace(workplace.folder, Path("own.yaml"))


@pytest.mark.slurm
def test_every_process_of_a_training_has_its_cpus_on_one_node(
    slurm: None, new_workplace: Callable[[str], Workplace]
) -> None:
    workplace = new_workplace("cpus")
    results = workplace.folder / "results"
    for name in ("statistics.npz", "train.arrow"):  # in the order in which they are made
        touch(results / f"features/sample_vico/{name}")
    for shard in range(2):
        touch(results / f"renderer/frames/sample_vico/shard{shard}.parquet")
    targets = [
        f"results/{n}/model.safetensors" for n in ("models/sample_vico/elp/seed0", "renderer")
    ]
    both = {"train_model": {"gpu": 2}, "train_renderer": {"gpu": 2}}
    model, renderer = asked(workplace, *targets, jobs=2, changed=both)
    for job, rule, threads in ((model, "train_model", 1), (renderer, "train_renderer", 2)):
        assert f"Comment=rule_{rule}" in job
        told = {"NumNodes=1-1", "TresPerJob=gres:gpu:2", f"CpusPerTres=gres:gpu:{threads}"}
        assert told <= set(job.split())


@pytest.mark.slurm
def test_shards_are_separate_jobs(slurm: None, new_workplace: Callable[[str], Workplace]) -> None:
    workplace = laid_out(new_workplace("shards"), "coefficients")
    touch(workplace.folder / "results/videos/own/clips.csv")
    shards = [f"results/tracking/own/coefficients/shard{shard}.parquet" for shard in range(2)]
    jobs = asked(workplace, *shards, jobs=2)
    assert len(jobs) == 2
    for job in jobs:
        assert "given_import_coefficients_sounds" in job
        assert {"NumCPUs=1", "MinMemoryNode=2000M"} <= set(job.split())


@pytest.mark.slurm
def test_a_group_asks_for_memory_by_its_data(
    slurm: None, new_workplace: Callable[[str], Workplace]
) -> None:
    """Although the output of its first job does not exist yet."""
    workplace = new_workplace("memory")
    results = workplace.folder / "results"
    touch(results / "tracking/sample_vico/face_model.npz")
    for shard in range(2):
        touch(results / f"tracking/sample_vico/coefficients/shard{shard}.parquet", megabytes=100)
    for name in ("train", "test"):
        touch(results / f"features/sample_vico/{name}.arrow", megabytes=300)
    scores = "results/metrics/sample_vico/gt/seed0/test.parquet"
    (job,) = asked(workplace, scores, jobs=1)
    assert f"MinMemoryNode={2000 + 5 * (2 * 100 + 2 * 300)}M" in job.split()
