"""How well a renderer shows held-out people: real motion in, the real frames to compare with.

Letters: S pixels a side.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd
from jaxtyping import UInt8

from elp.clips.folder import find_clip
from elp.clips.pictures import pictures
from elp.datasets.clip_sheet import read_canonical
from elp.errors import DataError
from elp.evaluation.picture_comparison import PictureComparison, Pictures
from elp.io.rows import write_frame
from elp.mesh.scene import MeshScene
from elp.renderer.animators import Animator
from elp.tracking.coefficient_table import read_coefficients
from elp.tracking.observations import Observations, read_observations


@dataclass(frozen=True)
class ReconstructedFiles:
    """What held-out people are reconstructed from, and compared with.

    Attributes
    ----------
    sheet : Path
        Clip sheet of the data set.
    landmarks, coefficients, clips : tuple of Path
        Of all shards.
    """

    sheet: Path
    landmarks: tuple[Path, ...]
    coefficients: tuple[Path, ...]
    clips: tuple[Path, ...]


def reconstruct(
    files: ReconstructedFiles, scene: MeshScene, animate: Animator, comparison: PictureComparison
) -> Iterator[dict[str, object]]:
    """Scores of each test clip, shown from its first frame by its real motion.

    The listener is shown, or the speaker of a talking head.
    """
    test = {clip.name: clip for clip in read_canonical(files.sheet) if clip.split == "test"}
    observed = {
        (clip, role): part
        for path in files.landmarks
        for clip, role, part in read_observations(path).participants()
        if clip in test
    }
    for name, people in read_coefficients(files.coefficients).items():
        if name in test:
            role = "listener" if "listener" in people else "speaker"
            video = find_clip(files.clips, f"{name}.{role}.mp4")
            real = np.stack(list(pictures(video, scene.painter.settings.size)))
            vertices = scene.surface(test[name].people[role]).vertices(
                people[role].expression, people[role].pose
            )
            frames = animate(real[0], vertices[0], vertices)
            yield {"clip": name, **judged(comparison, frames, real, observed[name, role])}


def write_reconstruction(path: Path, rows: Sequence[dict[str, object]], dataset: str) -> None:
    """Write a row per clip.

    Raises
    ------
    DataError
        If there is none.
    """
    if not rows:
        raise DataError(
            f"no clip of split `test` of {dataset} was tracked; the logs of rule 'coefficients' "
            "say why"
        )
    write_frame(path, pd.DataFrame(rows))


def judged(
    judge: PictureComparison,
    frames: Iterable[UInt8[np.ndarray, "S S 3"]],
    real: Pictures,
    seen: Observations,
) -> dict[str, float]:
    """Scores of frames that are made one by one; as many are compared as both have."""
    made = np.stack(list(islice(frames, len(real))))
    return judge.compare(made, real[: len(made)], seen[: len(made)])
