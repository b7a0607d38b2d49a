"""A folder of videos of single people becomes a clip sheet."""

from pathlib import Path

import pytest

from elp.config.data import DatasetSettings
from elp.datasets.canonical_sheet import read_canonical, write_clip_sheet
from elp.datasets.talking_heads import list_talking_heads
from elp.errors import ClipSheetError

CROPPED = (
    "train/cropped_clips/-aBcDeFgH_1_0001_S0_E300_L10_T20_R522_B532.mp4",
    "train/cropped_clips/-aBcDeFgH_1_0002_S10_E310_L10_T20_R522_B532.mp4",
    "val/cropped_clips/zZzZzZzZzZz_0000_S5_E400_L1_T2_R257_B258.mp4",
)


def folder(root: Path, *names: str) -> DatasetSettings:
    """Settings of a folder with (empty) videos of these names."""
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    return DatasetSettings(layout="talking_heads", root=root)


def test_people_and_splits_come_from_the_names_of_talkinghead_1kh(tmp_path: Path) -> None:
    settings = folder(tmp_path, *CROPPED, "train/list.txt")
    clips = list_talking_heads(tmp_path, settings)
    assert [clip.split for clip in clips] == ["train", "train", "test"]
    assert [clip.speaker_id for clip in clips] == ["-aBcDeFgH_1", "-aBcDeFgH_1", "zZzZzZzZzZz"]
    assert [clip.speaker_video for clip in clips] == list(CROPPED)
    assert [clip.people for clip in clips] == [{"speaker": clip.speaker_id} for clip in clips]
    write_clip_sheet(tmp_path / "clips.csv", clips)
    assert read_canonical(tmp_path / "clips.csv") == clips


def test_other_names_become_people_with_valid_names(tmp_path: Path) -> None:
    settings = folder(tmp_path, "a b$(c).mov", "d.MP4").model_copy(update={"splits": ("train",)})
    clips = list_talking_heads(tmp_path, settings)
    assert [clip.name for clip in clips] == ["a_b__c_", "d"]
    assert [clip.speaker_id for clip in clips] == ["a_b__c_", "d"]
    assert clips[0].speaker_video == "a b$(c).mov"


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ((), "contains no videos"),
        (("a.mp4",), "has no clip of split `test`; add one, or remove it from"),
        (("train/a.mp4", "val/a.mp4"), "clip a is named twice"),
        (
            (CROPPED[0], CROPPED[1].replace("train", "val")),
            "person -aBcDeFgH_1 is in both train and test",
        ),
    ],
)
def test_folder_without_such_a_data_set_is_refused(
    names: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    settings = folder(tmp_path, *names)
    with pytest.raises(ClipSheetError, match=message):
        list_talking_heads(tmp_path, settings)
