"""One video from the web: retried after growing pauses, resumed where it broke off, checked."""

import hashlib
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import yt_dlp

from elp.config.downloads import DownloadSettings
from elp.downloads.refusals import LASTING, in_one_line, reason_of
from elp.downloads.table import Download, Reason
from elp.downloads.wanted import VideoRequest
from elp.errors import MediaError
from elp.media.ffmpeg_process import ffmpeg_exe
from elp.media.probe import probe

logger = logging.getLogger(__name__)

PARTIAL = ".downloads"  # folder of incomplete files below the root
ENDLESS = 20  # times `attempts`: the limit for a video that grows a little with each try


class Fetcher:
    """Fetches videos into a folder.

    Parameters
    ----------
    root : Path
        The folder.
    settings : DownloadSettings
    cookies : str, optional
        A cookies file that yt-dlp may write into.
    sleep : callable
        Waits for a number of seconds.
    """

    def __init__(
        self,
        root: Path,
        settings: DownloadSettings,
        cookies: str | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._root, self._settings, self._cookies, self._sleep = root, settings, cookies, sleep

    def fetch(self, request: VideoRequest) -> Download:
        """Fetch a video unless its file exists; an existing file is never changed."""
        target = self._root / request.video
        if target.is_file():
            return _checked(request, target, "there")
        folder = self._root / PARTIAL / hashlib.sha256(request.video.encode()).hexdigest()[:16]
        folder.mkdir(parents=True, exist_ok=True)
        if (failed := self._download(request, folder)) is not None:
            return failed
        (complete,) = _complete(folder)
        row = _checked(request, complete, "fetched")
        if row.status == "fetched":
            target.parent.mkdir(parents=True, exist_ok=True)
            complete.replace(target)
        else:
            complete.unlink()  # the wrong file: the next run starts over
        for rest in folder.iterdir():
            rest.unlink()
        folder.rmdir()
        return row

    def _download(self, request: VideoRequest, folder: Path) -> Download | None:
        """Download one file into the folder; return the row of a failure."""
        tries, pause = 0, self._settings.pause
        for total in range(1, ENDLESS * self._settings.attempts + 1):
            before = _size(folder)
            try:
                with yt_dlp.YoutubeDL(self._options(folder)) as downloader:
                    downloader.extract_info(request.address)
                if len(_complete(folder)) == 1:
                    return None
                reason: Reason = "unsupported"
                message = (
                    f"{len(_complete(folder))} files at this address; give the address of one video"
                )
            except (yt_dlp.utils.YoutubeDLError, OSError) as error:
                reason, message = reason_of(error), in_one_line(error)
            grown = _size(folder) - before
            tries, pause = (1, self._settings.pause) if grown > 0 else (tries + 1, pause)
            logger.info("%s: try %d, %d more bytes: %s", request.video, total, grown, message)
            if reason in LASTING or tries >= self._settings.attempts:
                break
            self._sleep(pause)
            pause = min(2 * pause, self._settings.longest_pause)
        return Download(request.video, request.address, "failed", reason, message=message)

    def _options(self, folder: Path) -> dict[str, Any]:
        height = f"[height<=?{self._settings.max_height}]"
        return {
            "outtmpl": str(folder / "video.%(ext)s")
            .replace("%", "%%")
            .replace("%%(ext)", "%(ext)"),
            "format": f"bv*{height}[ext=mp4]+ba[ext=m4a]/b{height}[ext=mp4]/b{height}/b",
            "merge_output_format": "mp4",
            "ffmpeg_location": ffmpeg_exe(),
            "continuedl": True,
            # `_download` retries, because it knows whether the partial file has grown.
            "retries": 0,
            "fragment_retries": 0,
            "extractor_retries": 0,
            "ratelimit": self._settings.rate_limit,
            "socket_timeout": self._settings.timeout,
            "cookiefile": self._cookies,
            "noplaylist": True,
            "playlist_items": "1",
            "cachedir": False,
            "quiet": True,
            "noprogress": True,
            "logger": _DebugLog(),
        }


class _DebugLog:
    """Logger for yt-dlp's messages, all at level debug; yt-dlp also raises its errors."""

    def debug(self, message: str) -> None:
        logger.debug("yt-dlp: %s", in_one_line(Exception(message)))

    info = warning = error = debug


def _checked(request: VideoRequest, path: Path, status: Literal["there", "fetched"]) -> Download:
    """The row of a file; failed if its hash is another, or it is not a video."""

    def failed(reason: Reason, message: str) -> Download:
        return Download(request.video, request.address, "failed", reason, message=message)

    digest = ""
    # Existing files may be terabytes: they are read only if a hash is given.
    if request.sha256 or status == "fetched":
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if request.sha256 and digest != request.sha256:
        message = f"SHA-256 is {digest}, not {request.sha256}"
        if status == "there":
            message += f"; remove {path}, or correct the list"
        return failed("wrong checksum", message)
    try:
        probe(path).require_video()
    except MediaError as error:
        return failed("damaged", in_one_line(error))
    return Download(request.video, request.address, status, size=path.stat().st_size, sha256=digest)


def _complete(folder: Path) -> list[Path]:
    """Complete files of yt-dlp."""
    return [
        p for p in folder.iterdir() if p.suffix not in (".part", ".ytdl") and ".part-" not in p.name
    ]


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())
