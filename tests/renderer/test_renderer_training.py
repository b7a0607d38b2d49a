"""The renderer trains on files of frames, resumes after a kill, and is read back."""

from pathlib import Path

import numpy as np
import pytest
import torch
from small_renderer import ADVERSARIAL, SIZE, SKIN, SMALL, discs, picture

from elp.config.renderer import RendererSettings
from elp.config.schedule import StepSettings
from elp.errors import DataError
from elp.renderer.frames import read_frames_of, write_frames
from elp.renderer.losses import RendererBatch
from elp.renderer.store import load_renderer, save_renderer
from elp.renderer.training import Pairs, TrainedRenderer, examples, train_renderer
from elp.renderer.trunks import load_trunk

CPU = torch.device("cpu")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write_frames(tmp_path / "frames.parquet", discs())
    return tmp_path / "frames.parquet"


def train(file: Path, work: Path, settings: RendererSettings = SMALL) -> TrainedRenderer:
    schedule = StepSettings(steps=5, batch_size=2)
    return train_renderer([file], settings, schedule, load_trunk(), seed=0, work=work, device=CPU)


def test_frames_are_read_back_almost_unchanged(file: Path) -> None:
    frames = read_frames_of([file, file])
    assert len(frames) == 12
    assert len(frames.tracks()) == 4  # tracks of two files are different, whatever their names
    decoded = frames.decode(np.array([2, 3]), mesh=False)
    assert decoded.shape == (2, SIZE, SIZE, 3)
    assert np.abs(decoded[0].astype(int) - picture(0.3, SKIN, 0.2)).mean() < 2
    assert np.abs(decoded[1].astype(int) - picture(-0.3, SKIN, 0.2)).mean() < 2


def test_pairs_are_of_one_track_and_depend_on_the_step_alone(file: Path) -> None:
    pairs = Pairs(read_frames_of([file]))
    batch, again, other = (pairs.batch(8, 0, step) for step in (1, 1, 2))
    assert torch.equal(batch.frame, again.frame)
    assert not torch.equal(batch.frame, other.frame)
    for first, second in zip(batch.portrait, batch.frame, strict=True):
        assert not torch.equal(first, second)


def test_frames_without_a_pair_are_refused(tmp_path: Path) -> None:
    write_frames(tmp_path / "f.parquet", discs(length=1))
    with pytest.raises(DataError, match=r"f\.parquet: no clip has two frames"):
        read_frames_of([tmp_path / "f.parquet"])


@pytest.mark.parametrize("settings", [SMALL, ADVERSARIAL], ids=["alone", "adversarial"])
def test_a_killed_training_resumes_to_the_same_renderer_which_is_read_back(
    settings: RendererSettings, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = train(file, tmp_path / "whole", settings)
    batch = Pairs.batch

    def killing(pairs: Pairs, size: int, seed: int, step: int) -> RendererBatch:
        if step == 4:  # after the checkpoint of step 2
            raise KeyboardInterrupt
        return batch(pairs, size, seed, step)

    with monkeypatch.context() as patch:
        patch.setattr(Pairs, "batch", killing)
        with pytest.raises(KeyboardInterrupt):
            train(file, tmp_path / "killed", settings)
    for name in ("examples.png", "training.png"):  # of step 2, to watch the progress
        assert (tmp_path / "killed" / name).stat().st_size > 1000
    again = train(file, tmp_path / "killed", settings)
    assert [row["step"] for row in whole.rows] == [1, 2, 3, 4, 5]
    weights, others = whole.model.state_dict(), again.model.state_dict()
    assert all(torch.equal(weights[name], others[name]) for name in weights)
    save_renderer(tmp_path / "model.safetensors", whole.model, "EfficientNet-lite0")
    stored = load_renderer(tmp_path / "model.safetensors")
    assert stored.trunk == "EfficientNet-lite0"
    pairs = Pairs(read_frames_of([file]))
    np.testing.assert_array_equal(whole.examples, examples(stored.model, pairs, seed=0))
    assert whole.examples.shape == (6 * SIZE, 4 * SIZE, 3)


def test_a_file_without_a_renderer_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"nothing")
    with pytest.raises(DataError, match=r"model\.safetensors: not a renderer of this version"):
        load_renderer(tmp_path / "model.safetensors")
    with pytest.raises(DataError, match="does not exist; train one with rule 'train_renderer'"):
        load_renderer(tmp_path / "other.safetensors")
