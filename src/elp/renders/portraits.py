"""Videos of the real listeners' portraits, moved as one run's listeners move (results/renders)."""

from pathlib import Path

from elp.io.files import atomic
from elp.media.video import write_video
from elp.renderer.animators import Animator
from elp.renders.inputs import RenderInputs
from elp.samples.store import Sample


def write_portraits(
    folder: Path, inputs: RenderInputs, samples: list[Sample], animate: Animator
) -> None:
    """Write a folder with `{clip}.mp4` for each clip, complete or not at all.

    Parameters
    ----------
    folder : Path
    inputs : RenderInputs
    samples : list of Sample
        The run's samples of the split.
    animate : Animator
        Moves the real listener's first frame.

    Raises
    ------
    DataError
        If a clip has no sample.
    """
    with atomic(folder) as temporary:
        temporary.mkdir()
        for clip, listener in inputs.chosen(samples):
            vertices = inputs.scene.vertices(clip.listener_id, listener)
            frames = animate(*inputs.portrait(clip), vertices)
            write_video(temporary / f"{clip.name}.mp4", frames, fps=inputs.fps)
