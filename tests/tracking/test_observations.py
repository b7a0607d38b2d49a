from pathlib import Path

import numpy as np
import pytest

from elp.errors import DataError
from elp.faces.landmarker import BLENDSHAPES
from elp.io.columns import write_parquet
from elp.tracking.observations import (
    Observations,
    concatenate,
    read_observations,
    write_observations,
)


def part(clip: str, role: str, frames: int, seed: int = 0) -> Observations:
    """Random numbers; no face in every third frame."""
    rng = np.random.default_rng(seed)
    found = np.arange(frames) % 3 > 0
    hidden = np.where(found, 1.0, np.nan)
    return Observations(
        clip=np.full(frames, clip),
        role=np.full(frames, role),
        frame=np.arange(frames, dtype=np.int32),
        found=found,
        landmarks=(rng.uniform(size=(frames, 478, 3)) * hidden[:, None, None]).astype(np.float32),
        blendshapes=(rng.uniform(size=(frames, 52)) * hidden[:, None]).astype(np.float32),
        ratio=(rng.uniform(size=frames) * hidden).astype(np.float32),
        confidence=(rng.uniform(size=frames) * hidden).astype(np.float32),
        names=BLENDSHAPES,
    )


PARTS = [
    part("b", "speaker", 4, 1),
    part("b", "listener", 3, 2),
    part("a", "speaker", 1, 3),
    part("aa", "speaker", 2, 4),
]


def assert_equal(found: Observations, expected: Observations) -> None:
    for name, values in vars(expected).items():
        np.testing.assert_array_equal(vars(found)[name], values)


def test_tracks_are_the_parts_in_their_order() -> None:
    tracks = list(concatenate(PARTS, BLENDSHAPES).participants())
    assert [(clip, role) for clip, role, _ in tracks] == [
        ("b", "speaker"),
        ("b", "listener"),
        ("a", "speaker"),
        ("aa", "speaker"),
    ]
    for (_, _, found), expected in zip(tracks, PARTS, strict=True):
        assert_equal(found, expected)


def test_a_file_gives_back_what_was_written(tmp_path: Path) -> None:
    seen = concatenate(PARTS, BLENDSHAPES)
    write_observations(tmp_path / "shard0.parquet", seen)
    assert_equal(read_observations(tmp_path / "shard0.parquet"), seen)


def test_a_shard_without_clips_has_no_tracks(tmp_path: Path) -> None:
    write_observations(tmp_path / "shard0.parquet", concatenate([], BLENDSHAPES))
    seen = read_observations(tmp_path / "shard0.parquet")
    assert len(seen) == 0
    assert seen.names == BLENDSHAPES
    assert list(seen.participants()) == []


def test_the_mesh_is_without_the_irises() -> None:
    seen = PARTS[0]
    np.testing.assert_array_equal(seen.mesh, seen.landmarks[:, :468])


def test_other_files_are_refused(tmp_path: Path) -> None:
    write_parquet(tmp_path / "other.parquet", {"clip": np.array(["a"])})
    with pytest.raises(DataError, match=r"other\.parquet lacks the columns .*'landmarks'"):
        read_observations(tmp_path / "other.parquet")
