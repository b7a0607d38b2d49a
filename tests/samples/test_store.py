from pathlib import Path

import numpy as np
import pytest
from made_up_clips import MadeUpClip, columns_of

from elp.coefficients import Coefficients
from elp.errors import DataError
from elp.samples.store import Sample, read_samples, write_samples
from elp.tracking.coefficient_table import write_coefficients


def sample(clip: str, number: int, frames: int) -> Sample:
    rng = np.random.default_rng([number, frames])
    probability = rng.random(frames).astype(np.float32)
    motion = [rng.normal(size=(frames, size)).astype(np.float32) for size in (5, 6)]
    return Sample(clip, number, Coefficients(*motion, probability > 0.5), probability)


def test_samples_are_read_in_the_order_written(tmp_path: Path) -> None:
    samples = [sample("b", 0, 12), sample("b", 1, 12), sample("a", 0, 1), sample("a", 3, 7)]
    write_samples(tmp_path / "test.parquet", samples)
    stored = read_samples(tmp_path / "test.parquet")
    assert [(s.clip, s.sample) for s in stored] == [("b", 0), ("b", 1), ("a", 0), ("a", 3)]
    for one, other in zip(stored, samples, strict=True):
        np.testing.assert_array_equal(one.blink_probability, other.blink_probability)
        for name in ("expression", "pose", "blink"):
            values, expected = getattr(one.listener, name), getattr(other.listener, name)
            np.testing.assert_array_equal(values, expected)
            assert values.dtype == expected.dtype


def test_the_same_samples_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_samples(tmp_path / name, [sample("a", k, 30) for k in range(3)])
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_another_file_is_refused(tmp_path: Path) -> None:
    write_coefficients(tmp_path / "tracks.parquet", columns_of([MadeUpClip("a")]), 25.0)
    with pytest.raises(DataError, match=r"tracks.parquet lacks .*'blink_probability', 'sample'\]"):
        read_samples(tmp_path / "tracks.parquet")
    (tmp_path / "notes.txt").write_text("no samples")
    with pytest.raises(DataError, match=r"notes\.txt: .*; delete it and run the workflow again"):
        read_samples(tmp_path / "notes.txt")
