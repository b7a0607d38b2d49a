"""Workplaces that the tests of the workflow share."""

from collections.abc import Callable

import pytest
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
