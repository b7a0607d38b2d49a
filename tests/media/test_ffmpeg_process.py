from pathlib import Path
from typing import Any

import ffmpeg
import pytest

from elp.errors import MediaError
from elp.media.ffmpeg_process import _last_line, run_ffmpeg

NAME = Path("clip.mp4")
SIZE = 32 * 24


def pictures(frames: int) -> Any:
    """Grey pictures that ffmpeg generates; endless for 0."""
    source = ffmpeg.input(f"color=gray:s=32x24{f':d={frames / 25}' if frames else ''}", f="lavfi")
    return source.output("pipe:", format="rawvideo", pix_fmt="gray")


def failing(path: Path) -> str:
    with (
        pytest.raises(MediaError) as caught,
        run_ffmpeg(ffmpeg.input(f"file:{path}").output("pipe:", format="rawvideo"), NAME) as pipe,
    ):
        pipe.read()
    return str(caught.value)


def test_output_of_ffmpeg_is_read() -> None:
    with run_ffmpeg(pictures(5), NAME) as pipe:
        assert len(pipe.read()) == 5 * SIZE


def test_input_reaches_ffmpeg(tmp_path: Path) -> None:
    given = bytes(range(256)) * 3
    source = ffmpeg.input("pipe:", format="rawvideo", pix_fmt="gray", s="32x24")
    output = source.output(f"file:{tmp_path / 'out.raw'}", format="rawvideo", pix_fmt="gray")
    with run_ffmpeg(output, NAME, feed=True) as pipe:
        pipe.write(given)
    assert (tmp_path / "out.raw").read_bytes() == given


def test_failure_names_the_file_and_the_message_of_ffmpeg(tmp_path: Path) -> None:
    message = failing(tmp_path / "gone.mp4")
    assert message.startswith("clip.mp4: ffmpeg failed (")
    assert "No such file" in message
    assert message.endswith("; get the file again, or convert it")


@pytest.mark.parametrize(
    ("said", "last"),
    [
        (b"[mov @ 0x55d0] [file @ 0x1] moov atom not found\n\n", "moov atom not found"),
        (b"[h264 @ 0x7f] no frame!\n[out#0 @ 0x3] nothing\xff written\n", "nothing\ufffd written"),
        (b"\n", "without a message"),
    ],
)
def test_last_message_is_quoted_without_memory_addresses(said: bytes, last: str) -> None:
    """Addresses change from run to run."""
    assert _last_line(said) == last


def test_encoder_that_dies_while_it_is_fed_fails(tmp_path: Path) -> None:
    source = ffmpeg.input("pipe:", format="rawvideo", pix_fmt="gray", s="32x24")
    output = source.output(f"file:{tmp_path / 'out.mp4'}", vcodec="no_such_codec")
    message = r"clip\.mp4: ffmpeg failed \(.*[Ee]ncoder"
    with pytest.raises(MediaError, match=message), run_ffmpeg(output, NAME, feed=True) as pipe:
        pipe.write(bytes(2000 * SIZE))


def test_reader_that_stops_early_neither_waits_nor_fails() -> None:
    with pytest.raises(KeyError, match="own"), run_ffmpeg(pictures(0), NAME) as pipe:
        raise KeyError(f"own error after {len(pipe.read(SIZE))} bytes")


def test_error_in_the_caller_stops_an_endless_ffmpeg() -> None:
    forever = ffmpeg.input("color=gray:s=32x24", f="lavfi").output("pipe:", format="null")
    with pytest.raises(KeyError, match="own"), run_ffmpeg(forever, NAME):
        raise KeyError("own error")
