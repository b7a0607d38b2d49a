"""Running ffmpeg: its executable, its pipes, and its message when it fails."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from tempfile import TemporaryFile
from typing import IO, Any

import imageio_ffmpeg

from elp.errors import MediaError


def ffmpeg_exe() -> str:
    """Path of the system's ffmpeg, or else of imageio-ffmpeg's."""
    return shutil.which("ffmpeg") or str(imageio_ffmpeg.get_ffmpeg_exe())


@contextmanager
def run_ffmpeg(output: Any, path: Path, *, feed: bool = False) -> Iterator[IO[bytes]]:
    """Run an ffmpeg-python output; yield the pipe into it (`feed`) or out of it.

    Its messages go to a file: a damaged video would fill a pipe that nobody reads, and block.

    Raises
    ------
    MediaError
        If ffmpeg fails, with `path` and its last message.
    """
    options = ("-hide_banner", "-nostdin", "-loglevel", "error", "-filter_complex_threads", "1")
    command = output.global_args(*options).overwrite_output().compile(cmd=ffmpeg_exe())
    stdin, stdout = (PIPE, DEVNULL) if feed else (DEVNULL, PIPE)
    with (
        TemporaryFile() as messages,
        Popen(command, stdin=stdin, stdout=stdout, stderr=messages) as process,
    ):
        pipe = process.stdin or process.stdout
        assert pipe is not None
        try:
            with suppress(BrokenPipeError):  # ffmpeg has died; its messages say why
                yield pipe
        except BaseException:
            process.kill()
            raise
        finally:
            with suppress(BrokenPipeError):
                pipe.close()
        if process.wait():
            messages.seek(0)
            raise MediaError(
                f"{path}: ffmpeg failed ({_last_line(messages.read())}); get the file again, or "
                "convert it"
            )


def _last_line(messages: bytes) -> str:
    """The last message of ffmpeg without memory addresses, which change from run to run."""
    lines = [line.strip() for line in messages.decode(errors="replace").splitlines()]
    useful = [re.sub(r"^(\[[^]]*\] *)+", "", line) for line in lines if line]
    return useful[-1] if useful else "without a message"
