"""A small local video site with the faults of real sites."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Request(NamedTuple):
    """Requested path, first byte, number of bytes sent, and cookies."""

    path: str
    start: int
    sent: int
    cookies: str


class VideoSite(ThreadingHTTPServer):
    """Serves one video under many names; the name selects the fault.

    `/ok.mp4`, `/slow.mp4`, `/breaks.mp4` (closes after a third of the file, each time),
    `/stuck.mp4` (stops after half), `/busy.mp4` (429 twice), `/ill.mp4` (500 twice),
    `/page.html`, `/cookie.mp4` (403 without the right cookie); `/404.mp4` answers
    404, likewise for other numbers.
    """

    daemon_threads = True

    def __init__(self, video: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.video = video
        self.requests: list[Request] = []
        self.lock = threading.Lock()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def asked(self, path: str) -> list[Request]:
        """Requests of a path that were answered with content."""
        with self.lock:
            return [request for request in self.requests if request.path == path and request.sent]

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore clients that hang up."""


class _Handler(BaseHTTPRequestHandler):
    server: VideoSite

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""

    def do_GET(self) -> None:
        name = self.path.split("?")[0].lstrip("/").removesuffix(".mp4")
        before = sum(request.path == self.path for request in self.server.requests)
        if name.isdigit():
            self._refuse(int(name))
        elif name in ("busy", "ill") and before < 2:
            self._refuse(429 if name == "busy" else 500)
        elif name == "cookie" and "key=s3cr3t" not in (self.headers["Cookie"] or ""):
            self._refuse(403)
        elif name == "page.html":
            self._send(b"<html><body>No video here.</body></html>", "text/html", 0, 200)
        else:
            self._video(name)

    def _refuse(self, status: int) -> None:
        self._note(0, 0)
        self.send_error(status)

    def _video(self, name: str) -> None:
        content = self.server.video
        range_ = re.fullmatch(r"bytes=(\d+)-", self.headers["Range"] or "")
        start, status = (int(range_[1]), 206) if range_ else (0, 200)
        rest = content[start:]
        if name == "breaks":
            self._send(rest, "video/mp4", start, status, len(content) // 3)
        elif name == "stuck":
            self._send(rest, "video/mp4", start, status, len(content) // 2 - start)
        else:
            pause = 0.05 if name.startswith("slow") else 0.0
            self._send(rest, "video/mp4", start, status, pause=pause)

    def _send(
        self,
        content: bytes,
        kind: str,
        start: int,
        status: int,
        most: int | None = None,
        pause: float = 0.0,
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Accept-Ranges", "bytes")
        if status == 206:
            total = start + len(content)
            self.send_header("Content-Range", f"bytes {start}-{total - 1}/{total}")
        self.end_headers()
        sent = 0
        try:
            for offset in range(0, len(content), 4096):
                piece = content[offset : offset + 4096]
                if most is not None and sent + len(piece) > most:
                    break
                self.wfile.write(piece)
                sent += len(piece)
                time.sleep(pause)
        finally:
            self._note(start, sent)
        if most is not None:
            self.close_connection = True

    def _note(self, start: int, sent: int) -> None:
        cookies = self.headers["Cookie"] or ""
        with self.server.lock:
            self.server.requests.append(Request(self.path, start, sent, cookies))


@contextmanager
def video_site(video: bytes) -> Iterator[VideoSite]:
    """Serve the video until the context ends."""
    site = VideoSite(video)
    thread = threading.Thread(target=site.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        site.server_close()
