from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from elp.config.data import CorpusSettings
from elp.io.columns import read_parquet, to_array
from elp.media.probe import probe
from elp.media.video import read_frames, read_sound
from elp.sample_corpus.corpus import film_shard
from elp.sample_corpus.plans import ConversationPlan, plan
from elp.sample_corpus.scenes import TRUTH, play

SETTINGS = CorpusSettings(seed=5, conversations={"train": 1}, seconds=2.0)


@pytest.fixture(scope="module")
def one() -> ConversationPlan:
    return plan(SETTINGS, ("train",))[0]


@pytest.fixture(scope="module")
def filmed(tmp_path_factory: pytest.TempPathFactory, one: ConversationPlan) -> Path:
    folder = tmp_path_factory.mktemp("filmed")
    film_shard([one], SETTINGS, folder / "videos", folder / "truth.parquet")
    return folder


def test_same_seed_gives_the_same_bytes(
    filmed: Path, one: ConversationPlan, tmp_path: Path
) -> None:
    film_shard([one], SETTINGS, tmp_path / "videos", tmp_path / "truth.parquet")
    names = [path.relative_to(filmed) for path in filmed.rglob("*") if path.is_file()]
    assert len(names) == 3
    for name in names:
        assert (tmp_path / name).read_bytes() == (filmed / name).read_bytes(), name


@pytest.mark.parametrize("role", ["speaker", "listener"])
def test_videos_have_the_stated_frames(filmed: Path, role: str) -> None:
    frames = list(read_frames(filmed / f"videos/train000.{role}.mp4"))
    assert len(frames) == 50
    assert frames[0].shape == (320, 320, 3)


def test_only_the_video_of_the_speaker_has_sound(filmed: Path, one: ConversationPlan) -> None:
    assert not probe(filmed / "videos/train000.listener.mp4").has_audio
    heard = read_sound(filmed / "videos/train000.speaker.mp4", rate=22_050)
    said = play(one, SETTINGS.seconds, SETTINGS.seed).talk.sound.samples
    assert len(heard) == pytest.approx(len(said), abs=2048)
    both = min(len(heard), len(said))
    assert np.corrcoef(heard[:both], said[:both])[0, 1] > 0.95


def test_truth_has_a_row_per_role_and_frame(filmed: Path, one: ConversationPlan) -> None:
    table = read_parquet(filmed / "truth.parquet")
    assert tuple(table.column_names) == TRUTH
    roles, frames = to_array(table, "role"), to_array(table, "frame")
    for role in ("speaker", "listener"):
        np.testing.assert_array_equal(frames[roles == role], np.arange(50))
    assert set(to_array(table, "voice")) == {f"{one.speaker.voice.sex}_{one.voice}"}
    scene = play(one, SETTINGS.seconds, SETTINGS.seed)
    np.testing.assert_array_equal(
        to_array(table, "blink")[roles == "listener"], scene.listener.blink
    )


def test_pictures_follow_the_truth(filmed: Path, one: ConversationPlan) -> None:
    """The picture changes more where the head turns most than where it rests."""
    scene = play(one, SETTINGS.seconds, SETTINGS.seed)
    turning = np.abs(np.diff(scene.listener.motion.rotation, axis=0)).sum(axis=1)
    frames = [frame.astype(int) for frame in read_frames(filmed / "videos/train000.listener.mp4")]
    change = [np.abs(b - a).mean() for a, b in pairwise(frames)]
    assert np.corrcoef(turning, change)[0, 1] > 0.5
