"""Scores of reconstructions, for pictures with a known difference."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from skimage.data import astronaut

from elp.config.tracking import TrackingSettings
from elp.evaluation.picture_scores import PictureComparison, feature_distance
from elp.evaluation.reconstruction import compare_frames
from elp.evaluation.reconstruction_table import compare_renderers
from elp.faces.landmarker import Landmarker
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
    clips = [f"c{k}" for k in range(10)]
    return pd.DataFrame({"dataset": "d", "method": method, "trunk": "T", "clip": clips, **values})


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
