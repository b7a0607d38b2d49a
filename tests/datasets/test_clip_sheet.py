from pathlib import Path

import pytest

from elp.config.data import DatasetSettings
from elp.datasets.canonical_sheet import read_canonical, write_clip_sheet
from elp.datasets.clip import Clip, shard_of
from elp.datasets.clip_sheet import read_clip_sheet
from elp.errors import ClipSheetError

HEADER = "clip,split,speaker_video,listener_video,speaker_id,listener_id,attitude"
ROWS = (
    "a,train,a.speaker.mp4,a.listener.mp4,s1,l1,positive",
    "b,test,b.speaker.mp4,b.listener.mp4,s2,l2,negative",
)

GIVEN_HEADER = (
    "clip,split,speaker_coefficients,listener_coefficients,speaker_id,listener_id,attitude"
)
GIVEN_ROWS = (
    "a,train,a.s.npz,a.l.npz,s1,l1,positive",
    "b,test,b.s.npz,b.l.npz,s2,l2,negative",
)


def sheet(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "clips.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


@pytest.fixture
def own(tmp_path: Path) -> DatasetSettings:
    return DatasetSettings(layout="clips", root=tmp_path)


def test_rows_are_read_in_order(tmp_path: Path, own: DatasetSettings) -> None:
    clips = read_clip_sheet(sheet(tmp_path, *ROWS), own)
    assert [clip.name for clip in clips] == ["a", "b"]
    assert clips[0].start == 0
    assert clips[0].end is None


def test_boxes_become_regions(tmp_path: Path, own: DatasetSettings) -> None:
    header = f"{HEADER},speaker_box,listener_box"
    rows = (f"{ROWS[0]},0 0 320 360,320 0 640 360", f"{ROWS[1]},,")
    clips = read_clip_sheet(sheet(tmp_path, *rows, header=header), own)
    assert clips[0].regions == ((0, 0, 320, 360), (320, 0, 640, 360))
    assert clips[1].regions == (None, None)
    write_clip_sheet(tmp_path / "canonical.csv", clips)
    assert read_canonical(tmp_path / "canonical.csv") == clips
    rows = (f"{ROWS[0]},0 0 320,", f"{ROWS[1]},9 0 9 10,")
    with pytest.raises(ClipSheetError, match=r"(?s)line 2: speaker_box: .*line 3: .*is empty"):
        read_clip_sheet(sheet(tmp_path, *rows, header=header), own)


def test_canonical_sheet_is_unchanged_after_a_round_trip(
    tmp_path: Path, own: DatasetSettings
) -> None:
    clips = read_clip_sheet(sheet(tmp_path, *ROWS), own)
    write_clip_sheet(tmp_path / "canonical.csv", clips)
    assert read_canonical(tmp_path / "canonical.csv") == clips


def test_vico_is_read_by_column_names(real: Path) -> None:
    root = real / "conversations"
    clips = read_clip_sheet(root / "RLD_data.csv", DatasetSettings(layout="vico", root=root))
    assert len(clips) == 10
    debate = next(clip for clip in clips if clip.name == "debate_a")
    assert (debate.speaker_video, debate.listener_id) == ("videos/debate_a.speaker.mp4", "108")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("a,train,x.mp4,y.mp4,s3,l3,positive", "clip a is named twice"),
        ("c,test,x.mp4,y.mp4,s3,,positive", "line 4: .*listener_id: is empty"),
        ("c,test,../x.mp4,y.mp4,s3,l3,positive", "line 4: .*lies outside the data set's root"),
        ("c,test,/etc/x.mp4,y.mp4,s3,l3,positive", "lies outside"),
        ("c,test,x.mp4,y.mp4,s3,l3,angry", "attitude `angry` is not one of positive, neutral"),
        ("c,test,x.mp4,y.mp4,s1,l3,positive", "person s1 is in both train and test"),
        ("c,dev,x.mp4,y.mp4,s3,l3,positive", "line 4: split: .*'dev'"),
        ("c,test,,y.mp4,s3,l3,positive", "speaker_video"),
    ],
)
def test_faulty_row_is_refused(
    tmp_path: Path, own: DatasetSettings, row: str, message: str
) -> None:
    with pytest.raises(ClipSheetError, match=message):
        read_clip_sheet(sheet(tmp_path, *ROWS, row), own)


def test_all_faults_are_listed_at_once(tmp_path: Path, own: DatasetSettings) -> None:
    path = sheet(tmp_path, *ROWS, "c,dev,x,y,s,l,positive", "d,test,x,y,s3,l3,angry")
    with pytest.raises(ClipSheetError, match=r"(?s)line 4.*line 5"):
        read_clip_sheet(path, own)


def test_missing_columns_are_named(tmp_path: Path, own: DatasetSettings) -> None:
    path = sheet(tmp_path, "a,train", header="clip,split")
    with pytest.raises(ClipSheetError, match=r"lacks the columns .*'listener_id'"):
        read_clip_sheet(path, own)


def test_missing_sheet_names_the_setting(tmp_path: Path, own: DatasetSettings) -> None:
    with pytest.raises(ClipSheetError, match="does not exist; correct `root` and `sheet`"):
        read_clip_sheet(tmp_path / "none.csv", own)


