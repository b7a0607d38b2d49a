"""Files of a folder, grouped into conversations by their names."""

from pathlib import Path

import numpy as np
import pytest

from elp.media.video import write_video
from elp.prepare.recordings import from_names


def folder(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    return root


@pytest.mark.parametrize(
    ("first", "second", "name"),
    [
        ("talk.speaker.mp4", "talk.listener.mp4", "talk"),
        ("2024 talk_left.MOV", "2024 talk_right.MOV", "2024_talk"),
        ("talk-A.mkv", "talk-b.mkv", "talk"),
        ("host/talk.mp4", "guest/talk.mp4", "talk"),
        ("monday/p1.mp4", "monday/p2.mp4", "monday"),
        ("talk_1.mp4", "talk_2.mp4", "talk"),
    ],
)
def test_names_that_differ_in_one_word_are_a_conversation(
    tmp_path: Path, first: str, second: str, name: str
) -> None:
    (recording,) = from_names(folder(tmp_path, first, second), tmp_path / "out").recordings
    assert (recording.name, recording.videos) == (name, (tmp_path / first, tmp_path / second))
    assert recording.roles == ("speaker" in first)


def test_numbered_recordings_are_not_people(tmp_path: Path) -> None:
    """Two parts of one evening, of unequal lengths, and two cameras that ran equally long."""
    picture = np.zeros((16, 16, 3), np.uint8)
    for name, seconds in (("evening_1", 1), ("evening_2", 5), ("talk_1", 1), ("talk_2", 2)):
        write_video(tmp_path / f"{name}.mp4", [picture] * 25 * seconds)
    contents = from_names(tmp_path, tmp_path / "out")
    assert [r.name for r in contents.recordings] == ["evening_1", "evening_2", "talk"]


def test_conversations_of_the_same_name_get_their_folder_as_prefix(tmp_path: Path) -> None:
    names = [f"{day}/talk_{side}.mp4" for day in ("mon", "tue") for side in ("left", "right")]
    recordings = from_names(folder(tmp_path, *names), tmp_path / "out").recordings
    assert [{path.parent.name for path in r.videos} for r in recordings] == [{"mon"}, {"tue"}]
    assert len({r.name for r in recordings}) == 2


def test_a_video_without_a_partner_may_show_both_people(tmp_path: Path) -> None:
    root = folder(tmp_path, "split.mp4", "talk_a.mp4", "notes.txt", "out/old_a.mp4")
    recordings = from_names(root, tmp_path / "out").recordings
    assert [len(r.videos) for r in recordings] == [1, 1]
    assert [r.name for r in recordings] == ["split", "talk_a"]


def test_a_sound_belongs_to_the_video_of_its_name(tmp_path: Path) -> None:
    root = folder(
        tmp_path,
        *("x_left.mp4", "x_right.mp4", "x_left.wav", "x_right.wav"),  # one microphone each
        *("y_left.mp4", "y_right.mp4", "sound/y.wav"),  # one shared microphone
        "lonely.wav",
    )
    contents = from_names(root, tmp_path / "out")
    assert [[s.name for s in r.sounds] for r in contents.recordings] == [
        ["x_left.wav", "x_right.wav"],
        ["y.wav"],
    ]
    assert list(contents.unused) == [tmp_path / "lonely.wav"]
