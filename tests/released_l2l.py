"""Random arrays in the format of Learning2Listen's release: names, dtypes, shapes."""

from pathlib import Path

import numpy as np

FRAMES = 64


def write_release(
    root: Path, listener: str, split: str, starts: dict[str, list[int]], seed: int = 0
) -> dict[str, np.ndarray]:
    """Write the four arrays of a listener and split.

    Parameters
    ----------
    root : Path
        Folder for `data/{listener}/{split}/p…_clean_deca.npy`.
    starts : dict
        First frame of each window of 64 by video.
    """
    places = [(video, start) for video, own in starts.items() for start in own]
    rng = np.random.default_rng(seed)
    count, listens = len(places), 1 if listener == "fallon" else 0
    faces = rng.normal(0, 0.1, (2, count, FRAMES, 184)).astype(np.float32).cumsum(axis=2) / 8
    arrays = {
        f"p{listens}_list_faces": faces[0],
        f"p{1 - listens}_speak_faces": faces[1],
        f"p{1 - listens}_speak_audio": rng.random((count, 4 * FRAMES, 128)).astype(np.float32),
        f"p{1 - listens}_speak_files": np.array(
            [[[video, "1", str(start + k)] for k in range(FRAMES)] for video, start in places]
        ),
    }
    folder = root / "data" / listener / split
    folder.mkdir(parents=True)
    for name, array in arrays.items():
        np.save(folder / f"{name}_clean_deca.npy", array)
    return arrays
