"""Remarks on sounds that are in time, shifted or drifting."""

import re
from pathlib import Path

import numpy as np
import pytest
import soundfile
from scipy.ndimage import gaussian_filter1d

from elp.media.probe import probe
from elp.prepare.speaking import RATE
from elp.prepare.timing import TimingRemark, mouth_remark, track_remarks

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


def remarks(folder: Path, **fault: float) -> list[TimingRemark]:
    tracks = (write_talk(folder / "a.wav"), write_talk(folder / "second.wav", **fault))
    return track_remarks([probe(track) for track in tracks], FRAMES)


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        ({}, "in time"),
        ({"late": 0.8}, "second.wav is 0.80 s late; cut that much from its start"),
        ({"late": -2.0}, "a.wav is 2.00 s late; cut that much from its start"),
        (
            {"late": -0.4, "rate": 0.01},
            "they drift apart; second.wav is 0.16 s early at 0:22 and 0.56 s late at 1:38; "
            "bring both to one clock",
        ),
    ],
)
def test_the_late_track_is_named(tmp_path: Path, fault: dict[str, float], text: str) -> None:
    (remark,) = remarks(tmp_path, **fault)
    expected = f"a.wav and second.wav, compared by sound: {text}"
    seconds = r"\d+\.\d\d"
    assert re.sub(seconds, "", remark.text) == re.sub(seconds, "", expected)
    measured, true = (np.array(re.findall(seconds, t), float) for t in (remark.text, expected))
    np.testing.assert_allclose(measured, true, atol=0.07)
    assert remark.faulty == bool(fault)


def test_a_single_track_has_no_remark(tmp_path: Path) -> None:
    assert track_remarks([probe(write_talk(tmp_path / "a.wav"))], FRAMES) == []


def test_a_track_that_breaks_after_its_probe_is_a_remark(tmp_path: Path) -> None:
    tracks = [probe(write_talk(tmp_path / name)) for name in ("a.wav", "broken.wav")]
    tracks[1].path.write_text("no sound")
    (remark,) = track_remarks(tracks, FRAMES)
    assert remark.faulty
    assert "broken.wav" in remark.text


def test_remarks_on_a_mouth() -> None:
    loud = words()
    moving, level = np.roll(loud, -3), 20 * np.log10(loud + 0.01)
    assert mouth_remark(moving, level) == TimingRemark("sound and mouth: in time", False)
    assert mouth_remark(moving[:250], level[:250]) == TimingRemark(
        "sound and mouth: not clear", False
    )
    for late, word in ((20, "late"), (-20, "early")):
        remark = mouth_remark(moving, np.roll(level, late))
        assert re.search(rf"the sound is 0\.(7|8)\d s {word}; shift it by that much", remark.text)
        assert remark.faulty
    slow = np.interp(np.arange(FRAMES) / 1.005, np.arange(FRAMES), level)
    text = mouth_remark(moving, slow).text
    assert "the sound is 0.1" in text
    assert re.search(r"late at 0:22 and 0\.(4|5)\d s late at 1:38; bring both to one", text)
