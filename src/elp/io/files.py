"""Outputs appear whole or not at all, and what is damaged is said to be."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from elp.errors import MediaError

REMAKE = "delete it and run the workflow again"  # the remedy for a faulty file of the workflow
STAMP = ".snakemake_timestamp"  # Snakemake leaves it in a folder that is an output, for its time


@contextmanager
def atomic(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside the target; on success it is renamed to the target.

    The temporary name keeps the suffix, since writers choose the format by it. A folder made at
    the temporary path is moved as a whole. On an error nothing of it is left.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.stem}.partial{path.suffix}")
    _remove(temporary)
    try:
        yield temporary
        if temporary.is_dir():
            _remove(path)
        temporary.replace(path)
    finally:
        _remove(temporary)


def write_text(path: Path, text: str) -> None:
    """Write a text in UTF-8, whole or not at all."""
    with atomic(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def inside(root: Path, relative: str) -> Path:
    """A path below the root.

    Raises
    ------
    MediaError
        If it leads out of the root, by `..` or through a link.
    """
    path = root / relative
    if not path.resolve().is_relative_to(root.resolve()):
        raise MediaError(
            f"{path} leads out of the data set's root {root}; put the file itself there"
        )
    return path


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
