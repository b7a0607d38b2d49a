from collections import Counter
from pathlib import Path

import pytest
from pydantic import ValidationError

from elp.config.data import CorpusSettings, DatasetSettings
from elp.datasets.canonical_sheet import write_clip_sheet
from elp.datasets.clip import shard_of
from elp.datasets.clip_sheet import read_clip_sheet
from elp.sample_corpus.attitudes import VOICES
from elp.sample_corpus.plans import ConversationPlan, plan, sheet

SETTINGS = CorpusSettings(seed=3)


@pytest.fixture(scope="module")
def plans() -> list[ConversationPlan]:
    return plan(SETTINGS, ("train", "test"))


def test_same_seed_gives_the_same_plan(plans: list[ConversationPlan]) -> None:
    assert plan(SETTINGS, ("train", "test")) == plans
    assert plan(CorpusSettings(seed=4), ("train", "test")) != plans


def test_split_does_not_depend_on_the_others(plans: list[ConversationPlan]) -> None:
    assert plan(SETTINGS, ("test",)) == [one for one in plans if one.split == "test"]


def test_every_person_is_in_exactly_one_split(plans: list[ConversationPlan]) -> None:
    people = {
        split: {p.name for one in plans if one.split == split for p in (one.speaker, one.listener)}
        for split in ("train", "test")
    }
    assert not people["train"] & people["test"]
    assert len(people["train"]) == 10
    assert len(people["test"]) == 6


def test_people_of_two_halves_differ() -> None:
    other = plan(CorpusSettings(seed=4), ("train",))
    assert {one.speaker.looks for one in other}.isdisjoint(
        {one.speaker.looks for one in plan(SETTINGS, ("train",))}
    )


def test_numbers_of_attitudes_follow_their_shares() -> None:
    settings = CorpusSettings(
        conversations={"train": 10}, attitudes={"positive": 3, "neutral": 1, "negative": 1}
    )
    counts = Counter(one.attitude for one in plan(settings, ("train",)))
    assert counts == {"positive": 6, "neutral": 2, "negative": 2}


def test_voices_match_the_attitude(plans: list[ConversationPlan]) -> None:
    assert all(one.voice in VOICES[one.attitude] for one in plans)
    assert len({one.voice for one in plans if one.attitude == "negative"}) == 3


def test_sheet_passes_the_checks_of_clip_sheets(
    plans: list[ConversationPlan], tmp_path: Path
) -> None:
    dataset = DatasetSettings(layout="sample_corpus", corpus=SETTINGS)
    clips = sheet(plans, shards=3, annotated=True)
    write_clip_sheet(tmp_path / "clips.csv", clips)
    assert read_clip_sheet(tmp_path / "clips.csv", dataset) == clips
    for clip in clips:
        assert clip.speaker_video == f"shard{shard_of(clip.name, 3)}/{clip.name}.speaker.mp4"


def test_unannotated_sheet_has_no_attitudes(plans: list[ConversationPlan]) -> None:
    assert {clip.attitude for clip in sheet(plans, shards=2, annotated=False)} == {""}


def test_conversations_without_people_are_refused() -> None:
    with pytest.raises(ValidationError, match=r"`listeners` lacks the splits \['valid'\]"):
        CorpusSettings(conversations={"train": 4, "valid": 2})


def test_splits_without_conversations_are_refused() -> None:
    with pytest.raises(ValidationError, match=r"`corpus.conversations` lacks \['ood'\]"):
        DatasetSettings(layout="sample_corpus", corpus=SETTINGS, splits=("train", "ood"))
