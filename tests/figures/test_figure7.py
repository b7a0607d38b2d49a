"""Figure 7: its numbers tell separated emotions from mixed ones."""

from pathlib import Path

import numpy as np
import pytest
from made_up_features import make_features
from small_ase import small_ase

from elp.config.scores import MetricSettings
from elp.figures.figure7 import DecodedWindows, decode_windows, plane, principal, separation
from elp.figures.figure7_plot import make_panels, measured, plot_panels

LENGTHS = (40, 45, 61, 60, 40, 19)


def cloud(apart: float, test: bool = True) -> DecodedWindows:
    """30 clips of two windows; emotions alternate at this distance."""
    rng = np.random.default_rng(0)
    emotion = np.repeat(np.arange(30) % 3, 2)
    centres = apart * np.eye(3, 6)[emotion]
    features = centres + 0.1 * rng.normal(size=(60, 6))
    return DecodedWindows(features, emotion, np.repeat(np.arange(30), 2), np.full(60, test))


def test_separated_emotions_are_recognised_and_mixed_ones_are_not() -> None:
    scores = []
    for apart in (0.0, 5.0):
        windows = cloud(apart)
        reduced = principal(windows)
        scores.append(separation(reduced, plane(reduced), windows))
    mixed, apart = scores
    assert apart.silhouette > 0.9 > 0.2 > mixed.silhouette
    assert np.mean(list(apart.right.values())) == 1
    assert np.mean(list(mixed.right.values())) < 0.6
    assert apart.chance == pytest.approx(1 / 3)


def test_windows_of_the_same_clip_are_not_neighbours() -> None:
    """Windows of a clip are close to each other, but clips of an emotion are not."""
    rng = np.random.default_rng(1)
    clips = np.repeat(np.arange(24), 5)
    features = 10 * rng.normal(size=(24, 8))[clips] + 0.01 * rng.normal(size=(120, 8))
    windows = DecodedWindows(features, np.arange(24)[clips] % 2, clips, np.ones(120, dtype=bool))
    scores = separation(principal(windows), features[:, :2], windows)
    assert np.mean(list(scores.right.values())) < 0.8


def test_a_rare_emotion_is_not_outvoted() -> None:
    rng = np.random.default_rng(2)
    emotion = np.array([0] * 40 + [1] * 4)
    features = rng.normal(size=(44, 2)) * 0.01 + emotion[:, None] * 3.0
    windows = DecodedWindows(features, emotion, np.arange(44), np.ones(44, dtype=bool))
    right = separation(features, features, windows).right
    assert [right[clip] for clip in range(40, 44)] == [1] * 4


def test_only_held_out_clips_are_scored() -> None:
    windows = cloud(5.0)
    test = windows.clip >= 20
    some = DecodedWindows(windows.features, windows.emotion, windows.clip, test)
    assert sorted(separation(principal(some), windows.features[:, :2], some).right) == list(
        range(20, 30)
    )


def test_windows_are_whole_and_have_label_and_split() -> None:
    model = small_ase().eval()
    splits = {"train": make_features(LENGTHS), "test": make_features(LENGTHS[:3])}
    windows = decode_windows(model, splits, emotion_given=True)
    per_clip = [length // 20 for length in LENGTHS]
    assert np.bincount(windows.clip)[1:].tolist() == [*per_clip, *per_clip[:3]]
    assert windows.test.sum() == sum(per_clip[:3])
    assert windows.features.shape[1] == 20 * 7
    assert windows.emotion.tolist()[: sum(per_clip)] == [
        number % 3 for number, count in enumerate(per_clip) for _ in range(count)
    ]


def test_the_emotion_matters_in_the_transformed_space_only() -> None:
    splits = {"train": make_features(LENGTHS)}
    for space, same in (("base", True), ("transformed", False)):
        model = small_ase(space=space).eval()
        given = decode_windows(model, splits, emotion_given=True)
        other = decode_windows(model, splits, emotion_given=False)
        assert np.allclose(given.features, other.features) == same


def test_panels_are_tabulated_and_drawn(tmp_path: Path) -> None:
    splits = {"train": make_features(LENGTHS), "test": make_features(LENGTHS[:4])}
    panels = [
        *make_panels("made_up", "base", small_ase(space="base").eval(), splits),
        *make_panels("made_up", "elp", small_ase().eval(), splits),
    ]
    table = measured(panels, MetricSettings(bootstrap=50))
    assert list(table["emotion"]) == ["none", "given", "predicted"]
    assert table.loc[0, "difference"] == 0
    own = table.set_index("emotion")["accuracy"]
    expected = own["predicted"] - own["none"]
    assert table.set_index("emotion").loc["predicted", "difference"] == pytest.approx(expected)
    for name in "ab":
        plot_panels(tmp_path / f"{name}.png", panels, {"base": "∇", "elp": "𝕌"})
    first, second = ((tmp_path / f"{name}.png").read_bytes() for name in "ab")
    assert first.startswith(b"\x89PNG")
    assert first == second
