"""Scores of reconstructions, for pictures with a known difference."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pandas as pd
import pytest
import torch
from skimage.data import astronaut

from elp.coefficients import Coefficients
from elp.config.tracking import TrackingSettings
from elp.datasets.clip import Clip
from elp.errors import DataError
from elp.evaluation.picture_scores import PictureComparison, feature_distance
from elp.evaluation.reconstruction import HeldOut, compare_frames, reconstruct
from elp.evaluation.reconstruction_table import compare_renderers
from elp.faces.landmarker import Landmarker
from elp.media.video import write_video
from elp.mesh.scene import MeshScene
from elp.renderer.animators import still
from elp.renderer.trunks import load_trunk
from elp.tracking.landmarks import observe
from elp.tracking.observations import Observations

FACE = np.ascontiguousarray(astronaut()[20:276, 100:356])


@pytest.fixture(scope="module")
def comparison(landmarker_model: Path) -> Iterator[PictureComparison]:
    with Landmarker(landmarker_model) as landmarker:
        yield PictureComparison(load_trunk(), landmarker, TrackingSettings(), 25.0)


@pytest.fixture(scope="module")
def observed(comparison: PictureComparison) -> Observations:
    """Landmarks of the real frames."""
    return observe(clip(), comparison.landmarker, "clip", "listener")


def clip(shift: int = 0) -> np.ndarray:
    return np.stack([np.roll(FACE, shift, axis=1)] * 8)


def test_real_frames_score_perfectly(comparison: PictureComparison, observed: Observations) -> None:
    scores = comparison.compare(clip(), clip(), observed)
    assert scores["l1"] == scores["lpips"] == scores["keypoints"] == 0
    assert scores["ssim"] == pytest.approx(1)
    assert scores["identity"] == pytest.approx(1)
    assert np.isnan(scores["psnr"])  # infinite
    assert np.isnan(scores["blinks"])  # nobody blinks


def test_a_shift_is_measured_in_pixels(
    comparison: PictureComparison, observed: Observations
) -> None:
    scores = comparison.compare(clip(4), clip(), observed)
    assert scores["keypoints"] == pytest.approx(4, abs=0.7)
    assert scores["l1"] > 1
    assert scores["ssim"] < 1
    assert scores["lpips"] > 0


def test_worse_pictures_score_worse_on_everything(
    comparison: PictureComparison, observed: Observations
) -> None:
    near, far = (comparison.compare(clip(shift), clip(), observed) for shift in (1, 8))
    for name in ("l1", "lpips", "keypoints"):
        assert near[name] < far[name]
    for name in ("psnr", "ssim"):
        assert near[name] > far[name]


def test_a_brighter_picture_differs_by_its_brightness(
    comparison: PictureComparison, observed: Observations
) -> None:
    dark = np.full((8, 64, 64, 3), 100, np.uint8)
    scores = comparison.compare(dark + np.uint8(10), dark, observed)
    assert scores["l1"] == 10
    assert scores["psnr"] == pytest.approx(20 * np.log10(255 / 10))
    assert np.isnan(scores["keypoints"])  # no face


def test_frames_are_compared_up_to_the_shorter_clip(
    comparison: PictureComparison, observed: Observations
) -> None:
    assert compare_frames(comparison, iter(clip()), clip(), observed)["l1"] == 0
    assert compare_frames(comparison, iter(clip()[:5]), clip(), observed)["l1"] == 0


@pytest.fixture
def held_out(tmp_path: Path) -> HeldOut:
    """A tracked conversation, a tracked talking head, and a clip that was not tracked."""
    for name in ("talk.listener", "head.speaker"):
        write_video(tmp_path / f"{name}.mp4", [np.full((64, 64, 3), 100, np.uint8)] * 6)
    motion = Coefficients(np.zeros((6, 5), "f4"), np.zeros((6, 6), "f4"), np.zeros(6, bool))
    names = {"split": "test", "speaker_id": "s", "speaker_video": "s.mp4"}
    listener = {"listener_id": "l", "listener_video": "l.mp4"}
    clips = {
        "talk": Clip.model_validate({"clip": "talk", **names, **listener}),
        "head": Clip.model_validate({"clip": "head", **names}),
        "lost": Clip.model_validate({"clip": "lost", **names, **listener}),
    }
    people = {
        "head": {"speaker": motion},
        "talk": {"speaker": motion, "listener": motion},
        "train": {"speaker": motion, "listener": motion},
    }
    observed = Mock(spec=Observations)
    observed.__getitem__ = lambda own, rows: own
    landmarks = {("talk", "listener"): observed, ("head", "speaker"): observed}
    return HeldOut("made_up", clips, people, landmarks, [tmp_path])


def reconstructed(held_out: HeldOut) -> tuple[list[dict[str, object]], Mock]:
    scene, comparison = Mock(spec=MeshScene), Mock(spec=PictureComparison)
    scene.painter = Mock()
    scene.painter.settings.size = 64
    scene.surface.return_value.vertices.return_value = np.zeros((6, 4, 3))
    comparison.trunk = Mock()
    comparison.trunk.name = "T"
    comparison.compare.return_value = {"l1": 1.5}
    return reconstruct(held_out, scene, still, comparison, "still"), scene


def test_every_tracked_test_clip_has_a_row(held_out: HeldOut) -> None:
    rows, scene = reconstructed(held_out)
    about = {"dataset": "made_up", "method": "still", "trunk": "T", "l1": 1.5}
    people = {"head": "s", "talk": "l"}
    assert rows == [{**about, "clip": name, "person": who} for name, who in people.items()]
    # the speaker of a talking head, the listener of a conversation
    assert [call.args for call in scene.surface.call_args_list] == [("s",), ("l",)]


def test_a_data_set_without_tracked_test_clips_is_refused(held_out: HeldOut) -> None:
    with pytest.raises(DataError, match="made_up: no clip of split `test` was tracked"):
        reconstructed(replace(held_out, people={}))


def test_the_feature_distance_is_lpips_with_weights_of_one() -> None:
    trunk = load_trunk()
    first, second = torch.rand(2, 1, 3, 32, 32, generator=torch.Generator().manual_seed(0))
    expected = 0.0
    for layer, other in zip(trunk(first), trunk(second), strict=True):
        for y in range(layer.shape[2]):
            for x in range(layer.shape[3]):
                a, b = layer[0, :, y, x], other[0, :, y, x]
                difference = a / max(a.norm(), 1e-12) - b / max(b.norm(), 1e-12)
                expected += float(difference.square().sum()) / (layer.shape[2] * layer.shape[3])
    assert feature_distance(trunk, first, second).item() == pytest.approx(expected, rel=1e-4)


def scores(method: str, offset: float) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    base = rng.uniform(5, 15, 10)
    values = dict.fromkeys(("l1", "lpips", "keypoints"), base + offset)
    values |= dict.fromkeys(("psnr", "ssim", "identity", "blinks"), base - offset)
    clips = {"clip": [f"c{k}" for k in range(10)], "person": [f"p{k // 2}" for k in range(10)]}
    return pd.DataFrame({"dataset": "d", "method": method, "trunk": "T", **clips, **values})


def test_differences_are_positive_where_a_method_is_better(tmp_path: Path) -> None:
    paths = []
    for method, offset in (("still", 2.0), ("warp", 0.0), ("learned", 1.0)):
        paths.append(tmp_path / f"{method}.csv")
        scores(method, offset).to_csv(paths[-1], index=False)
    table = compare_renderers(paths).set_index(["method", "metric"])
    for metric in ("l1", "psnr", "blinks"):
        learned = table.loc["learned", metric]
        assert learned["over_still"] == pytest.approx(1)
        assert learned["still_low"] == pytest.approx(1)  # paired: no spread between clips
        assert learned["over_warp"] == pytest.approx(-1)
        assert learned["warp_high"] < 0
        assert learned["low"] < learned["value"] < learned["high"]
        assert learned["clips"] == 10
    assert table.loc[("learned", "lpips"), "trunk"] == "T"
