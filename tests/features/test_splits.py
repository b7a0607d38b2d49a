"""Clips held out for validation: whole people, the same for all runs, about the requested share."""

import logging
from dataclasses import replace

import pytest
from made_up_features import make_features

from elp.features.splits import hold_out
from elp.features.store import FeatureSet


def talks(**clips: int) -> FeatureSet:
    """A split with this number of clips of each listener, whose clips alternate."""
    features = make_features((20,) * sum(clips.values()))
    left, people = dict(clips), []
    while left:
        people += list(left)
        left = {name: count - 1 for name, count in left.items() if count > 1}
    named = [
        clip.model_copy(update={"listener_id": name})
        for clip, name in zip(features.clips, people, strict=True)
    ]
    return replace(features, clips=tuple(named))


def people_of(features: FeatureSet | None) -> set[str]:
    assert features is not None
    return {clip.listener_id for clip in features.clips}


def test_nobody_is_on_both_sides_and_no_clip_is_lost(caplog: pytest.LogCaptureFixture) -> None:
    data = talks(**{f"person{number}": 6 for number in range(10)})
    with caplog.at_level(logging.INFO):
        splits = hold_out(data, 0.2)
    assert splits.valid is not None
    assert not people_of(splits.train) & people_of(splits.valid)
    assert len(people_of(splits.valid)) == 2
    both = [clip.name for clip in (*splits.train.clips, *splits.valid.clips)]
    assert sorted(both) == sorted(clip.name for clip in data.clips)
    assert "12 of 60 clips, of 2 of 10 listeners, choose the step" in caplog.text


def test_a_person_who_has_more_than_the_share_is_learned_from() -> None:
    people = {"much": 50, "some": 12, "little": 8, "least": 10}
    held = people_of(hold_out(talks(**people), 0.2).valid)
    assert "much" not in held
    assert 8 <= sum(people[name] for name in held) <= 16


def test_if_everybody_has_more_the_person_with_the_fewest_clips_is_held_out() -> None:
    assert people_of(hold_out(talks(a=9, b=7, c=9), 0.1).valid) == {"b"}


def test_the_people_do_not_depend_on_the_order_of_the_clips() -> None:
    data = talks(**{f"person{number}": 3 for number in range(7)})
    backwards = replace(data, clips=data.clips[::-1])
    assert people_of(hold_out(data, 0.3).valid) == people_of(hold_out(backwards, 0.3).valid)


def test_they_are_not_simply_the_first_people() -> None:
    chosen = [
        people_of(hold_out(talks(**{f"{word}{n}": 3 for n in range(5)}), 0.2).valid)
        for word in ("anna", "bert", "cleo", "dora", "emil")
    ]
    assert len({name[-1] for held in chosen for name in held}) > 1


def test_of_a_single_listener_clips_are_held_out(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        splits = hold_out(talks(only=10), 0.2)
    assert splits.valid is not None
    assert len(splits.valid.clips) == 2
    assert len(splits.train.clips) == 8
    assert "2 of 10 clips, of the only listener" in caplog.text


def test_without_a_share_or_a_second_clip_all_is_learned_from(
    caplog: pytest.LogCaptureFixture,
) -> None:
    whole, single = talks(a=3, b=3), talks(a=1)
    assert hold_out(whole, 0.0).train is whole
    assert hold_out(whole, 0.0).valid is None
    assert hold_out(single, 0.2).train is single
    assert hold_out(single, 0.2).valid is None
    assert "a single clip" in caplog.text
