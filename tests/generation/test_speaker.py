"""A speaker's video becomes the features of a trained listener."""

from pathlib import Path

import numpy as np
import pytest
from skimage.data import astronaut

from elp.coefficients import Coefficients
from elp.errors import DataError, MediaError
from elp.generation.bundle import Bundle
from elp.generation.speaker import Speaker, features_of, read_speaker
from elp.media.audio import RATE, mfcc
from elp.media.video import write_video


@pytest.fixture(scope="module")
def speaker(talk: Path, bundle: Bundle) -> Speaker:
    return read_speaker(talk, bundle)


def test_motion_and_sound_have_the_same_length(speaker: Speaker) -> None:
    assert len(speaker) == 30
    assert len(speaker.sound) == 30 * RATE // 25
    assert speaker.motion.expression.shape == (30, 6)


def test_the_head_is_tracked(speaker: Speaker) -> None:
    """The video shifts it along a sine of four pixels."""
    expected = np.sin(np.arange(30) / 4)
    found = speaker.motion.pose[:, 3]
    assert np.corrcoef(expected.round(1), found)[0, 1] > 0.95


def test_features_are_computed_as_in_the_workflow(speaker: Speaker, bundle: Bundle) -> None:
    listener = Coefficients(np.ones((1, 6)), np.full((1, 6), 0.02), np.zeros(1, bool))
    found = features_of(speaker, listener, bundle)
    np.testing.assert_allclose(found.mfcc, mfcc(speaker.sound, 30, fps=25.0), rtol=1e-6)
    np.testing.assert_allclose(found.listener_expression, 1)
    np.testing.assert_allclose(found.listener_pose[:, :3], 1, rtol=1e-5)
    assert found.style.shape == (30, 18)
    (clip,) = found.clips
    assert clip.frames == 30


def write(path: Path, picture: np.ndarray, *, loud: float | None, frames: int = 12) -> Path:
    sound = None
    if loud is not None:
        noise = np.random.default_rng(0).normal(size=frames * RATE // 25)
        sound = (loud * noise).astype(np.float32)
    write_video(path, [picture] * frames, sound=sound)
    return path


def test_an_unusable_video_is_refused_with_its_reason(bundle: Bundle, tmp_path: Path) -> None:
    face, wall = np.ascontiguousarray(astronaut()[:300, 80:380]), np.full((64, 64, 3), 90, np.uint8)
    with pytest.raises(MediaError, match="no sound"):
        read_speaker(write(tmp_path / "mute.mp4", face, loud=None), bundle)
    with pytest.raises(DataError, match=r"silent\.mp4 is silent"):
        read_speaker(write(tmp_path / "silent.mp4", face, loud=0), bundle)
    with pytest.raises(DataError, match=r"short\.mp4: 0\.04 s are too short"):
        read_speaker(write(tmp_path / "short.mp4", face, loud=0.1, frames=1), bundle)
    with pytest.raises(MediaError, match="shows no face"):
        read_speaker(write(tmp_path / "wall.mp4", wall, loud=0.1), bundle)
    (tmp_path / "text.mp4").write_text("no video")
    with pytest.raises(MediaError, match=r"text\.mp4"):
        read_speaker(tmp_path / "text.mp4", bundle)
