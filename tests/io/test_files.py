from pathlib import Path

import pytest

from elp.io.files import atomic

NAMES = ("out.csv", "out")  # a file, and a folder


def write(path: Path, text: str) -> None:
    """A file with a text, or a folder with such a file."""
    if path.suffix == ".csv":
        path.write_text(text)
    else:
        path.mkdir()
        (path / f"{text}.txt").write_text(text)


def content(path: Path) -> dict[str, str]:
    files = [path] if path.is_file() else sorted(path.iterdir())
    return {file.name: file.read_text() for file in files}


def litter(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - set(NAMES)


def break_off(path: Path, error: type[BaseException]) -> None:
    with atomic(path) as temporary:
        write(temporary, "half")
        raise error("full disk")


each_kind = pytest.mark.parametrize("name", NAMES)


@each_kind
def test_target_is_replaced_at_the_end(name: str, tmp_path: Path) -> None:
    path, expected = tmp_path / name, tmp_path / "expected" / name
    expected.parent.mkdir()
    write(path, "old")
    write(expected, "new")
    before = content(path)
    with atomic(path) as temporary:
        write(temporary, "new")
        assert content(path) == before
    assert content(path) == content(expected)
    assert litter(tmp_path) == {"expected"}


@each_kind
@pytest.mark.parametrize("interruption", [ValueError, KeyboardInterrupt])
def test_interrupted_write_leaves_the_old_target_and_no_temporary_files(
    name: str, interruption: type[BaseException], tmp_path: Path
) -> None:
    path = tmp_path / name
    write(path, "old")
    before = content(path)
    with pytest.raises(interruption):
        break_off(path, interruption)
    assert content(path) == before
    assert litter(tmp_path) == set()


@each_kind
def test_interrupted_first_write_leaves_nothing(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="full disk"):
        break_off(tmp_path / name, ValueError)
    assert list(tmp_path.iterdir()) == []


@each_kind
def test_leftovers_of_a_killed_writer_are_removed(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    with atomic(path) as temporary:
        write(temporary, "new")
    expected = content(path)
    write(temporary, "killed")
    with atomic(path) as again:
        assert again == temporary
        write(again, "new")
    assert content(path) == expected
    assert litter(tmp_path) == set()


def test_writer_that_writes_nothing_fails_and_leaves_the_old_target(tmp_path: Path) -> None:
    write(tmp_path / "out.csv", "old")
    with pytest.raises(FileNotFoundError), atomic(tmp_path / "out.csv"):
        pass
    assert content(tmp_path / "out.csv") == {"out.csv": "old"}


def test_temporary_file_is_beside_the_target_with_its_suffix(tmp_path: Path) -> None:
    path = tmp_path / "made" / "for_it" / "model.safetensors"
    with atomic(path) as temporary:
        assert temporary.parent == path.parent
        assert temporary.suffix == path.suffix
        temporary.touch()
    assert path.is_file()
