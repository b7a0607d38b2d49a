"""Workplaces that the tests of the workflow share."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from shared import made_once
from slurm import one_node
from versioned import FASTER, Clone, new_clone
from workplace import REPORTS, ROOT, SOURCES, TARGETS, Workplace


@pytest.fixture(scope="session")
def new_workplace(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Workplace]:
    """Make a workplace without results."""

    def make(name: str) -> Workplace:
        folder = tmp_path_factory.mktemp(name)
        for source in SOURCES:
            (folder / source).symlink_to(ROOT / source)
        return Workplace(folder)

    return make


@pytest.fixture(scope="session")
def finished(new_workplace: Callable[[str], Workplace]) -> Workplace:
    """A workplace where the tiny corpus went through to every table and figure."""
    workplace = new_workplace("finished")
    workplace.run(*TARGETS, *REPORTS)
    return workplace


@pytest.fixture
def copied(finished: Workplace, new_workplace: Callable[[str], Workplace]) -> Workplace:
    """A copy of the finished workplace that a test may change."""
    other = new_workplace("copied")
    for name in ("results", ".snakemake/metadata"):
        shutil.copytree(finished.folder / name, other.folder / name)
    return other


@pytest.fixture(scope="session")
def from_nothing(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> tuple[Clone, str]:
    """A clone where `dvc repro` made everything, committed, and what it printed."""

    def make(folder: Path) -> None:
        clone = new_clone(folder / "clone")
        (folder / "printed").write_text(clone.dvc("repro"))
        clone.commit("First results")

    folder = made_once(tmp_path_factory, "dvc", worker_id, make)
    return Clone(folder / "clone"), (folder / "printed").read_text()


@pytest.fixture
def done(from_nothing: tuple[Clone, str], tmp_path: Path) -> Clone:
    """A copy of it, to be changed."""
    return from_nothing[0].copy(tmp_path / "clone")


@pytest.fixture(scope="session")
def retrained(
    from_nothing: tuple[Clone, str], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Clone, str]:
    """A copy with an experiment on another learning rate, not committed, and what DVC printed."""
    clone = from_nothing[0].copy(tmp_path_factory.mktemp("dvc") / "second")
    return clone, clone.dvc("exp", "run", "--name", "faster", "--set-param", FASTER)


@pytest.fixture(scope="session")
def slurm() -> Iterator[None]:
    """A SLURM of one node, stopped at the end if it did not run before."""
    obstacle = one_node.why_not()
    if obstacle:
        pytest.skip(f"a SLURM of one node {obstacle}")
    ours = not one_node.runs()
    one_node.start()
    yield
    if ours:
        one_node.stop()
