"""Files of coefficients that were extracted elsewhere: named arrays, or one of a known width.

T frames, D columns of expression, P of pose, W of any array.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float32

from elp.datasets.torch_files import read_torch_file
from elp.errors import DataError
from elp.io.arrays import opened
from elp.media.audio import N_MFCC

NAMES = ("expression", "pose", "blink", "mfcc")
ROTATION = 3  # columns, the first of every pose


class Layout(NamedTuple):
    """Columns of expression and pose in a single array."""

    name: str
    expression: slice
    pose: tuple[slice, ...]


# By the number of columns. Other orders of as many columns need named arrays.
LAYOUTS = {
    56: Layout("DECA: expression 50, rotation 3, jaw 3", slice(0, 50), (slice(50, 56),)),
    184: Layout("DECA of L2L: 50, 3, 3, detail 128", slice(0, 50), (slice(50, 56),)),
    70: Layout(
        "BFM of ViCo: angle 3, expression 64, translation 3",
        slice(3, 67),
        (slice(0, 3), slice(67, 70)),
    ),
    73: Layout("BFM of ViCo: 3, 64, 3, crop 3", slice(3, 67), (slice(0, 3), slice(67, 70))),
    257: Layout(
        "BFM, `coeff`: identity 80, expression 64, texture 80, angle 3, light 27, translation 3",
        slice(80, 144),
        (slice(224, 227), slice(254, 257)),
    ),
}


@dataclass(frozen=True)
class CoefficientFile:
    """Coefficients of one participant at the file's own frame rate.

    Attributes
    ----------
    layout : str
        Name of the layout that was recognised.
    expression : array, shape (T, D)
    pose : array, shape (T, P)
        The head's rotation first; P is at least 3.
    blink : array, shape (T,), or None
        None if the file has no blinks.
    mfcc : array, shape (T, 29), or None
        MFCC of the speech, for a clip without sound.
    """

    layout: str
    expression: Float32[np.ndarray, "T D"]
    pose: Float32[np.ndarray, "T P"]
    blink: Bool[np.ndarray, "T"] | None
    mfcc: Float32[np.ndarray, "T 29"] | None

    def __len__(self) -> int:
        """Number of frames."""
        return len(self.expression)


def read_coefficient_file(path: Path) -> CoefficientFile:
    """Read and check a file; pickled objects are never opened.

    Parameters
    ----------
    path : Path
        An `.npz` with `expression` and `pose`, and `blink` and `mfcc` if known; or an `.npz` or
        `.npy` with a single array whose width is in `LAYOUTS`; or ViCo's `.mat` with `coeff` or
        `.bin` with `angle.exp.trans`.

    Raises
    ------
    DataError
        If it is missing, pickled or of another shape, or has values that are not finite numbers.
    """
    arrays = _load(path)
    layout = "named arrays"
    if len(arrays) == 1 and not arrays.keys() & set(NAMES):
        layout, arrays = _split(path, next(iter(arrays.values())))
    if missing := [name for name in ("expression", "pose") if name not in arrays]:
        raise DataError(
            f"{path} lacks {' and '.join(missing)}; it has {sorted(arrays)}. Save the arrays "
            "expression (T, D) and pose (T, P) with numpy.savez, or a single known array"
        )
    values = {name: _checked(path, name, arrays[name]) for name in NAMES if name in arrays}
    lengths = {name: len(array) for name, array in values.items()}
    if len(set(lengths.values())) > 1:
        raise DataError(
            f"{path} has arrays of different lengths, {lengths}; save the same frames in each"
        )
    blink = values.get("blink")
    return CoefficientFile(
        layout=layout,
        expression=values["expression"],
        pose=values["pose"],
        blink=None if blink is None else blink > 0.5,
        mfcc=values.get("mfcc"),
    )


def _load(path: Path) -> dict[str, np.ndarray]:
    if not path.is_file():
        raise DataError(f"{path} does not exist; correct the clip sheet, or put the file there")
    if path.suffix == ".mat":
        return {"coeff": _from_matlab(path)}
    if path.suffix == ".bin":
        return {"angle.exp.trans": _from_torch(path)}
    if path.suffix not in (".npy", ".npz"):
        raise DataError(
            f"{path}: not a .npy, .npz, .mat or .bin file; save its arrays with numpy.savez"
        )
    remedy = "pickled objects are not opened: save float arrays with numpy.savez"
    with opened(path, what=f"{path.suffix} file", remedy=remedy) as loaded:
        if isinstance(loaded, np.ndarray):
            return {"array": loaded}
        names = [name for name in loaded.files if name in NAMES] or loaded.files
        return {name: loaded[name] for name in names}


def _from_matlab(path: Path) -> np.ndarray:
    """The array `coeff` of Deep3DFaceRecon."""
    import scipy.io  # slow to import

    try:
        return np.asarray(scipy.io.loadmat(path, variable_names=["coeff"])["coeff"])
    except KeyError:
        raise DataError(f"{path} has no array `coeff`; give Deep3DFaceRecon's file") from None
    except Exception as error:  # a damaged file can cause any
        raise DataError(f"{path}: not a readable MATLAB file ({error}); get it again") from error


def _from_torch(path: Path) -> np.ndarray:
    """The array `angle.exp.trans` of ViCo's rearranged features."""
    features = read_torch_file(path)
    if not isinstance(features, dict) or "angle.exp.trans" not in features:
        raise DataError(f"{path} has no array `angle.exp.trans`; give ViCo's video feature file")
    return np.asarray(features["angle.exp.trans"])


def _split(path: Path, array: np.ndarray) -> tuple[str, dict[str, np.ndarray]]:
    """Expression and pose of a single array."""
    layout = LAYOUTS.get(array.shape[1]) if array.ndim == 2 else None
    if layout is None:
        raise DataError(
            f"{path} has an array of shape {array.shape}; known are (T, W) with W in "
            f"{sorted(LAYOUTS)}. Save the arrays expression and pose of one clip with numpy.savez"
        )
    pose = np.concatenate([array[:, columns] for columns in layout.pose], axis=1)
    return layout.name, {"expression": array[:, layout.expression], "pose": pose}


def _checked(path: Path, name: str, values: np.ndarray) -> Float32[np.ndarray, "T *W"]:
    shapes = {"expression": "(T, D)", "pose": "(T, P), P at least 3", "blink": "(T,)"}
    widths = {"pose": ROTATION, "expression": 1}
    fits = values.ndim == (1 if name == "blink" else 2) and len(values) > 0
    if fits and name == "mfcc":
        fits = values.shape[1] == N_MFCC
    elif fits and name in widths:
        fits = values.shape[1] >= widths[name]
    if not fits:
        shape = shapes.get(name, f"(T, {N_MFCC})")
        raise DataError(f"{path}: {name} has the shape {values.shape}, not {shape}; reshape it")
    if values.dtype.kind not in "biuf":  # booleans, integers, floats
        raise DataError(f"{path}: {name} holds {values.dtype}, not numbers; save it as float32")
    faulty = ~np.isfinite(values.reshape(len(values), -1)).all(axis=1)
    if faulty.any():
        raise DataError(
            f"{path}: {name} is not finite in {faulty.sum()} of {len(values)} frames, first in "
            f"frame {int(faulty.argmax())}; interpolate them, or leave out the clip"
        )
    return values.astype(np.float32)
