"""Duration and streams of files; test_video.py tests rotation, pixel shapes and damage."""

import subprocess
from pathlib import Path

import numpy as np
import pytest

from elp.errors import MediaError
from elp.media.ffmpeg_process import ffmpeg_exe
from elp.media.probe import MediaInfo, count_frames, probe
from elp.media.video import write_video

FRAMES = 40  # 1.6 s


def convert(*options: str | Path) -> bytes:
    command = [ffmpeg_exe(), "-loglevel", "error", "-y", *map(str, options)]
    return subprocess.run(command, check=True, capture_output=True).stdout


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("video") / "video.mp4"
    pictures = np.random.default_rng(0).integers(0, 255, (FRAMES, 48, 64, 3), dtype=np.uint8)
    write_video(path, iter(pictures), sound=np.zeros(FRAMES * 640, np.float32))
    return path


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts", "mov"])
def test_all_containers_give_the_same_info(video: Path, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"other.{suffix}"
    convert("-i", video, "-c", "copy", path)
    about = probe(path)
    # Without an edit list, the encoder's lead-in of 64 ms sets the zero.
    assert about.duration == pytest.approx(FRAMES / 25, abs=0.07)
    assert (about.width, about.height) == (64, 48)
    assert about.fps == pytest.approx(25, rel=0.05)
    assert about.has_video
    assert about.has_audio
    assert count_frames(path) == FRAMES


def test_recorded_stream_is_read_to_its_end(video: Path, tmp_path: Path) -> None:
    path = tmp_path / "recorded.mkv"
    path.write_bytes(convert("-i", video, "-c", "copy", "-live", "1", "-f", "matroska", "-"))
    assert probe(path).duration == pytest.approx(FRAMES / 25, abs=0.05)


@pytest.mark.parametrize("suffix", ["mkv", "ts"])
def test_duration_is_relative_to_the_zero_of_the_file(
    video: Path, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"late.{suffix}"
    inputs = ("-i", video, "-itsoffset", "0.4", "-i", video)
    convert(*inputs, "-map", "1:v", "-map", "0:a", "-c", "copy", path)
    assert probe(path).duration == pytest.approx(FRAMES / 25 + 0.4, abs=0.07)


def test_cover_picture_does_not_count_as_video(video: Path, tmp_path: Path) -> None:
    convert("-i", video, "-frames:v", "1", tmp_path / "cover.png")
    path = tmp_path / "song.m4a"
    maps = ("-map", "0:a", "-map", "1:v", "-c", "copy", "-disposition:v:0", "attached_pic")
    convert("-i", video, "-i", tmp_path / "cover.png", *maps, path)
    about = probe(path)
    assert about.has_audio
    assert (about.has_video, about.width, about.height, about.fps) == (False, 0, 0, 0.0)
    assert about.duration == pytest.approx(FRAMES / 25, abs=0.1)
    with pytest.raises(MediaError, match=r"song\.m4a has no video track"):
        about.require_video()


def test_name_that_looks_like_an_address_is_a_file(
    video: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path("http:clip.mp4")
    path.write_bytes(video.read_bytes())
    assert probe(path).has_video
    assert count_frames(path) == FRAMES


def test_playlist_does_not_lead_to_the_web(tmp_path: Path) -> None:
    path = tmp_path / "list.m3u8"
    path.write_text("#EXTM3U\n#EXTINF:2,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n")
    with pytest.raises(MediaError, match=r"list\.m3u8: not a readable video or sound file"):
        probe(path)


def announcing(duration: float) -> MediaInfo:
    return MediaInfo(Path("a.mp4"), duration, 64, 48, 25.0, has_video=True, has_audio=False)


@pytest.mark.parametrize(
    ("reached", "end"), [(4.0, None), (3.6, None), (1.0, 1.0), (2.6, 3.0), (5.0, None)]
)
def test_half_a_second_may_be_missing(reached: float, end: float | None) -> None:
    announcing(4.0).check_reached(reached, end)


@pytest.mark.parametrize(
    ("reached", "end", "message"),
    [
        (3.4, None, "announces 4.00 s, but only 3.40 s can be decoded"),
        (1.0, 3.0, "but only 1.00 s can be decoded"),
        (4.0, 5.0, "ends at 4.00 s, before the requested end 5.00 s; correct `end`"),
    ],
)
def test_more_than_half_a_second_may_not_be_missing(
    reached: float, end: float | None, message: str
) -> None:
    with pytest.raises(MediaError, match=rf"a\.mp4 .*{message}"):
        announcing(4.0).check_reached(reached, end)


def test_required_tracks_that_exist_return_the_info() -> None:
    about = announcing(4.0)
    assert about.require_video() is about
    with pytest.raises(MediaError, match=r"no sound track; .*column `audio`"):
        about.require_sound()
