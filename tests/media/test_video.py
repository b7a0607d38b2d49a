import subprocess
from pathlib import Path

import numpy as np
import pytest

from elp.errors import MediaError
from elp.media.ffmpeg_process import ffmpeg_exe
from elp.media.probe import count_frames, probe
from elp.media.region import Square
from elp.media.video import cut_video, read_frames, read_sound, write_video

RATE = 16_000


def ramp(frames: int, height: int = 48, width: int = 64) -> list[np.ndarray]:
    """Grey pictures whose brightness is 5 times their number, with a white mark at the top left."""
    pictures = [np.full((height, width, 3), 5 * k % 250, np.uint8) for k in range(frames)]
    for picture in pictures:
        picture[: height // 4, : width // 4] = 255
    return pictures


def numbers(pictures: list[np.ndarray]) -> np.ndarray:
    """Number of each picture in the ramp, from its middle."""
    return np.round([p[p.shape[0] // 2, p.shape[1] // 2].mean() / 5 for p in pictures]).astype(int)


def convert(*options: str | Path) -> None:
    subprocess.run([ffmpeg_exe(), "-loglevel", "error", "-y", *map(str, options)], check=True)


@pytest.fixture
def video(tmp_path: Path) -> Path:
    """Two seconds at 25 fps with a tone of 440 Hz."""
    path = tmp_path / "video.mp4"
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(2 * RATE) / RATE)
    write_video(path, iter(ramp(50)), sound=tone.astype(np.float32), crf=5)
    return path


def test_written_video_is_read_back(video: Path) -> None:
    about = probe(video)
    assert (about.width, about.height, about.fps) == (64, 48, 25.0)
    assert about.duration == pytest.approx(2.0, abs=0.04)
    assert about.has_video
    assert about.has_audio
    assert count_frames(video) == 50
    np.testing.assert_array_equal(numbers(list(read_frames(video))), np.arange(50))
    sound = read_sound(video)
    assert len(sound) == pytest.approx(2 * RATE, abs=RATE // 25)
    spectrum = np.abs(np.fft.rfft(sound[:RATE]))
    assert spectrum.argmax() == pytest.approx(440, abs=1)


def test_same_pictures_same_bytes(tmp_path: Path) -> None:
    for name in ("a.mp4", "b.mp4"):
        write_video(tmp_path / name, iter(ramp(10)), sound=np.zeros(RATE // 2, np.float32))
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


@pytest.mark.parametrize(("start", "end"), [(0.0, 0.4), (0.4, 1.2), (1.2, 1.8), (1.6, None)])
def test_part_starts_and_ends_on_time(video: Path, start: float, end: float | None) -> None:
    pictures = list(read_frames(video, start=start, end=end))
    np.testing.assert_array_equal(
        numbers(pictures), np.arange(round(start * 25), round((end or 2.0) * 25))
    )
    whole, part = read_sound(video), read_sound(video, start=start, end=end)
    expected = whole[round(start * RATE) : round((end or 3.0) * RATE)]
    np.testing.assert_allclose(part, expected, atol=2e-3)


CONTAINERS = {
    "avi": ["-c:v", "mpeg4", "-q:v", "2", "-c:a", "pcm_s16le"],
    "mov": ["-c:v", "mjpeg", "-q:v", "2", "-c:a", "pcm_s16le", "-ac", "2"],
    "mkv": ["-c:v", "ffv1", "-c:a", "flac", "-ar", "44100"],
    "webm": ["-c:v", "libvpx", "-crf", "4", "-b:v", "2M", "-c:a", "libopus", "-ac", "2"],
    "ts": ["-c:v", "mpeg2video", "-q:v", "2", "-c:a", "mp2", "-ar", "48000"],
}


@pytest.mark.parametrize("container", CONTAINERS)
def test_any_container_and_codec(video: Path, tmp_path: Path, container: str) -> None:
    path = tmp_path / f"other.{container}"
    convert("-i", video, *CONTAINERS[container], path)
    assert np.abs(numbers(list(read_frames(path))) - np.arange(50)).max() <= 1
    sound = read_sound(path)
    assert len(sound) == pytest.approx(2 * RATE, abs=RATE // 10)
    assert np.abs(np.fft.rfft(sound[:RATE])).argmax() == pytest.approx(440, abs=1)


@pytest.mark.parametrize("fps", ["10", "24", "30000/1001", "50", "60"])
def test_any_rate_is_converted_to_a_constant_one(video: Path, tmp_path: Path, fps: str) -> None:
    path = tmp_path / "other.mp4"
    convert("-i", video, "-vf", f"fps={fps}", "-crf", "5", path)
    found = numbers(list(read_frames(path, fps=25.0)))
    off = np.abs(found - np.arange(len(found)))
    assert len(found) == pytest.approx(50, abs=1)
    assert off.max() <= max(1, round(25 / eval_rate(fps)))


def eval_rate(fps: str) -> float:
    number, _, divisor = fps.partition("/")
    return int(number) / int(divisor or 1)


def test_variable_rate_keeps_the_time(video: Path, tmp_path: Path) -> None:
    """Every frame of the first second, then every fifth; each is shown until the next."""
    path = tmp_path / "variable.mp4"
    keep = "select='lt(n,25)+not(mod(n,5))'"
    convert("-i", video, "-vf", keep, "-fps_mode", "vfr", "-crf", "5", path)
    assert count_frames(path) == 30
    found = numbers(list(read_frames(path, fps=25.0)))
    shown = np.concatenate([np.arange(25), np.repeat(np.arange(25, 50, 5), 5)])
    np.testing.assert_array_equal(found[:46], shown[:46])


@pytest.mark.parametrize(("degrees", "corner"), [(90, (-1, 0)), (180, (-1, -1)), (270, (0, -1))])
def test_rotation_flag(video: Path, tmp_path: Path, degrees: int, corner: tuple[int, int]) -> None:
    path = tmp_path / "rotated.mp4"
    convert("-display_rotation", str(degrees), "-i", video, "-c", "copy", path)
    picture = next(read_frames(path))
    upright = (48, 64) if degrees == 180 else (64, 48)
    about = probe(path)
    assert (about.height, about.width) == picture.shape[:2] == upright
    assert picture[corner].mean() > 200
    assert picture[0, 0].mean() < 50


def test_pixels_that_are_not_square(video: Path, tmp_path: Path) -> None:
    path = tmp_path / "wide.mkv"
    convert("-i", video, "-vf", "setsar=2", "-c:v", "ffv1", path)
    assert next(read_frames(path)).shape == (48, 128, 3)


def test_odd_sizes_are_read(video: Path, tmp_path: Path) -> None:
    path = tmp_path / "odd.mkv"
    convert("-i", video, "-vf", "scale=63:47", "-c:v", "ffv1", path)
    assert next(read_frames(path)).shape == (47, 63, 3)


@pytest.mark.parametrize("later", ["sound", "picture"])
def test_flash_and_beep_stay_together_whichever_track_starts_first(
    tmp_path: Path, later: str
) -> None:
    """Both are at 0.5 s of their track; one of the tracks starts at 0.4 s."""
    dark, bright = np.zeros((48, 64, 3), np.uint8), np.full((48, 64, 3), 255, np.uint8)
    sound = np.zeros(RATE, np.float32)
    sound[RATE // 2 : RATE // 2 + 800] = 0.9
    pictures = [bright if number in (12, 13) else dark for number in range(25)]
    write_video(tmp_path / "video.mp4", pictures, sound=sound)
    path = tmp_path / "offset.mp4"
    tracks = ["-map", "0:v", "-map", "1:a"] if later == "sound" else ["-map", "1:v", "-map", "0:a"]
    inputs = ["-i", tmp_path / "video.mp4", "-itsoffset", "0.4", "-i", tmp_path / "video.mp4"]
    convert(*inputs, *tracks, "-c", "copy", path)
    flash = np.argmax([picture.mean() > 100 for picture in read_frames(path)]) / 25
    beep = np.argmax(np.abs(read_sound(path)) > 0.3) / RATE
    assert flash == pytest.approx(0.48 if later == "sound" else 0.88, abs=0.021)
    assert beep == pytest.approx(0.9 if later == "sound" else 0.5, abs=0.005)


def test_square_across_the_border_is_black_outside(video: Path, tmp_path: Path) -> None:
    path = tmp_path / "square.mp4"
    square = Square(left=-16, top=8, side=32)
    cut_video(video, path, fps=25.0, start=0.4, end=1.2, crop=square, size=64, crf=5)
    pictures = list(read_frames(path))
    np.testing.assert_array_equal(np.round([p[40, 48].mean() / 5 for p in pictures]), range(10, 30))
    assert pictures[-1][40, 10].mean() < 10
    assert pictures[-1][40, 48].mean() > 100


def test_reading_may_stop_early(video: Path) -> None:
    frames = read_frames(video)
    next(frames)
    frames.close()


def test_without_the_systems_ffmpeg(video: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert Path(ffmpeg_exe()).is_file()
    assert len(list(read_frames(video, end=0.4))) == 10


def bad_file(kind: str, video: Path, folder: Path) -> Path:
    path = folder / f"{kind}.mp4"
    if kind == "empty":
        path.touch()
    elif kind == "text":
        path.write_text("this is no video\n" * 100)
    elif kind == "truncated":
        path.write_bytes(video.read_bytes()[:600])  # the index comes first and is cut
    return path


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("missing", r"missing\.mp4 does not exist"),
        ("empty", r"empty\.mp4 is empty; get the file again"),
        ("text", r"text\.mp4: not a readable video or sound file"),
        ("truncated", r"truncated\.mp4: not a readable video or sound file, or truncated"),
    ],
)
def test_bad_file_is_named(video: Path, tmp_path: Path, kind: str, message: str) -> None:
    path = bad_file(kind, video, tmp_path)
    with pytest.raises(MediaError, match=message):
        list(read_frames(path))
    with pytest.raises(MediaError, match=message):
        read_sound(path)


def test_truncated_video_is_refused(tmp_path: Path) -> None:
    """The index comes first and announces more frames than the file has."""
    noise = np.random.default_rng(0).integers(0, 255, (100, 48, 64, 3), dtype=np.uint8)
    write_video(tmp_path / "whole.mp4", iter(noise))
    convert(
        "-i", tmp_path / "whole.mp4", "-c", "copy", "-movflags", "faststart", tmp_path / "f.mp4"
    )
    path = tmp_path / "broken.mp4"
    path.write_bytes((tmp_path / "f.mp4").read_bytes()[: (tmp_path / "f.mp4").stat().st_size // 2])
    with pytest.raises(MediaError, match=r"broken\.mp4 announces 4\.00 s, but only .* truncated"):
        list(read_frames(path))


def test_video_that_ends_too_early_is_refused(video: Path) -> None:
    with pytest.raises(MediaError, match=r"ends at 2\.00 s, before the requested end 5\.00 s"):
        list(read_frames(video, start=1.0, end=5.0))


def test_missing_tracks_are_named(tmp_path: Path) -> None:
    write_video(tmp_path / "silent.mp4", iter(ramp(5)))
    with pytest.raises(MediaError, match=r"silent\.mp4 has no sound track"):
        read_sound(tmp_path / "silent.mp4")
    convert("-f", "lavfi", "-i", "sine=duration=0.5", tmp_path / "sound.wav")
    with pytest.raises(MediaError, match=r"sound\.wav has no video track"):
        next(read_frames(tmp_path / "sound.wav"))
    assert len(read_sound(tmp_path / "sound.wav")) == RATE // 2
