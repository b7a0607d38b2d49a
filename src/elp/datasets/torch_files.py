"""Files that others wrote with `torch.save`: arrays, numbers and text; no code is run."""

from pathlib import Path
from typing import Any

import numpy as np

from elp.errors import DataError

# The types of plain numpy arrays and numbers.
_DTYPES = ("Float16", "Float32", "Float64", "Int8", "Int16", "Int32", "Int64", "UInt8", "Bool")


def read_torch_file(path: Path) -> Any:
    """Read tensors, numpy arrays, numbers, text, and lists and dicts of them.

    Raises
    ------
    DataError
        If the file is missing or damaged, or holds anything else; nothing is executed.
    """
    import torch  # slow to import

    if not path.is_file():
        raise DataError(f"{path} does not exist; put the file there")
    try:
        with torch.serialization.safe_globals(_plain()):
            return torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # a damaged pickle can cause any
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise DataError(
            f"{path} is damaged, or holds more than tensors, arrays, numbers and text, and is "
            f"not opened ({first[:160]}); save its arrays with numpy.savez"
        ) from error


def _plain() -> list[Any]:
    reconstruct = np.zeros(1).__reduce__()[0]
    scalar = np.float64(0).__reduce__()[0]
    dtypes = [getattr(np.dtypes, f"{name}DType") for name in _DTYPES]
    return [
        np.ndarray,
        np.dtype,
        *dtypes,
        (reconstruct, "numpy.core.multiarray._reconstruct"),
        (reconstruct, "numpy._core.multiarray._reconstruct"),
        (scalar, "numpy.core.multiarray.scalar"),
        (scalar, "numpy._core.multiarray.scalar"),
        (_bytes, "_codecs.encode"),
    ]


def _bytes(text: str, encoding: str = "latin1") -> bytes:
    """Bytes as pickles of protocol 2 store them, in latin1 only."""
    if encoding != "latin1":
        raise ValueError(f"the codec {encoding} is not used")
    return text.encode("latin1")
