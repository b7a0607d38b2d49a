from pathlib import Path

import numpy as np
import pytest
from made_up_clips import MadeUpClip, columns_of

from elp.coefficients import Coefficients, Conversation
from elp.errors import DataError
from elp.io.columns import write_parquet
from elp.tracking.coefficient_table import (
    COLUMNS,
    read_conversations,
    read_frame_rate,
    write_coefficients,
)

CLIPS = [MadeUpClip("b", frames=8), MadeUpClip("a", frames=12), MadeUpClip("c", frames=1)]


def rows(columns: dict[str, np.ndarray], chosen: np.ndarray) -> dict[str, np.ndarray]:
    return {name: values[chosen] for name, values in columns.items()}


def person(columns: dict[str, np.ndarray], clip: str, role: str) -> Coefficients:
    own = rows(columns, (columns["clip"] == clip) & (columns["role"] == role))
    return Coefficients(own["expression"], own["pose"], own["blink"])


def assert_same(actual: Coefficients, expected: Coefficients) -> None:
    for name in ("expression", "pose", "blink"):
        np.testing.assert_array_equal(getattr(actual, name), getattr(expected, name))


def assert_all(conversations: dict[str, Conversation], columns: dict[str, np.ndarray]) -> None:
    names = [conversation.clip for conversation in conversations.values()]
    assert list(conversations) == names == ["a", "b", "c"]
    for clip, conversation in conversations.items():
        assert_same(conversation.speaker, person(columns, clip, "speaker"))
        assert_same(conversation.listener, person(columns, clip, "listener"))


def test_conversations_are_read_in_order_of_their_names(tmp_path: Path) -> None:
    columns = columns_of(CLIPS)
    write_coefficients(tmp_path / "shard0.parquet", columns, 25.0)
    assert_all(read_conversations([tmp_path / "shard0.parquet"]), columns)


def test_the_order_of_rows_and_shards_does_not_matter(tmp_path: Path) -> None:
    columns = columns_of(CLIPS)
    shuffled = rows(columns, np.random.default_rng(0).permutation(len(columns["frame"])))
    paths = [tmp_path / f"shard{number}.parquet" for number in range(3)]
    for path, clips in zip(paths, (["a", "c"], [], ["b"]), strict=True):
        write_coefficients(path, rows(shuffled, np.isin(shuffled["clip"], clips)), 25.0)
    assert_all(read_conversations(paths), columns)
    assert_all(read_conversations(reversed(paths)), columns)


@pytest.mark.parametrize("shorter", ["speaker", "listener"])
def test_both_participants_are_cut_to_the_shorter_one(shorter: str, tmp_path: Path) -> None:
    columns = columns_of([MadeUpClip("a", frames=12)])
    write_coefficients(
        tmp_path / "a.parquet",
        rows(columns, (columns["role"] != shorter) | (columns["frame"] < 7)),
        25.0,
    )
    conversation = read_conversations([tmp_path / "a.parquet"])["a"]
    assert_same(conversation.speaker, person(columns, "a", "speaker").first(7))
    assert_same(conversation.listener, person(columns, "a", "listener").first(7))


def test_a_shard_without_clips_has_no_conversations(tmp_path: Path) -> None:
    write_coefficients(tmp_path / "empty.parquet", columns_of([]), 25.0)
    assert read_conversations([tmp_path / "empty.parquet"]) == {}


def test_shards_must_have_the_same_frame_rate(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.parquet", "b.parquet", "c.parquet")]
    for path, fps in zip(paths, (30.0, 30.0, 25.0), strict=True):
        write_coefficients(path, columns_of([]), fps)
    assert read_frame_rate(paths[:2]) == 30
    with pytest.raises(
        DataError, match=r"frame rates differ.*a\.parquet: 30\.0.*c\.parquet: 25\.0"
    ):
        read_frame_rate(paths)
    write_parquet(paths[0], columns_of([]))
    with pytest.raises(DataError, match=r"are missing \(.*a\.parquet: None\); delete these files"):
        read_frame_rate(paths[:1])


def test_a_file_without_blinks_is_named(tmp_path: Path) -> None:
    columns = columns_of(CLIPS)
    write_parquet(
        tmp_path / "old.parquet", {name: columns[name] for name in COLUMNS if name != "blink"}
    )
    with pytest.raises(DataError, match=r"old\.parquet lacks the columns \['blink'\]"):
        read_conversations([tmp_path / "old.parquet"])
