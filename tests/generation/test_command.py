"""`python -m elp generate` as its users run it."""

import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from counted_probes import count_probes
from skimage.data import astronaut

from elp.generation.bundle import Bundle
from elp.generation.command import GenerateOptions, generate
from elp.media.probe import count_frames, probe
from elp.media.strips import TITLE
from elp.media.video import read_sound


@pytest.fixture(scope="module")
def face(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("portrait") / "face.png"
    cv2.imwrite(str(path), astronaut()[:300, 80:380, ::-1])
    return path


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "elp", "generate", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_portrait_listens(bundle: Bundle, talk: Path, face: Path, tmp_path: Path) -> None:
    common = ("--model", bundle.folder, "--speaker", talk, "--portrait", face)
    more = ("--samples", 2, "--size", 128, "--side-by-side", "--coefficients")
    done = run(*common, *more, "--output", tmp_path / "out.mp4")
    assert done.returncode == 0, done.stderr
    for number in (1, 2):
        video = tmp_path / f"out_{number}.mp4"
        assert count_frames(video) == 30
        about = probe(video).require_video()
        assert (about.width, about.height) == (3 * 128, 128 + TITLE)
        assert np.abs(read_sound(video)).max() > 0.05
        with np.load(video.with_suffix(".npz")) as kept:
            assert kept["expression"].shape == (30, 6)
    assert "made-up conversations" in done.stderr
    assert f"wrote {tmp_path / 'out_2.mp4'}" in done.stderr


def test_every_file_is_probed_once(
    bundle: Bundle, talk: Path, face: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    probes = count_probes(monkeypatch)
    options = GenerateOptions(size=64, side_by_side=True, device="cpu")
    generate(bundle.folder, talk, face, tmp_path / "out.mp4", options)
    assert probes[talk] == 1
    assert set(probes.values()) == {1}


def test_a_listener_of_another_frame_rate(
    faster_bundle: Bundle, talk: Path, face: Path, tmp_path: Path
) -> None:
    """The speaker's 1.2 s at 25 frames a second become 36 frames at 30."""
    arguments = ("--model", faster_bundle.folder, "--speaker", talk, "--portrait", face)
    for name, more in (("plain", ()), ("strip", ("--side-by-side",))):
        done = run(*arguments, "--size", 64, "--output", tmp_path / f"{name}.mp4", *more)
        assert done.returncode == 0, done.stderr
        assert count_frames(tmp_path / f"{name}.mp4") == 36
        assert probe(tmp_path / f"{name}.mp4").fps == 30
        assert len(read_sound(tmp_path / f"{name}.mp4")) == pytest.approx(1.2 * 16_000, abs=1100)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--size", 63), "--size 63: give an even number"),
        (("--samples", 0), "--samples 0: give a number from 1 on"),
        (("--output", "listener.txt"), "listener.txt: name a video file"),
        (("--portrait", "nothing.png"), "nothing.png does not exist"),
        (("--model", "nowhere"), "`make table1` builds"),
        (("--emotion", "angry"), "--emotion angry: this listener knows positive, negative; choose"),
        (("--renderer", "none.safetensors"), "none.safetensors does not exist; train one"),
    ],
)
def test_a_bad_option_is_reported_in_one_line(
    arguments: tuple[str, object], message: str, bundle: Bundle, talk: Path, face: Path
) -> None:
    options = {"--model": bundle.folder, "--speaker": talk, "--portrait": face}
    options |= {"--output": "unused.mp4", arguments[0]: arguments[1]}
    done = run(*(part for pair in options.items() for part in pair))
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("error: ")
    assert message in done.stderr
