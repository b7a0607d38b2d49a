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


def participant(clip: str, role: str, frames: int, seed: int = 0) -> Observations:
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


PARTICIPANTS = [
    participant("b", "speaker", 4, 1),
    participant("b", "listener", 3, 2),
    participant("a", "speaker", 1, 3),
    participant("aa", "speaker", 2, 4),
]


def assert_equal(actual: Observations, expected: Observations) -> None:
    for name, values in vars(expected).items():
        np.testing.assert_array_equal(vars(actual)[name], values)


def test_participants_are_in_the_order_of_the_file() -> None:
    participants = list(concatenate(PARTICIPANTS, BLENDSHAPES).participants())
    assert [(clip, role) for clip, role, _ in participants] == [
        ("b", "speaker"),
        ("b", "listener"),
        ("a", "speaker"),
        ("aa", "speaker"),
    ]
    for (_, _, actual), expected in zip(participants, PARTICIPANTS, strict=True):
        assert_equal(actual, expected)


def test_observations_survive_a_round_trip(tmp_path: Path) -> None:
    observations = concatenate(PARTICIPANTS, BLENDSHAPES)
    write_observations(tmp_path / "shard0.parquet", observations)
    assert_equal(read_observations(tmp_path / "shard0.parquet"), observations)


def test_a_shard_without_clips_has_no_participants(tmp_path: Path) -> None:
    write_observations(tmp_path / "shard0.parquet", concatenate([], BLENDSHAPES))
    observations = read_observations(tmp_path / "shard0.parquet")
    assert len(observations) == 0
    assert observations.names == BLENDSHAPES
    assert list(observations.participants()) == []


def test_the_mesh_has_no_irises() -> None:
    observations = PARTICIPANTS[0]
    np.testing.assert_array_equal(observations.mesh, observations.landmarks[:, :468])


def test_other_files_are_refused(tmp_path: Path) -> None:
    write_parquet(tmp_path / "other.parquet", {"clip": np.array(["a"])})
    with pytest.raises(DataError, match=r"other\.parquet lacks the columns .*'landmarks'"):
        read_observations(tmp_path / "other.parquet")
