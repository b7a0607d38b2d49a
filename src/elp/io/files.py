"""Files that are written whole or not at all, and paths that stay inside a folder."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from elp.errors import MediaError

REMAKE = "delete it and run the workflow again"  # the remedy for a faulty file of the workflow
STAMP = ".snakemake_timestamp"  # Snakemake keeps the time of an output folder in it


@contextmanager
def atomic(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside the target, and rename it to the target on success.

    The temporary name keeps the suffix, because writers choose the format by it. A folder created
    at the temporary path is moved as a whole. After an error nothing of it remains.
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
    """Return a path below the root.

    Raises
    ------
    MediaError
        If the path lies outside the root, by `..` or through a link.
    """
    path = root / relative
    if not path.resolve().is_relative_to(root.resolve()):
        raise MediaError(
            f"{path} lies outside the data set's root {root}; copy the file into the root"
        )
    return path


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
