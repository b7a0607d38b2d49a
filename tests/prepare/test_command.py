"""`elp prepare` from a folder to a clip sheet and a report."""

import csv
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile
import yaml
from counted_probes import count_probes
from skimage.data import astronaut
from snakemake.utils import update_config

from elp.config.root import check_config
from elp.errors import ClipSheetError, DataError
from elp.media.video import read_frames, read_sound, write_video
from elp.prepare.command import prepare

SPLIT = "faces/two_people_split_screen.mp4"
ROOT = Path(__file__).resolve().parents[2]


def rows(output: Path) -> list[dict[str, str]]:
    with (output / "clips.csv").open(newline="") as sheet:
        return list(csv.DictReader(sheet))


@pytest.fixture(scope="module")
def split_screen(
    real: Path, landmarker_model: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder with one video of two people, prepared."""
    folder = tmp_path_factory.mktemp("split_screen")
    shutil.copy(real / SPLIT, folder / "talk.mp4")
    weights = real / "speech/Emotion_Voice_Detection_Model.h5"
    prepare(folder, folder / "prepared", landmarker_model, weights, overwrite=False)
    return folder


def test_a_split_screen_is_divided_between_its_two_people(split_screen: Path) -> None:
    """The guest on the right talks from 0.8 to 16.4 s; then the host asks a question."""
    first, last = rows(split_screen / "prepared")
    for row in (first, last):
        assert (row["speaker_video"], row["listener_video"]) == ("talk.mp4", "talk.mp4")
        speaker, listener = (
            list(map(int, row[f"{r}_box"].split())) for r in ("speaker", "listener")
        )
        assert listener[2] == speaker[0] == pytest.approx(640, abs=40)
        assert row["attitude"] in ("positive", "unpositive")
    assert (first["split"], last["split"]) == ("train", "test")
    assert float(first["start"]) == pytest.approx(0.8, abs=0.3)
    assert float(last["end"]) == pytest.approx(16.4, abs=0.3)
    assert first["end"] == last["start"]


def test_the_workflow_accepts_the_settings(split_screen: Path) -> None:
    config = yaml.safe_load((ROOT / "config/config.yaml").read_text())
    own = yaml.safe_load((split_screen / "prepared/settings.yaml").read_text())
    update_config(config, own)
    settings = check_config(config)
    assert settings.datasets["own"].identities == "shared"  # both people are in training and test
    assert settings.tables["table1"].datasets == ("own",)


def test_the_report_shows_every_clip_and_is_self_contained(split_screen: Path) -> None:
    page = (split_screen / "prepared/report.html").read_text()
    assert "2 of 2 clips can be used" in page
    assert page.count("<img") == 4
    assert page.count("data:image/jpeg;base64,") == 4
    assert not re.search(r"(src|href)=\"(?!data:)", page)
    assert "<p>sound and mouth: not clear</p>" in page  # too short to decide


def test_an_existing_sheet_is_kept(split_screen: Path, landmarker_model: Path) -> None:
    output = split_screen / "prepared"
    before = (output / "clips.csv").read_bytes()
    with pytest.raises(DataError, match=r"clips\.csv exists and may hold your corrections"):
        prepare(split_screen, output, landmarker_model, None, overwrite=False)
    assert (output / "clips.csv").read_bytes() == before


def test_swapped_roles_are_noticed(
    real: Path, landmarker_model: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Two conversations in ViCo's layout; the second one's sheet names the listener as speaker."""
    (tmp_path / "data").mkdir()
    lines = (real / "conversations/RLD_data.csv").read_text().splitlines()
    chosen = [lines[0], *(line for line in lines if re.search(",(talkshow_c|debate_b),", line))]
    (tmp_path / "data/RLD_data.csv").write_text("\n".join(chosen) + "\n")
    for part in ("videos", "audios"):
        (tmp_path / "data" / part).symlink_to(real / "conversations" / part)
    with caplog.at_level("INFO"):
        prepare(tmp_path / "data", tmp_path / "out", landmarker_model, None, overwrite=False)
    good, swapped = rows(tmp_path / "out")
    assert (good["clip"], good["split"], good["attitude"]) == ("talkshow_c", "test", "positive")
    assert (swapped["clip"], swapped["attitude"]) == ("debate_b", "negative")
    doubts = [line for line in caplog.messages if "are the roles swapped?" in line]
    assert len(doubts) == 1
    assert "debate_b" in doubts[0]
    assert "no clip of split train" in caplog.text


def test_the_report_lists_unusable_files(
    real: Path, landmarker_model: Path, tmp_path: Path
) -> None:
    shutil.copy(real / SPLIT, tmp_path / "talk.mp4")
    shutil.copy(real / "faces/ls_lp_d0.mp4", tmp_path / "alone.mp4")
    (tmp_path / "broken_left.mp4").write_text("no video")
    shutil.copy(real / "faces/ls_lp_d0.mp4", tmp_path / "broken_right.mp4")
    (tmp_path / "<b>.wav").touch()
    prepare(tmp_path, tmp_path / "out", landmarker_model, None, overwrite=False)
    assert {row["speaker_video"] for row in rows(tmp_path / "out")} == {"talk.mp4"}
    page = (tmp_path / "out/report.html").read_text()
    assert "alone.mp4 shows one person, and no second video matches its name" in page
    assert "broken_left.mp4: not a readable video or sound file" in page
    assert "&lt;b&gt;.wav" in page
    assert "set by the workflow, from the speech" in page


def test_a_late_sound_is_reported(
    real: Path, landmarker_model: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The speaker's video keeps its own sound; the sound file beside it starts 0.8 s late."""
    talk = real / "faces/sp_styletalk_Obama_clip1.mp4"
    shutil.copy(talk, tmp_path / "x_speaker.mp4")
    shutil.copy(real / "faces/ls_pyfeat_pexels.mp4", tmp_path / "x_listener.mp4")
    sound = read_sound(talk, rate=16_000)
    late = np.concatenate([np.zeros(12_800, np.float32), sound])[: len(sound)]
    soundfile.write(tmp_path / "x.wav", late, 16_000)
    with caplog.at_level("INFO"):
        prepare(tmp_path, tmp_path / "out", landmarker_model, None, overwrite=False)
    page = (tmp_path / "out/report.html").read_text()
    for text in (caplog.text, page):
        assert re.search(r"sound and mouth: the sound is 0\.[78]\d s late; shift it", text)
        assert re.search(r"x\.wav is 0\.(7|8)\d s late; cut that much from its start", text)
    assert "<p class=remark>sound and mouth" in page


def test_silence_is_refused(landmarker_model: Path, tmp_path: Path) -> None:
    head = np.ascontiguousarray(astronaut()[:240, 100:340])
    for side in ("left", "right"):
        write_video(tmp_path / f"x_{side}.mp4", [head] * 60, sound=np.zeros(38_400, np.float32))
    with pytest.raises(DataError, match="no clip can be used"):
        prepare(tmp_path, tmp_path / "out", landmarker_model, None, overwrite=False)
    assert "x_left.mp4 is silent" in (tmp_path / "out/report.html").read_text()


def test_folders_without_conversations(tmp_path: Path, landmarker_model: Path) -> None:
    with pytest.raises(DataError, match="none: not a folder; name the folder"):
        prepare(tmp_path / "none", tmp_path / "out", landmarker_model, None, overwrite=False)
    with pytest.raises(DataError, match="no videos found; name the folder"):
        prepare(tmp_path, tmp_path / "out", landmarker_model, None, overwrite=False)
    (tmp_path / "x.mp4").touch()
    with pytest.raises(DataError, match=r"x\.mp4/out cannot be written to"):
        prepare(tmp_path, tmp_path / "x.mp4/out", landmarker_model, None, overwrite=False)
    (tmp_path / "clips.csv").write_text("clip,split\na,train\n")
    with pytest.raises(ClipSheetError, match="lacks the columns"):
        prepare(tmp_path, tmp_path / "out", landmarker_model, None, overwrite=False)
    assert not (tmp_path / "out").exists()


def test_a_shared_sound_track_is_used_and_the_sheets_times_are_checked(
    real: Path, landmarker_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The person on the right talks, but only the left video has sound."""
    videos, audios = (real / f"conversations/{part}" for part in ("videos", "audios"))
    talk = tmp_path / "talk"
    talk.mkdir()
    pictures = list(read_frames(videos / "talkshow_b.listener.mp4", fps=25.0))
    sound = read_sound(audios / "talkshow_b.wav")
    write_video(talk / "x_right.mp4", read_frames(videos / "talkshow_b.speaker.mp4", fps=25.0))
    write_video(talk / "x_left.mp4", pictures, sound=sound)
    probes = count_probes(monkeypatch)
    prepare(talk, talk / "out", landmarker_model, None, overwrite=False)
    assert probes == {talk / "x_left.mp4": 1, talk / "x_right.mp4": 1}
    (row,) = rows(talk / "out")
    assert (row["speaker_video"], row["audio"]) == ("x_right.mp4", "x_left.mp4")
    header = "clip,split,speaker_video,listener_video,audio,speaker_id,listener_id,start"
    late = "a,train,x_right.mp4,x_left.mp4,x_left.mp4,s,l,60"
    (talk / "clips.csv").write_text(f"{header}\n{late}\n")
    with pytest.raises(DataError, match="no clip can be used"):
        prepare(talk, talk / "late", landmarker_model, None, overwrite=False)
    assert "correct `start` and `end`" in (talk / "late/report.html").read_text()
