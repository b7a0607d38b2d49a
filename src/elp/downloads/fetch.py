"""One video from the web: tried again with growing pauses, resumed where it broke off, checked."""

import hashlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yt_dlp

from elp.config.downloads import DownloadSettings
from elp.downloads.refusals import LASTING, Reason, in_one_line, reason_of
from elp.downloads.wanted import Wanted
from elp.errors import MediaError
from elp.media.ffmpeg_process import ffmpeg_exe
from elp.media.probe import probe

logger = logging.getLogger(__name__)

PARTIAL = ".downloads"  # folder below the root, of what is not complete
ENDLESS = 20  # times `attempts`, after which a video that grows by a little each time is given up


@dataclass(frozen=True)
class Download:
    """A row of the table: what became of a wanted video.

    Attributes
    ----------
    video, address : str
    status : str
        `there`: it lay there already; `fetched`; `failed`.
    reason : str
        Why it failed.
    size : int
        In bytes; 0 if failed.
    sha256 : str
        Of the file; empty if failed, or if it lay there and none is asked for.
    message : str
        What was answered.
    """

    video: str
    address: str
    status: Literal["there", "fetched", "failed"]
    reason: Reason | Literal[""] = ""
    size: int = 0
    sha256: str = ""
    message: str = ""


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
        Waits for so many seconds.
    """

    def __init__(
        self,
        root: Path,
        settings: DownloadSettings,
        cookies: str | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._root, self._settings, self._cookies, self._sleep = root, settings, cookies, sleep

    def fetch(self, wanted: Wanted) -> Download:
        """Fetch a video unless it is there; a file that is there is never touched."""
        target = self._root / wanted.video
        if target.is_file():
            return _checked(wanted, target, "there")
        folder = self._root / PARTIAL / hashlib.sha256(wanted.video.encode()).hexdigest()[:16]
        folder.mkdir(parents=True, exist_ok=True)
        failed = self._download(wanted, folder)
        if failed is not None:
            return failed
        (complete,) = _complete(folder)
        found = _checked(wanted, complete, "fetched")
        if found.status == "fetched":
            target.parent.mkdir(parents=True, exist_ok=True)
            complete.replace(target)
        else:
            complete.unlink()  # it is not what is wanted: the next run begins anew
        for rest in folder.iterdir():
            rest.unlink()
        folder.rmdir()
        return found

    def _download(self, wanted: Wanted, folder: Path) -> Download | None:
        """Have one complete file in the folder, or say why not."""
        tries, pause = 0, self._settings.pause
        for total in range(1, ENDLESS * self._settings.attempts + 1):
            before = _size(folder)
            try:
                with yt_dlp.YoutubeDL(self._options(folder)) as downloader:
                    downloader.extract_info(wanted.address)
                if len(_complete(folder)) == 1:
                    return None
                reason: Reason = "unsupported"
                message = f"{len(_complete(folder))} files came of this address; name one video"
            except (yt_dlp.utils.YoutubeDLError, OSError) as error:
                reason, message = reason_of(error), in_one_line(error)
            grown = _size(folder) - before
            tries, pause = (1, self._settings.pause) if grown > 0 else (tries + 1, pause)
            logger.info("%s: try %d, %d bytes more: %s", wanted.video, total, grown, message)
            if reason in LASTING or tries >= self._settings.attempts:
                break
            self._sleep(pause)
            pause = min(2 * pause, self._settings.longest_pause)
        return Download(wanted.video, wanted.address, "failed", reason, message=message)

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
            # Trying again is done here, where a partial file's growth counts.
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
            "logger": _Chatter(),
        }


class _Chatter:
    """Where yt-dlp's own messages go; errors are raised too, and told by who catches them."""

    def debug(self, message: str) -> None:
        logger.debug("yt-dlp: %s", in_one_line(Exception(message)))

    info = warning = error = debug


def _checked(wanted: Wanted, path: Path, status: Literal["there", "fetched"]) -> Download:
    """The row of a file, failed if it is not the one that is wanted."""

    def failed(reason: Reason, message: str) -> Download:
        return Download(wanted.video, wanted.address, "failed", reason, message=message)

    found = ""
    # What lay there already may be terabytes: it is read only where it has something to prove.
    if wanted.sha256 or status == "fetched":
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    if wanted.sha256 and found != wanted.sha256:
        message = f"SHA-256 is {found}, not {wanted.sha256}"
        if status == "there":
            message += f"; remove {path}, or correct the list"
        return failed("wrong checksum", message)
    try:
        probe(path).require_video()
    except MediaError as error:
        return failed("damaged", in_one_line(error))
    return Download(wanted.video, wanted.address, status, size=path.stat().st_size, sha256=found)


def _complete(folder: Path) -> list[Path]:
    """Files that yt-dlp has finished."""
    return [
        p for p in folder.iterdir() if p.suffix not in (".part", ".ytdl") and ".part-" not in p.name
    ]


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())
