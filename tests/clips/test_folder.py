from pathlib import Path

import pytest

from elp.clips.folder import read_clip_folder
from elp.errors import DataError


def test_clips_with_files_in_order_and_the_others_with_their_reasons(tmp_path: Path) -> None:
    (tmp_path / "clips.csv").write_text(
        'clip,status,reason\nz,ok,\nm,excluded,"no face, no sound"\na,ok,cut to 2 s\n'
    )
    folder = read_clip_folder(tmp_path)
    assert folder.included == ("z", "a")
    assert folder.excluded == {"m": "no face, no sound"}


def test_a_folder_without_a_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"clips\.csv does not exist; run the workflow again"):
        read_clip_folder(tmp_path)


def test_a_table_without_a_status_is_refused(tmp_path: Path) -> None:
    (tmp_path / "clips.csv").write_text("clip,reason\na,\n")
    with pytest.raises(DataError, match=r"clips\.csv.*status.*run the workflow again"):
        read_clip_folder(tmp_path)