def test_binary_file_is_refused(tmp_path: Path, own: DatasetSettings) -> None:
    (tmp_path / "clips.csv").write_bytes(b"\xff\xfe\x00\x81" * 10)
    with pytest.raises(ClipSheetError, match="not a CSV table in UTF-8"):
        read_clip_sheet(tmp_path / "clips.csv", own)


def test_split_without_clips_is_refused(tmp_path: Path, own: DatasetSettings) -> None:
    with pytest.raises(ClipSheetError, match="no clip of split `test`"):
        read_clip_sheet(sheet(tmp_path, ROWS[0]), own)


def test_shared_identities_can_be_allowed(tmp_path: Path) -> None:
    settings = DatasetSettings(layout="clips", root=tmp_path, identities="shared")
    path = sheet(tmp_path, *ROWS, "c,test,x,y,s1,l1,positive")
    assert len(read_clip_sheet(path, settings)) == 3


def test_out_of_domain_people_are_never_shared(tmp_path: Path) -> None:
    settings = DatasetSettings(layout="clips", root=tmp_path, identities="shared")
    path = sheet(tmp_path, *ROWS, "c,ood,x,y,s1,l1,positive")
    with pytest.raises(ClipSheetError, match="both train and ood"):
        read_clip_sheet(path, settings)


def test_shard_does_not_depend_on_the_sheet() -> None:
    shards = [shard_of(f"clip{index}", 4) for index in range(400)]
    assert shards == [shard_of(f"clip{index}", 4) for index in range(400)]
    assert min(shards.count(shard) for shard in range(4)) > 50


def test_clip_name_cannot_be_a_path() -> None:
    with pytest.raises(ValueError, match="pattern"):
        Clip(
            name="../x",
            split="train",
            speaker_video="x",
            listener_video="y",
            speaker_id="1",
            listener_id="2",
        )


def given(root: Path, **fields: object) -> DatasetSettings:
    return DatasetSettings.model_validate({"layout": "coefficients", "root": root, **fields})


def test_coefficients_may_replace_videos(tmp_path: Path) -> None:
    rows = (f"{GIVEN_ROWS[0]},25", f"{GIVEN_ROWS[1]},")
    path = sheet(tmp_path, *rows, header=f"{GIVEN_HEADER},fps")
    clips = read_clip_sheet(path, given(tmp_path, fps=30))
    assert [clip.fps for clip in clips] == [25, 30]
    assert clips[1].listener_coefficients == "b.l.npz"
    write_clip_sheet(tmp_path / "canonical.csv", clips)
    assert read_canonical(tmp_path / "canonical.csv") == clips
    assert "video" not in (tmp_path / "canonical.csv").read_text()


def test_coefficients_need_a_frame_rate(tmp_path: Path) -> None:
    path = sheet(tmp_path, *GIVEN_ROWS, header=GIVEN_HEADER)
    with pytest.raises(ClipSheetError, match=r"(?s)line 2: .*no frame rate; .*line 3: "):
        read_clip_sheet(path, given(tmp_path))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("c,test,../x.npz,y.npz,s3,l3,positive", "speaker_coefficients `../x.npz` lies outside"),
        ("c,test,x.npz,,s3,l3,positive", "line 4: .*name both"),
        ("c,test,,,s3,l3,positive", "line 4: .*name either"),
    ],
)
def test_faulty_row_of_coefficients_is_refused(tmp_path: Path, row: str, message: str) -> None:
    path = sheet(tmp_path, *GIVEN_ROWS, row, header=GIVEN_HEADER)
    with pytest.raises(ClipSheetError, match=message):
        read_clip_sheet(path, given(tmp_path, fps=30))


@pytest.mark.parametrize(
    ("columns", "cells", "message"),
    [
        ("speaker_video,listener_video", "x.mp4,y.mp4", "name either"),
        ("speaker_video,listener_video,fps", "x.mp4,y.mp4,25", "name either"),
    ],
)
def test_videos_and_coefficients_do_not_mix(
    tmp_path: Path, columns: str, cells: str, message: str
) -> None:
    rows = [f"{row},{cells}" for row in GIVEN_ROWS]
    path = sheet(tmp_path, *rows, header=f"{GIVEN_HEADER},{columns}")
    with pytest.raises(ClipSheetError, match=message):
        read_clip_sheet(path, given(tmp_path, fps=30))


def test_row_of_another_layout_is_refused(tmp_path: Path) -> None:
    header = "clip,split,speaker_video,listener_video,speaker_id,listener_id,attitude"
    rows = ("a,train,,,s1,l1,positive,a.s.npz,a.l.npz", "b,test,x,y,s2,l2,positive,,")
    path = sheet(tmp_path, *rows, header=f"{header},speaker_coefficients,listener_coefficients")
    settings = DatasetSettings(layout="clips", root=tmp_path)
    with pytest.raises(ClipSheetError, match=r"line 2: clip a: layout `clips` needs speaker_video"):
        read_clip_sheet(path, settings)


def test_frame_rate_is_for_coefficients_only(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="`fps` is for the layout `coefficients`"):
        DatasetSettings(layout="clips", root=tmp_path, fps=30)
