"""What pytest-xdist's processes make once for all of them."""

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
    """A folder that the first process makes and others wait for.

    Parameters
    ----------
    factory : pytest.TempPathFactory
        Its base folder is the process' own, and lies in one of the session.
    name : str
        Of the folder.
    worker_id : str
        Of pytest-xdist; `master` without it.
    make : callable
        Called with the folder, which does not exist yet. Where it failed the next process tries
        again, in another one.
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
