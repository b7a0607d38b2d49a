"""Profiles say how to run: they name rules that exist, and do not contradict each other."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from workplace import ROOT, Workplace

pytestmark = pytest.mark.workflow


def profile(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / f"profiles/{name}/profile.yaml").read_text())
    return found


def rules() -> set[str]:
    texts = [path.read_text() for path in (ROOT / "rules").glob("*.smk")]
    return set(re.findall(r"^rule (\w+):", "\n".join(texts), re.MULTILINE))


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


def test_default_profile_leaves_to_the_cluster_what_is_its_own() -> None:
    """It is merged with any other profile, and wins (Snakemake 9)."""
    assert not set(profile("default")) & set(profile("slurm"))


@pytest.mark.parametrize(("method", "gpus"), [("warp", 0), ("learned", 1)])
def test_rendering_asks_for_a_gpu_where_a_network_draws(
    new_workplace: Callable[[str], Workplace], method: str, gpus: int
) -> None:
    workplace = new_workplace(f"gpus_{method}")
    config = ("--config", f"renders={{method: {method}}}")
    profiled = ("--profile", "profiles/slurm", "--dry-run")
    printed = workplace.run(*profiled, "results/renderer.csv", *config)
    (training,) = resources(printed, "train_renderer")
    assert "gpu=1" in training
    judged = resources(printed, "reconstructions")
    assert sorted(re.findall(r"gpu=(\d)", "".join(judged))) == ["0", "0", "1"]
    strips = "results/strips/sample_vico/seed0/test"
    drawn = resources(workplace.run(*profiled, strips, *config), "renders")
    assert drawn
    assert all(f"gpu={gpus}" in asked for asked in drawn)


def resources(printed: str, rule: str) -> list[str]:
    """What the jobs of a rule ask for."""
    return re.findall(rf"^rule {rule}:\n(?:    .*\n)*?    resources: (.*)$", printed, re.MULTILINE)
