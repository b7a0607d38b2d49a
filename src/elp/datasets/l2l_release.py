"""Learning2Listen's release: windows of 64 frames in large arrays, joined to clips again.

N windows, L = 64 frames of a window, T frames of a clip.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import librosa
import numpy as np
from jaxtyping import Float, Float32

from elp.config.data import DatasetSettings, Split
from elp.datasets.clip import Clip
from elp.datasets.clip_sheet import checked
from elp.errors import ClipSheetError, DataError
from elp.io.arrays import read_array, write_arrays
from elp.io.files import atomic
from elp.media.audio import N_MFCC

logger = logging.getLogger(__name__)

FPS = 30
LENGTH, MOTION, DETAIL, MELS, MELS_PER_FRAME = 64, 56, 128, 128, 4
SHAPES = {  # of one window in each array
    "list_faces": (LENGTH, MOTION + DETAIL),
    "speak_faces": (LENGTH, MOTION + DETAIL),
    "speak_audio": (MELS_PER_FRAME * LENGTH, MELS),
    "speak_files": (LENGTH, 3),  # video, person, number of the frame
}
SECOND_LISTENS = ("fallon",)  # recordings in which the second person is the listener
SPLITS: tuple[Split, ...] = ("train", "test")


@dataclass(frozen=True)
class Release:
    """The arrays of one listener and split, mapped into memory.

    Attributes
    ----------
    listener, split : str
    listening, speaking : array, shape (N, L, 184)
        DECA of listener and speaker: expression 50, rotation 3, jaw 3, detail 128.
    mel : array, shape (N, 4 L, 128)
        Power of the speech.
    files : array of str, shape (N, L, 3)
        Video, person and number of each of the speaker's frames.
    """

    listener: str
    split: Split
    listening: Float[np.ndarray, "N L W"]
    speaking: Float[np.ndarray, "N L W"]
    mel: Float[np.ndarray, "N M B"]
    files: np.ndarray

    @classmethod
    def open(cls, folder: Path, split: Split) -> "Release":
        """Open the arrays of `{folder}/{split}`.

        Raises
        ------
        DataError
            If an array is missing, pickled, or of another shape.
        """
        listener, speaker = (1, 0) if folder.name in SECOND_LISTENS else (0, 1)
        paths = {}
        for name in SHAPES:
            person = listener if name == "list_faces" else speaker
            paths[name] = folder / split / f"p{person}_{name}_clean_deca.npy"
        arrays = {name: _open(path, SHAPES[name]) for name, path in paths.items()}
        lengths = {str(paths[name]): len(array) for name, array in arrays.items()}
        if len(set(lengths.values())) > 1:
            raise DataError(
                f"arrays of one listener differ in their windows: {lengths}; unpack them again"
            )
        return cls(folder.name, split, *(arrays[name] for name in SHAPES))

    def clips(self) -> Iterator[slice]:
        """Runs of windows that follow each other in a video."""
        start = 0
        places = [_place(window[0]) for window in self.files]
        for number in range(1, len(places) + 1):
            if number < len(places):
                video, frame = places[number - 1]
                if places[number] == (video, frame + LENGTH):
                    continue
            yield slice(start, number)
            start = number

    def write(self, rows: slice, folder: Path, prefix: str) -> Clip:
        """Write the coefficients of both people into a folder; return the clip."""
        name = f"{self.listener}_{self.split}_{rows.start:05d}"
        mel = np.asarray(self.mel[rows]).reshape(-1, MELS)
        for role, faces in (("speaker", self.speaking), ("listener", self.listening)):
            motion = np.asarray(faces[rows, :, :MOTION]).reshape(-1, MOTION)
            arrays: dict[str, Any] = {"expression": motion[:, :50], "pose": motion[:, 50:]}
            if role == "speaker":
                arrays["mfcc"] = mfcc_of_mel(mel)
            write_arrays(folder / f"{name}.{role}.npz", arrays)
        video, _ = _place(self.files[rows.start][0])
        return Clip(
            name=name,
            split=self.split,
            speaker_coefficients=f"{prefix}/{name}.speaker.npz",
            listener_coefficients=f"{prefix}/{name}.listener.npz",
            speaker_id=f"guest of {self.listener} in {Path(video).stem}",
            listener_id=self.listener,
            fps=FPS,
        )


def unpack_l2l(root: Path, settings: DatasetSettings, folder: Path) -> list[Clip]:
    """Write the clips of all listeners into a folder, and list them.

    Parameters
    ----------
    root : Path
        Contains `{listener}/{train|test}/p{0,1}_…_clean_deca.npy`, directly or in `data`.
    settings : DatasetSettings
        The splits to write.
    folder : Path
        Where `{clip}.speaker.npz` with MFCC and `{clip}.listener.npz` are written, all or none.

    Raises
    ------
    DataError
        If an array is missing, pickled, or of another shape.
    ClipSheetError
        If there is no listener, or a person is in two splits that must not share people.
    """
    base = root / "data" if (root / "data").is_dir() else root
    listeners = sorted(path.parent for path in base.glob("*/train") if path.is_dir())
    if not listeners:
        raise ClipSheetError(
            f"{base} has no folders {{listener}}/train; set `root` to Learning2Listen's folder, "
            "whose `data` contains conan, devi2, fallon, kimmel, stephen or trevor, unpacked"
        )
    clips: list[Clip] = []
    with atomic(folder) as temporary:
        temporary.mkdir()
        for listener in listeners:
            for split in (split for split in SPLITS if split in settings.splits):
                release = Release.open(listener, split)
                written = [release.write(rows, temporary, folder.name) for rows in release.clips()]
                counts = (len(written), len(release.listening))
                logger.info("%s, %s: %d clips of %d windows", listener.name, split, *counts)
                clips += written
    return checked(clips, settings, base)


def mfcc_of_mel(mel: Float[np.ndarray, "M B"]) -> Float32[np.ndarray, "T 29"]:
    """MFCC per frame of released mel spectrograms, which have four vectors per frame."""
    decibels = librosa.power_to_db(mel.T, top_db=None)
    vectors = librosa.feature.mfcc(S=decibels, n_mfcc=N_MFCC).T
    means: Float32[np.ndarray, "T 29"] = vectors.reshape(-1, MELS_PER_FRAME, N_MFCC).mean(axis=1)
    return means.astype(np.float32)


def _open(path: Path, window: tuple[int, ...]) -> np.ndarray:
    if not path.is_file():
        raise DataError(f"{path} does not exist; unpack all of the listener's arrays as released")
    remedy = (
        "pickled objects are not opened: save it again with numpy.save as numbers, or names as "
        "fixed-length strings"
    )
    array = read_array(path, remedy=remedy, mapped=True)
    if array.shape[1:] != window:
        raise DataError(
            f"{path} has the shape {array.shape}, not (N, {str(window)[1:]}; get the array again"
        )
    return np.asarray(array) if array.dtype.kind in "US" else array


def _place(row: np.ndarray) -> tuple[str, int]:
    """Video and number of a frame."""
    video, _, number = (cell.decode() if isinstance(cell, bytes) else str(cell) for cell in row)
    try:
        return video, int(float(number))
    except (ValueError, OverflowError):
        raise DataError(
            f"speak_files, {video}: the frame `{number}` has no number; save video, person and "
            "number of each frame as released"
        ) from None
