"""Numpy's .npy and .npz files: written whole or not at all, and nothing in them is unpickled."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.lib.npyio import NpzFile

from elp.errors import DataError, ElpError
from elp.io.files import REMAKE, atomic


def write_arrays(path: Path, arrays: Mapping[str, np.ndarray], *, compressed: bool = False) -> None:
    """Write named arrays to an .npz file, in their order."""
    save = np.savez_compressed if compressed else np.savez
    with atomic(path) as temporary:
        save(temporary, allow_pickle=False, **arrays)


def write_array(path: Path, array: np.ndarray) -> None:
    """Write an array to an .npy file."""
    with atomic(path) as temporary:
        np.save(temporary, array, allow_pickle=False)


def read_arrays(
    path: Path,
    names: Collection[str] = (),
    *,
    what: str = ".npz file",
    remedy: str = REMAKE,
) -> dict[str, np.ndarray]:
    """Read the arrays of an .npz file.

    Parameters
    ----------
    path : Path
        The file.
    names : collection of str
        Those that it must have, and that are read; none: all that it has.
    what, remedy : str
        What it is, and what to do about a fault, for the message.

    Raises
    ------
    DataError
        If it is missing, is not such a file, or lacks an array.
    """
    with opened(path, what=what, remedy=remedy) as archive:
        if isinstance(archive, np.ndarray):
            raise DataError(f"{path} holds a single array, not an archive of arrays; {remedy}")
        if missing := sorted(set(names) - set(archive.files)):
            raise DataError(f"{path} lacks the arrays {missing}; {remedy}")
        return {name: archive[name] for name in names or archive.files}


def read_array(
    path: Path,
    *,
    remedy: str = REMAKE,
    error: type[ElpError] = DataError,
    mapped: bool = False,
) -> np.ndarray:
    """Read the array of an .npy file, or map it into memory.

    Raises
    ------
    ElpError
        If it is missing or not such a file.
    """
    with opened(path, what=".npy file", remedy=remedy, error=error, mapped=mapped) as array:
        if isinstance(array, np.ndarray):
            return array
        raise error(f"{path} holds an archive of arrays, not a single one; {remedy}")


@contextmanager
def opened(
    path: Path,
    *,
    what: str,
    remedy: str,
    error: type[ElpError] = DataError,
    mapped: bool = False,
) -> Iterator[np.ndarray | NpzFile]:
    """Open a file of either kind; what fails while it is read is an error that names the file."""
    try:
        if mapped:
            yield np.load(path, mmap_mode="r", allow_pickle=False)
            return
        with path.open("rb") as stream:
            yield np.load(stream, allow_pickle=False)
    except ElpError:
        raise
    except FileNotFoundError:
        raise error(f"{path} does not exist; {remedy.removeprefix('delete it and ')}") from None
    except Exception as fault:  # a damaged file can cause any
        raise error(f"{path}: not a readable {what} ({fault}); {remedy}") from fault
