"""Readers of foreign files read any content or refuse it with an ElpError, and leave no files."""

import csv
import io
import os
import pickle
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import scipy.io
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from released_lm_listener import segment

from elp.config.data import DatasetSettings
from elp.datasets.clip import COLUMNS, Clip
from elp.datasets.clip_sheet import read_clip_sheet
from elp.datasets.coefficient_files import read_coefficient_file
from elp.datasets.torch_files import read_torch_file
from elp.downloads.wanted import read_wanted
from elp.errors import ElpError
from elp.tracking.canonical_mesh import read_canonical_mesh

# `derandomize`: the same examples every time, so that CI does not fail at random.
few = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def survives(folder: Path, read: Callable[[Path], object], name: str, content: bytes) -> None:
    """Reading the content succeeds or raises an ElpError, and leaves no files."""
    path = folder / name
    path.write_bytes(content)
    before = sorted(folder.rglob("*"))
    with suppress(ElpError):
        read(path)
    assert sorted(folder.rglob("*")) == before


@st.composite
def damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """A valid file with some bytes changed, or truncated."""
    changed = bytearray(content)
    for _ in range(draw(st.integers(0, 6))):
        changed[draw(st.integers(0, len(changed) - 1))] = draw(st.integers(0, 255))
    if draw(st.booleans()):
        del changed[draw(st.integers(0, len(changed) - 1)) :]
    return bytes(changed)


def valid(suffix: str) -> bytes:
    """A small file in the format of ViCo or lm-listener, or an archive of arrays."""
    stream = io.BytesIO()
    array = np.random.default_rng(0).normal(size=(3, 73)).astype(np.float32)
    if suffix == "mat":
        scipy.io.savemat(stream, {"coeff": np.zeros((2, 257))}, do_compression=True)
    elif suffix == "bin":
        torch.save({"angle.exp.trans": torch.from_numpy(array)}, stream)
    elif suffix == "pth":
        torch.save([segment("a.mp4", 0, 0.1, 0)], stream)
    elif suffix == "npy":
        np.save(stream, array)
    else:
        np.savez_compressed(stream, expression=array[:, :64], pose=array[:, 64:70])
    return stream.getvalue()


READERS = {
    **dict.fromkeys(("mat", "bin", "npy", "npz"), read_coefficient_file),
    "pth": read_torch_file,
    "task": read_canonical_mesh,
}


@pytest.mark.parametrize("suffix", READERS)
@few
@given(content=st.binary(max_size=400))
def test_readers_survive_any_bytes(tmp_path: Path, suffix: str, content: bytes) -> None:
    survives(tmp_path, READERS[suffix], f"x.{suffix}", content)


@pytest.mark.parametrize("suffix", ["mat", "bin", "npy", "npz", "pth"])
@few
@given(data=st.data())
def test_readers_survive_damaged_files(tmp_path: Path, suffix: str, data: st.DataObject) -> None:
    content = data.draw(damaged(valid(suffix)))
    survives(tmp_path, READERS[suffix], f"x.{suffix}", content)


def mesh_in(message: bytes, compression: int = zipfile.ZIP_STORED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        archive.writestr("geometry_pipeline_metadata_landmarks.binarypb", message)
        archive.writestr("../../outside.txt", "never unpacked")
    return stream.getvalue()


@few
@given(message=st.binary(max_size=400))
def test_reader_survives_any_mesh_in_a_task_file(tmp_path: Path, message: bytes) -> None:
    survives(tmp_path, read_canonical_mesh, "x.task", mesh_in(message))


@few
@given(data=st.data())
def test_reader_survives_a_damaged_task_file(
    tmp_path: Path, landmarker_model: Path, data: st.DataObject
) -> None:
    with zipfile.ZipFile(landmarker_model) as archive:
        message = archive.read("geometry_pipeline_metadata_landmarks.binarypb")
    survives(tmp_path, read_canonical_mesh, "x.task", mesh_in(data.draw(damaged(message))))
    whole = mesh_in(message, zipfile.ZIP_DEFLATED)
    survives(tmp_path, read_canonical_mesh, "x.task", data.draw(damaged(whole)))


def test_task_file_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    bomb = mesh_in(bytes(50_000_000), zipfile.ZIP_DEFLATED)
    (tmp_path / "x.task").write_bytes(bomb)
    with pytest.raises(ElpError, match=r"x\.task: no canonical face mesh .*would have 5"):
        read_canonical_mesh(tmp_path / "x.task")


class _Trap:
    """A pickle that calls a function when it is opened."""

    def __init__(self, call: tuple[Callable[..., object], tuple[object, ...]]) -> None:
        self.call = call

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return self.call


@pytest.mark.parametrize("suffix", ["bin", "pth", "npy"])
@pytest.mark.parametrize("protocol", range(2, 6))
def test_pickles_run_no_code(tmp_path: Path, suffix: str, protocol: int) -> None:
    trap = tmp_path / "trap"
    calls: list[tuple[Callable[..., object], tuple[object, ...]]] = [
        (os.system, (f"touch {trap}",)),
        (exec, (f"open({str(trap)!r}, 'w')",)),
        (Path.touch, (trap,)),
        (np.save, (str(trap), np.zeros(1))),
    ]
    for call in calls:
        content = pickle.dumps({"angle.exp.trans": _Trap(call)}, protocol)
        if suffix == "npy":
            stream = io.BytesIO()
            np.save(stream, np.array([_Trap(call)], object), allow_pickle=True)
            content = stream.getvalue()
        (tmp_path / f"x.{suffix}").write_bytes(content)
        with pytest.raises(ElpError):
            READERS[suffix](tmp_path / f"x.{suffix}")
        assert not list(tmp_path.glob("trap*"))


CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["train", "test", "a.mp4", "../x", "/etc/passwd", "nan", "-1", "1e999", "0 0"]),
)


@few
@given(rows=st.lists(st.lists(CELLS, min_size=3, max_size=len(COLUMNS)), max_size=5))
def test_clip_sheets_survive_any_cells(tmp_path: Path, rows: list[list[str]]) -> None:
    stream = io.StringIO()
    csv.writer(stream).writerows([COLUMNS, *rows])

    def read(path: Path) -> None:
        for clip in read_clip_sheet(path, DatasetSettings(layout="clips", root=tmp_path)):
            assert isinstance(clip, Clip)
            assert ".." not in Path(clip.speaker_video).parts
            assert not Path(clip.speaker_video).is_absolute()

    survives(tmp_path, read, "clips.csv", stream.getvalue().encode("utf-8", "replace"))


@few
@given(
    content=st.binary(max_size=300), header=st.sampled_from([b"", b"clip,split,", b"\xef\xbb\xbf"])
)
def test_clip_sheets_survive_any_bytes(tmp_path: Path, header: bytes, content: bytes) -> None:
    own = DatasetSettings(layout="clips", root=tmp_path)
    vico = DatasetSettings(layout="vico", root=tmp_path)
    known = header + b"speaker_video,listener_video,speaker_id,listener_id,attitude\n"
    survives(tmp_path, lambda path: read_clip_sheet(path, own), "x.csv", known + content)
    survives(tmp_path, lambda path: read_clip_sheet(path, vico), "x.csv", header + content)
    survives(tmp_path, read_wanted, "x.csv", b"video,address\n" + content)
