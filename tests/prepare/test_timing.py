"""What is said about sounds that keep together or do not."""

import re
from pathlib import Path

import numpy as np
import pytest
import soundfile
from scipy.ndimage import gaussian_filter1d

from elp.prepare.speaking import RATE
from elp.prepare.timing import TimingRemark, note_of_mouth, notes_of_tracks

FPS, SECONDS = 25, 120
FRAMES = FPS * SECONDS


def words() -> np.ndarray:
    """Loudness of a talk, 0 to 1, per frame."""
    draw = np.random.default_rng(0)
    loud = np.repeat(draw.random(FRAMES // 5) * (draw.random(FRAMES // 5) < 0.6), 5)
    return gaussian_filter1d(loud, 1.0)


def write_talk(path: Path, *, late: float = 0.0, rate: float = 0.0) -> Path:
    """A sound file of the talk, with a noise of its own."""
    time = (np.arange(SECONDS * RATE) / RATE - late) / (1 + rate)
    loud = np.interp(time * FPS, np.arange(FRAMES), words())
    hiss = np.random.default_rng(len(path.name)).normal(0, 0.2, len(time))
    soundfile.write(path, (loud + 0.01) * hiss, RATE)
    return path


def said(folder: Path, **fault: float) -> list[TimingRemark]:
    tracks = (write_talk(folder / "a.wav"), write_talk(folder / "second.wav", **fault))
    return notes_of_tracks(tracks, FRAMES)


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        ({}, "in time"),
        ({"late": 0.8}, "second.wav is 0.80 s late; cut as much from its beginning"),
        ({"late": -2.0}, "a.wav is 2.00 s late; cut as much from its beginning"),
        (
            {"late": -0.4, "rate": 0.01},
            "they drift apart; second.wav is 0.16 s early at 0:22 and 0.56 s late at 1:38; "
            "bring both to one clock",
        ),
    ],
)
def test_which_track_is_late_is_told(tmp_path: Path, fault: dict[str, float], text: str) -> None:
    (note,) = said(tmp_path, **fault)
    told = f"a.wav and second.wav, by their sounds: {text}"
    seconds = r"\d+\.\d\d"
    assert re.sub(seconds, "", note.text) == re.sub(seconds, "", told)
    found, wanted = (np.array(re.findall(seconds, each), float) for each in (note.text, told))
    np.testing.assert_allclose(found, wanted, atol=0.07)
    assert note.faulty == bool(fault)


def test_a_single_track_has_nothing_to_be_held_against(tmp_path: Path) -> None:
    assert notes_of_tracks([write_talk(tmp_path / "a.wav")], FRAMES) == []


def test_a_track_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    tracks = [write_talk(tmp_path / "a.wav"), tmp_path / "broken.mp4"]
    tracks[1].write_text("no video")
    (note,) = notes_of_tracks(tracks, FRAMES)
    assert note.faulty
    assert "broken.mp4: not a readable video or sound file" in note.text


def test_what_is_said_of_a_mouth() -> None:
    loud = words()
    moving, level = np.roll(loud, -3), 20 * np.log10(loud + 0.01)
    assert note_of_mouth(moving, level) == TimingRemark("sound and mouth: in time", False)
    assert note_of_mouth(moving[:250], level[:250]) == TimingRemark(
        "sound and mouth: not clear", False
    )
    for late, word in ((20, "late"), (-20, "early")):
        note = note_of_mouth(moving, np.roll(level, late))
        assert re.search(rf"the sound is 0\.(7|8)\d s {word}; shift it by as much", note.text)
        assert note.faulty
    slow = np.interp(np.arange(FRAMES) / 1.005, np.arange(FRAMES), level)
    note = note_of_mouth(moving, slow)
    assert "the sound is 0.1" in note.text
    assert re.search(r"late at 0:22 and 0\.(4|5)\d s late at 1:38; bring both to one", note.text)
