from pathlib import Path

import numpy as np
import pytest

from elp.errors import DataError, MediaError
from elp.io.arrays import read_array, read_arrays, write_array, write_arrays


@pytest.mark.parametrize("compressed", [False, True])
def test_arrays_are_unchanged_after_a_round_trip(compressed: bool, tmp_path: Path) -> None:
    arrays = {"b": np.arange(3), "a": np.array(["x", "yz"]), "c": np.zeros((2, 0), np.float32)}
    write_arrays(tmp_path / "a.npz", arrays, compressed=compressed)
    restored = read_arrays(tmp_path / "a.npz")
    assert list(restored) == list(arrays)
    for name, array in arrays.items():
        np.testing.assert_array_equal(restored[name], array, strict=True)
    assert list(read_arrays(tmp_path / "a.npz", ["c", "a"])) == ["c", "a"]


def test_bytes_equal_those_of_numpy(tmp_path: Path) -> None:
    arrays = {"b": np.arange(3), "a": np.arange(2)}
    write_arrays(tmp_path / "a.npz", arrays, compressed=True)
    np.savez_compressed(tmp_path / "b.npz", **arrays)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


@pytest.mark.parametrize("mapped", [False, True])
def test_array_is_read_or_mapped(mapped: bool, tmp_path: Path) -> None:
    write_array(tmp_path / "a.npy", np.arange(5))
    array = read_array(tmp_path / "a.npy", mapped=mapped)
    np.testing.assert_array_equal(array, np.arange(5))
    assert isinstance(array, np.memmap) == mapped


def test_pickled_objects_are_neither_written_nor_opened(tmp_path: Path) -> None:
    objects = np.array([{}, None])
    with pytest.raises(ValueError, match="allow_pickle"):
        write_arrays(tmp_path / "a.npz", {"x": objects})
    assert list(tmp_path.iterdir()) == []
    np.savez(tmp_path / "b.npz", x=objects, y=np.arange(3))
    assert list(read_arrays(tmp_path / "b.npz", ["y"])) == ["y"]
    with pytest.raises(DataError, match=r"b\.npz: not a readable \.npz file .*; delete it"):
        read_arrays(tmp_path / "b.npz")


def test_faulty_file_is_named_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    with pytest.raises(DataError, match=r"a\.npz does not exist; make it"):
        read_arrays(path, remedy="make it")
    path.write_bytes(b"damaged")
    with pytest.raises(DataError, match=r"a\.npz: not a readable mask \(.*\); delete it and run"):
        read_arrays(path, what="mask")
    with pytest.raises(MediaError, match=r"a\.npz: not a readable \.npy file \(.*\); get it again"):
        read_array(path, remedy="get it again", error=MediaError)
    write_arrays(path, {"x": np.arange(3)})
    with pytest.raises(DataError, match=r"a\.npz lacks the arrays \['y', 'z'\]; delete it"):
        read_arrays(path, ["z", "x", "y"])


def test_array_and_archive_are_not_confused(tmp_path: Path) -> None:
    write_arrays(tmp_path / "a.npz", {"x": np.arange(3)})
    write_array(tmp_path / "a.npy", np.arange(3))
    with pytest.raises(DataError, match=r"a\.npz holds an archive of arrays, not a single one"):
        read_array(tmp_path / "a.npz")
    with pytest.raises(DataError, match=r"a\.npy holds a single array, not an archive"):
        read_arrays(tmp_path / "a.npy")
