from pathlib import Path

import numpy as np
import pytest
from skimage.data import astronaut, chelsea

from elp.clips.shots import cut_frames, find_cuts, longest_shot
from elp.errors import MediaError
from elp.media.region import Region
from elp.media.video import read_frames, write_video

HEAD = np.ascontiguousarray(astronaut()[:240, 100:340])
CAT = np.ascontiguousarray(chelsea()[:240, 100:340])


def cuts(path: Path, **changes: object) -> list[float]:
    values = {"fps": 25.0, "start": 0.0, "end": None, "score": 6.5} | changes
    return find_cuts(path, **values)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """0.8 s of a moving portrait, 1.2 s of a cat, 0.4 s of the portrait, at 30 fps."""
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    wander = [np.roll(HEAD, k // 3, axis=1) for k in range(24)]
    write_video(path, [*wander, *[CAT] * 36, *[HEAD] * 12], fps=30.0)
    return path


def test_cuts_are_found_exactly(film: Path) -> None:
    assert cuts(film) == pytest.approx([0.8, 2.0], abs=0.04)


def test_times_are_relative_to_the_start(film: Path) -> None:
    assert cuts(film, start=0.4, end=1.6) == pytest.approx([0.4], abs=0.04)


def test_only_the_region_of_the_person_counts(tmp_path: Path) -> None:
    film = tmp_path / "split.mp4"
    left = [HEAD] * 25 + [CAT] * 25
    write_video(film, [np.concatenate([picture, HEAD], axis=1) for picture in left])
    assert cuts(film, region=Region(0, 0, 240, 240)) == [1.0]
    assert cuts(film, region=Region(240, 0, 480, 240)) == []


def test_gesture_is_not_a_cut(tmp_path: Path) -> None:
    pictures = [HEAD.copy() for _ in range(50)]
    for k in range(1, 30):  # white paper is raised and stays
        pictures[20 + k][240 - 30 * min(k, 6) :] = 255
    write_video(tmp_path / "film.mp4", pictures)
    assert cuts(tmp_path / "film.mp4") == []


@pytest.mark.parametrize("fps", [25.0, 30.0, 60.0])
@pytest.mark.parametrize("seconds", [0.04, 0.12, 0.2])
def test_flash_is_not_a_cut_at_any_rate(fps: float, seconds: float) -> None:
    grey = np.repeat(HEAD[None, ..., 0], round(2 * fps), axis=0)
    start = round(0.8 * fps)
    grey[start : start + round(seconds * fps)] = 255
    assert cut_frames(grey, 6.5, fps) == []
    grey[start:] = CAT[..., 0]
    assert cut_frames(grey, 6.5, fps) == [start]


def test_single_shots_of_real_people_have_no_cuts(real: Path) -> None:
    for path in sorted([*real.glob("faces/*.mp4"), *real.glob("conversations/videos/*.mp4")]):
        assert cuts(path) == [], path.name


def test_two_shots_of_one_person_are_distinguished(real: Path, tmp_path: Path) -> None:
    first, second = (
        list(read_frames(real / f"faces/mead_M030_{mood}.mp4"))[:50] for mood in ("angry", "happy")
    )
    write_video(tmp_path / "film.mp4", first + second)
    assert cuts(tmp_path / "film.mp4") == [2.0]


def test_missing_video_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"none\.mp4 does not exist"):
        cuts(tmp_path / "none.mp4")


@pytest.mark.parametrize(
    ("times", "shot"),
    [([], (0, 4)), ([1.0], (1, 4)), ([3.0, 1.0], (1, 3)), ([2.0], (0, 2)), ([0.0, 5.0], (0, 4))],
)
def test_longest_shot_is_the_first_of_equals(times: list[float], shot: tuple[float, float]) -> None:
    assert longest_shot(times, 4.0) == shot
