"""Folders that pytest-xdist's processes share."""

from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def made_once(
    factory: pytest.TempPathFactory,
    name: str,
    worker_id: str,
    make: Callable[[Path], None],
) -> Path:
    """A folder that the first process makes while the others wait.

    Parameters
    ----------
    factory : pytest.TempPathFactory
        Its base folder belongs to the process and lies in that of the session.
    name : str
        The folder's name.
    worker_id : str
        The name of the process in pytest-xdist; `master` without it.
    make : callable
        Fills the folder, which is empty. If it fails, the next process tries again in another one.
    """
    base = factory.getbasetemp()
    session = base if worker_id == "master" else base.parent
    done = session / f"{name}.done"
    with FileLock(session / f"{name}.lock"):
        if not done.exists():
            folder = factory.mktemp(name)
            make(folder)
            done.write_text(str(folder))
    return Path(done.read_text())
