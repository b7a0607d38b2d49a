import hashlib
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from video_site import VideoSite, video_site

from elp.config.downloads import DownloadSettings
from elp.downloads.run import fetch_all
from elp.downloads.table import Download, read_failed, summary, write_downloads
from elp.downloads.wanted import VideoRequest, write_wanted
from elp.errors import DataError
from elp.media.video import write_video

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = DownloadSettings(attempts=3, pause=0.01, longest_pause=0.02, between=0, timeout=1)


@pytest.fixture(scope="session")
def video(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A video of noise, about 100 kB."""
    path = tmp_path_factory.mktemp("video") / "video.mp4"
    noise = np.random.default_rng(0).integers(0, 255, (25, 96, 128, 3), np.uint8)
    write_video(path, noise, sound=np.zeros(16_000, np.float32))
    return path.read_bytes()


@pytest.fixture
def site(video: bytes) -> Iterator[VideoSite]:
    with video_site(video) as site:
        yield site


def fetch(site: VideoSite, root: Path, name: str, **changes: str) -> Download:
    wanted = VideoRequest(video=f"raw/{name}.mp4", address=f"{site.address}/{name}", **changes)
    (found,) = fetch_all([wanted], root, SETTINGS)
    return found


def files(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


@pytest.mark.parametrize("name", ["ok.mp4", "slow.mp4", "busy.mp4", "ill.mp4", "breaks.mp4"])
def test_video_is_fetched_despite_temporary_faults(
    site: VideoSite, video: bytes, tmp_path: Path, name: str
) -> None:
    found = fetch(site, tmp_path, name, sha256=hashlib.sha256(video).hexdigest())
    assert (found.status, found.reason, found.size) == ("fetched", "", len(video))
    assert (tmp_path / found.video).read_bytes() == video
    assert files(tmp_path) == [found.video]
    assert not (tmp_path / ".downloads").exists()


def test_interrupted_download_is_resumed(site: VideoSite, video: bytes, tmp_path: Path) -> None:
    fetch(site, tmp_path, "breaks.mp4")
    starts = [request.start for request in site.asked("/breaks.mp4")]
    resumed = [start for start in starts if start]
    assert resumed == sorted(set(resumed))  # no byte is sent twice
    assert len(resumed) >= 2


@pytest.mark.parametrize(
    ("name", "reason", "tries"),
    [
        ("404.mp4", "removed", 1),
        ("410.mp4", "removed", 1),
        ("403.mp4", "blocked", 3),
        ("429.mp4", "too many requests", 3),
        ("503.mp4", "not answering", 3),
        ("page.html", "unsupported", 1),
    ],
)
def test_failed_download_is_a_row_with_its_reason(
    site: VideoSite,
    tmp_path: Path,
    name: str,
    reason: str,
    tries: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO):
        found = fetch(site, tmp_path, name)
    assert (found.status, found.reason, found.size) == ("failed", reason, 0)
    assert found.message
    assert "\n" not in found.message
    assert sum("try" in message for message in caplog.messages) == tries
    assert not (tmp_path / found.video).exists()


def test_stalled_download_is_given_up_and_its_part_kept(
    site: VideoSite, video: bytes, tmp_path: Path
) -> None:
    found = fetch(site, tmp_path, "stuck.mp4")
    assert (found.status, found.reason) == ("failed", "not answering")
    (part,) = files(tmp_path)
    assert part.endswith(".part")
    assert len(video) / 3 < (tmp_path / part).stat().st_size < len(video)


def test_wrong_checksum_is_reported_with_the_expected_one(
    site: VideoSite, video: bytes, tmp_path: Path
) -> None:
    found = fetch(site, tmp_path, "ok.mp4", sha256="0" * 64)
    assert (found.status, found.reason) == ("failed", "wrong checksum")
    assert "0" * 64 in found.message
    assert hashlib.sha256(video).hexdigest() in found.message
    assert files(tmp_path) == []


def test_page_named_as_a_video_is_damaged(tmp_path: Path) -> None:
    with video_site(b"this is no video at all" * 1000) as site:
        found = fetch(site, tmp_path, "ok.mp4")
    assert (found.status, found.reason) == ("failed", "damaged")
    assert files(tmp_path) == []


def test_existing_file_is_neither_fetched_nor_changed(
    site: VideoSite, video: bytes, tmp_path: Path
) -> None:
    target = tmp_path / "raw/ok.mp4.mp4"
    target.parent.mkdir()
    target.write_bytes(video)
    assert fetch(site, tmp_path, "ok.mp4").status == "there"
    found = fetch(site, tmp_path, "ok.mp4", sha256="0" * 64)
    assert (found.status, found.reason) == ("failed", "wrong checksum")
    assert f"remove {target}" in found.message
    assert target.read_bytes() == video
    assert site.requests == []


def test_a_second_run_fetches_only_what_is_missing(site: VideoSite, tmp_path: Path) -> None:
    wanted = [
        VideoRequest(video=f"{name}.mp4", address=f"{site.address}/{name}.mp4")
        for name in ("ok", "404")
    ]
    found = fetch_all(wanted, tmp_path, SETTINGS)
    assert summary(found) == "1 of 2 videos available; missing: 1 removed"
    write_downloads(tmp_path / "downloads.csv", found)
    assert read_failed(tmp_path / "downloads.csv") == {"404.mp4": "removed"}
    before = len(site.asked("/ok.mp4"))
    assert [row.status for row in fetch_all(wanted, tmp_path, SETTINGS)] == ["there", "failed"]
    assert len(site.asked("/ok.mp4")) == before


def test_downloads_stop_soon_without_web_access(video: bytes, tmp_path: Path) -> None:
    with video_site(video) as site:
        address = site.address
    wanted = [VideoRequest(video=f"{k}.mp4", address=f"{address}/{k}") for k in range(9)]
    (tmp_path / "8.mp4").write_bytes(video)
    found = fetch_all(wanted, tmp_path, SETTINGS)
    assert [row.status for row in found] == ["failed"] * 8 + ["there"]
    assert {row.reason for row in found} == {"not answering", ""}
    assert [row.message.startswith("not tried") for row in found] == [False] * 3 + [True] * 5 + [
        False
    ]


def test_pauses_grow_up_to_the_limit(site: VideoSite, tmp_path: Path) -> None:
    pauses: list[float] = []
    settings = DownloadSettings(attempts=5, pause=1, longest_pause=3, between=0)
    wanted = VideoRequest(video="x.mp4", address=f"{site.address}/503.mp4")
    fetch_all([wanted], tmp_path, settings, sleep=pauses.append)
    assert pauses == [1, 2, 3, 3]


def test_rate_is_limited(site: VideoSite, video: bytes, tmp_path: Path) -> None:
    wanted = VideoRequest(video="x.mp4", address=f"{site.address}/ok.mp4")
    start = time.perf_counter()
    settings = SETTINGS.model_copy(update={"rate_limit": len(video)})
    (found,) = fetch_all([wanted], tmp_path, settings)
    assert found.status == "fetched"
    assert time.perf_counter() - start > 0.5  # a second minus the first burst


def cookies(path: Path, value: str = "s3cr3t") -> Path:
    line = "\t".join(["127.0.0.1", "FALSE", "/", "FALSE", "4102444800", "key", value])
    path.write_text(f"# Netscape HTTP Cookie File\n{line}\n")
    return path


def test_cookies_are_sent_but_not_logged(
    site: VideoSite,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    file = cookies(tmp_path / "my_cookies.txt")
    before = file.read_bytes()
    monkeypatch.setenv("ELP_COOKIES", str(file))
    with caplog.at_level(logging.DEBUG):
        found = fetch(site, tmp_path / "root", "cookie.mp4")
        failed = fetch(site, tmp_path / "root", "403.mp4")
    assert found.status == "fetched"
    assert failed.reason == "blocked"
    assert any("key=s3cr3t" in request.cookies for request in site.requests)
    assert "s3cr3t" not in caplog.text + str(found) + str(failed)
    assert "my_cookies" not in caplog.text + str(found) + str(failed)
    assert file.read_bytes() == before


def test_faulty_cookies_file_is_refused_without_quoting_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x.txt").write_text("# Netscape HTTP Cookie File\nkey=s3cr3t\n")
    wanted = [VideoRequest(video="x.mp4", address="http://127.0.0.1:9/x")]
    for name, message in (("x.txt", "line 2 does not have 7 fields"), ("none", "cannot be read")):
        monkeypatch.setenv("ELP_COOKIES", str(tmp_path / name))
        with pytest.raises(DataError, match=message) as refused:
            fetch_all(wanted, tmp_path, SETTINGS)
        assert "s3cr3t" not in str(refused.value)
        assert refused.value.__cause__ is None  # a traceback would show it


def test_killed_run_is_completed_by_the_next(site: VideoSite, video: bytes, tmp_path: Path) -> None:
    names = ("ok", "slow", "slow2")
    wanted = [VideoRequest(video=f"{n}.mp4", address=f"{site.address}/{n}.mp4") for n in names]
    write_wanted(tmp_path / "wanted.csv", wanted)
    root, table = tmp_path / "root", tmp_path / "downloads.csv"
    command = [sys.executable, str(ROOT / "scripts/fetch_videos.py")]
    command += ["--wanted", str(tmp_path / "wanted.csv"), "--root", str(root)]
    command += ["--settings", SETTINGS.model_dump_json(), "--table", str(table)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    while not list(root.glob(".downloads/*/*.part")) or not (root / "ok.mp4").exists():
        assert process.poll() is None
        time.sleep(0.01)
    time.sleep(0.3)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not table.exists()
    assert (root / "ok.mp4").read_bytes() == video
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert "3 of 3 videos available" in done.stderr.splitlines()[-1]
    assert files(root) == ["ok.mp4", "slow.mp4", "slow2.mp4"]
    assert all((root / f"{name}.mp4").read_bytes() == video for name in names)
    assert max(request.start for request in site.asked("/slow.mp4")) > 0
