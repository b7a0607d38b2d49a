import subprocess
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from elp.clips.cut import cut_clips
from elp.config.data import DatasetSettings
from elp.config.tracking import ClipSettings
from elp.datasets.tube_lists import read_tubes
from elp.datasets.tubes import list_tubes, piece_starts, wanted_videos
from elp.errors import ClipSheetError
from elp.media.ffmpeg_process import ffmpeg_exe
from elp.media.video import read_frames

VIDEO = "dQw4w9WgXcQ"
FPS, SECONDS, EVERY = 10, 130, 70  # frames per second; seconds; frames between key frames
SIZE = (64, 48)


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A raw video whose frames have different greys, and whose key frames are 7 s apart."""
    path = tmp_path_factory.mktemp("raw") / f"{VIDEO}.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS)
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        stream.options = {"g": str(EVERY), "keyint_min": str(EVERY), "sc_threshold": "0"}
        for number in range(FPS * SECONDS):
            picture = np.full((SIZE[1], SIZE[0], 3), grey(number), np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    return path


def grey(frame: int) -> int:
    return 20 + 2 * (frame % 100)


@pytest.fixture
def release(raw: Path, tmp_path: Path) -> Callable[..., Path]:
    """Make a folder with lists in the format of the release."""

    def make(*tubes: str, part: str = "small", ids: tuple[str, ...] = (VIDEO,)) -> Path:
        (tmp_path / "data_list").mkdir(exist_ok=True)
        (tmp_path / f"{part}/raw_videos").mkdir(parents=True, exist_ok=True)
        (tmp_path / f"data_list/{part}_video_ids.txt").write_text("\n".join(ids) + "\n")
        (tmp_path / f"data_list/{part}_video_tubes.txt").write_text("\n".join(tubes) + "\n")
        (tmp_path / f"{part}/raw_videos/{VIDEO}.mp4").write_bytes(raw.read_bytes())
        return tmp_path

    return make


def settings(root: Path, **changes: object) -> DatasetSettings:
    values = {"layout": "talking_heads", "root": root, "tubes": "small", "splits": ["train"]}
    return DatasetSettings.model_validate(values | changes)


def test_pieces_start_at_the_key_frames_of_a_cut_without_encoding(
    raw: Path, tmp_path: Path
) -> None:
    command = [ffmpeg_exe(), "-v", "error", "-i", str(raw), "-c", "copy", "-map", "0"]
    command += ["-segment_time", "00:01:00", "-f", "segment", str(tmp_path / "x_%04d.mp4")]
    subprocess.run(command, check=True)
    pieces = sorted(tmp_path.glob("x_*.mp4"))
    lengths = [len(list(read_frames(piece, fps=float(FPS)))) for piece in pieces]
    starts = piece_starts(raw)
    assert starts == pytest.approx([0, 63, 126])
    np.testing.assert_allclose(np.diff([*starts, SECONDS]) * FPS, lengths, atol=1)


def test_tube_has_the_frames_and_the_box_of_the_release(
    release: Callable[..., Path], tmp_path: Path, landmarker_model: Path
) -> None:
    root = release(f"{VIDEO}_0001,96,128,30,59,32,16,96,80")
    (clip,) = list_tubes(root, settings(root), {})
    assert clip.name == f"{VIDEO}_0001_S30_E59_L32_T16_R96_B80"
    assert (clip.speaker_id, clip.listener_id) == (VIDEO, "")
    assert clip.speaker_box == "16 8 48 40"  # the video has half the size given in the list
    assert (clip.start, clip.end) == pytest.approx((66.0, 69.0))
    (done,) = cut_clips([clip], root, landmarker_model, ClipSettings(), tmp_path / "shard0", 25.0)
    assert (done.status, done.frames) == ("ok", 75)
    pictures = list(read_frames(tmp_path / f"shard0/{clip.name}.speaker.mp4"))
    first = 630 + 30
    for number in (0, 25, 50, 74):
        wanted = grey(first + round(number * FPS / 25 - 0.01))
        assert pictures[number].mean() == pytest.approx(wanted, abs=4)


def test_tubes_without_video_are_left_out_and_counted(
    release: Callable[..., Path], caplog: pytest.LogCaptureFixture
) -> None:
    root = release(
        f"{VIDEO}_0000,48,64,0,30,0,0,48,48",
        f"{VIDEO}_0002,48,64,0,900,0,0,48,48",  # beyond the end
        f"{VIDEO}_0007,48,64,0,30,0,0,48,48",  # no such piece
        "AAAAAAAAAAA_0000,48,64,0,30,0,0,48,48",  # not downloaded
        "BBBBBBBBBBB_0000,48,64,0,30,0,0,48,48",  # damaged
    )
    (root / "small/raw_videos/BBBBBBBBBBB.mp4").write_text("no video")
    failed = {"small/raw_videos/AAAAAAAAAAA.mp4": "removed"}
    with caplog.at_level("INFO"):
        clips = list_tubes(root, settings(root), failed)
    assert [clip.name for clip in clips] == [f"{VIDEO}_0000_S0_E30_L0_T0_R48_B48"]
    assert "small: 1 of 5 tubes of 1 of 3 videos" in caplog.text
    assert "ends at 130.00 s" in caplog.text
    assert "has 3 pieces" in caplog.text
    assert "BBBBBBBBBBB.mp4: not a readable video" in caplog.text


def test_part_val_is_the_test_split(release: Callable[..., Path]) -> None:
    release(f"{VIDEO}_0000,48,64,0,30,0,0,48,48", ids=(VIDEO, "AAAAAAAAAAA", VIDEO))
    root = release("BBBBBBBBBBB_0000,48,64,0,30,0,0,48,48", part="val", ids=("BBBBBBBBBBB",))
    (root / f"val/raw_videos/{VIDEO}.mp4").rename(root / "val/raw_videos/BBBBBBBBBBB.mp4")
    both = settings(root, splits=["train", "test"])
    assert [(row.video, row.address[-11:]) for row in wanted_videos(root, both)] == [
        (f"small/raw_videos/{VIDEO}.mp4", VIDEO),
        ("small/raw_videos/AAAAAAAAAAA.mp4", "AAAAAAAAAAA"),
        ("val/raw_videos/BBBBBBBBBBB.mp4", "BBBBBBBBBBB"),
    ]
    assert [clip.split for clip in list_tubes(root, both, {})] == ["train", "test"]


def test_missing_list_names_its_origin(tmp_path: Path) -> None:
    with pytest.raises(ClipSheetError, match=r"small_video_ids\.txt does not exist; unzip"):
        wanted_videos(tmp_path, settings(tmp_path))
    with pytest.raises(ClipSheetError, match=r"small_video_tubes\.txt does not exist; unzip"):
        list_tubes(tmp_path, settings(tmp_path), {})


def test_all_faults_of_a_list_are_named(release: Callable[..., Path]) -> None:
    root = release("x,1", f"{VIDEO}_0000,48,64,9,3,0,0,48,48", f"{VIDEO}_0000,48,64,0,3,0,0,x,48")
    with pytest.raises(ClipSheetError, match=r"(?s)line 1: `x,1`.*line 2: the frames.*line 3: "):
        read_tubes(root, "small")


def test_tubes_are_for_talking_heads_only(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="`tubes` is for the layout `talking_heads`"):
        DatasetSettings(layout="clips", root=tmp_path, tubes="small")
    with pytest.raises(ValueError, match="`downloads` is for"):
        settings(tmp_path, downloads="x.csv")
