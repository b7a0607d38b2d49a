from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_features import EMOTIONS, make_features

from elp.errors import DataError
from elp.features.store import ARRAYS, FeatureSet, Statistics, read_features, write_features
from elp.io.columns import to_table

BLINKS = ("speaker_blink", "listener_blink")


def write_arrow(path: Path, metadata: dict[str, object], *left_out: str) -> None:
    """A file like that of `write_features`, with other metadata and without some columns."""
    features = make_features()
    columns = {name: getattr(features, name) for name in ARRAYS if name not in left_out}
    table = to_table({name: values * 1 for name, values in columns.items()}, metadata)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)


@pytest.fixture
def mapped(tmp_path: Path) -> FeatureSet:
    write_features(tmp_path / "train.arrow", make_features())
    return read_features(tmp_path / "train.arrow")


def test_features_survive_a_round_trip(mapped: FeatureSet) -> None:
    features = make_features()
    assert mapped.clips == features.clips
    assert mapped.emotions == EMOTIONS
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(mapped, name), getattr(features, name))
        assert getattr(mapped, name).dtype == getattr(features, name).dtype


def test_the_file_is_mapped_and_not_copied(mapped: FeatureSet, tmp_path: Path) -> None:
    """A change in the file shows in memory."""
    content = (tmp_path / "train.arrow").read_bytes()
    for name in ARRAYS:
        values = getattr(mapped, name)
        assert not values.flags.owndata
        place, before = content.index(values.tobytes()), values.copy()
        with (tmp_path / "train.arrow").open("r+b") as file:
            file.seek(place)
            file.write((~before[:1] if name in BLINKS else before[:1] + 1).tobytes())
        assert (values[0] != before[0]).all(), name
        np.testing.assert_array_equal(values[1:], before[1:])


@pytest.mark.parametrize("name", ["mfcc", "listener_blink"])
def test_mapped_arrays_are_read_only(mapped: FeatureSet, name: str) -> None:
    with pytest.raises(ValueError, match="read-only"):
        getattr(mapped, name)[0] = 0


def test_clips_are_adjacent_and_in_order(mapped: FeatureSet) -> None:
    rows = np.concatenate([np.arange(len(mapped.mfcc))[clip.rows] for clip in mapped.clips])
    np.testing.assert_array_equal(rows, np.arange(len(mapped.mfcc)))
    assert [mapped.emotion_index(clip) for clip in mapped.clips] == [0, 1, 2]


METADATA = {
    "clips": [clip.model_dump() for clip in make_features().clips],
    "emotions": list(EMOTIONS),
}


@pytest.mark.parametrize(
    ("metadata", "left_out"),
    [
        ({}, ()),
        ({"clips": METADATA["clips"]}, ()),
        ({"clips": [{"clip": "older version"}], "emotions": list(EMOTIONS)}, ()),
        (METADATA, ("style",)),
    ],
)
def test_an_arrow_file_without_features_is_refused(
    metadata: dict[str, object], left_out: tuple[str, ...], tmp_path: Path
) -> None:
    write_arrow(tmp_path / "train.arrow", metadata, *left_out)
    with pytest.raises(
        DataError, match=r"(?s)train\.arrow.*; delete it and run the workflow again"
    ):
        read_features(tmp_path / "train.arrow")


@pytest.mark.parametrize("content", [None, b"", b"mfcc,style\n", b"ARROW1\0\0 and no more"])
def test_a_file_that_is_not_arrow_is_refused(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "train.arrow"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError, match=r"train\.arrow.*; delete it and run the workflow again"):
        read_features(path)


@given(
    mean=st.floats(-1e3, 1e3),
    std=st.floats(1e-2, 1e2),
    values=st.lists(st.floats(-1e3, 1e3, width=32), min_size=1, max_size=20),
)
def test_denormalise_inverts_normalise(mean: float, std: float, values: list[float]) -> None:
    statistics = Statistics({"pose": np.array([mean])}, {"pose": np.array([std])})
    frames = np.array(values, np.float32)[:, None]
    scored = statistics.normalise("pose", frames)
    assert scored.dtype == np.float32
    np.testing.assert_allclose(scored, (frames.astype(float) - mean) / std, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(statistics.denormalise("pose", scored), frames, atol=1e-3)


def test_statistics_survive_a_round_trip(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    means, stds = ({name: rng.random(3) for name in ("mfcc", "std_mean_")} for _ in range(2))
    Statistics(means, stds).save(tmp_path / "statistics.npz")
    loaded = Statistics.load(tmp_path / "statistics.npz")
    for before, after in ((means, loaded.mean), (stds, loaded.std)):
        assert before.keys() == after.keys()
        for name, values in before.items():
            np.testing.assert_array_equal(after[name], values)


@pytest.mark.parametrize("content", [None, b"", b"no archive", b"PK\x03\x04 and no more"])
def test_a_file_without_statistics_is_refused(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "statistics.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError, match=r"statistics\.npz.*; (delete it and )?run"):
        Statistics.load(path)
