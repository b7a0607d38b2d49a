"""Coefficient files: layouts that are read or refused, and the clips made of them."""

import logging
import pickle
from pathlib import Path

import numpy as np
import pytest
from given_coefficients import FPS, FRAMES, given, motion, write

from elp.datasets.coefficient_files import LAYOUTS, read_coefficient_file
from elp.datasets.given_clips import check_given_clips, read_given_clip
from elp.errors import ClipSheetError, DataError


@pytest.mark.parametrize(
    ("width", "expression", "pose"),
    [
        (56, range(50), range(50, 56)),
        (184, range(50), range(50, 56)),
        (70, range(3, 67), [0, 1, 2, 67, 68, 69]),
        (73, range(3, 67), [0, 1, 2, 67, 68, 69]),
        (257, range(80, 144), [224, 225, 226, 254, 255, 256]),
    ],
)
@pytest.mark.parametrize("suffix", ["npy", "npz"])
def test_single_array_is_recognised_by_its_width(
    tmp_path: Path, width: int, expression: list[int], pose: list[int], suffix: str
) -> None:
    path, array = tmp_path / f"x.{suffix}", motion(width=width)
    if suffix == "npy":
        np.save(path, array)
    else:
        np.savez(path, whatever=array)
    file = read_coefficient_file(path)
    np.testing.assert_array_equal(file.expression, array[:, list(expression)])
    np.testing.assert_array_equal(file.pose, array[:, list(pose)])
    assert (file.layout, file.blink, file.mfcc) == (LAYOUTS[width].name, None, None)


def test_named_arrays_may_have_any_width_with_blinks_and_mfcc(tmp_path: Path) -> None:
    blink = np.arange(FRAMES) % 9 == 0
    arrays = {
        "expression": motion(width=13),
        "pose": motion(width=3).astype(np.float64),
        "blink": blink.astype(np.uint8),
        "mfcc": motion(width=29),
        "notes": np.array([{"pickled": True}], dtype=object),  # not read
    }
    np.savez(tmp_path / "x.npz", **arrays)
    file = read_coefficient_file(tmp_path / "x.npz")
    assert file.expression.shape == (FRAMES, 13)
    np.testing.assert_array_equal(file.blink, blink)
    np.testing.assert_array_equal(file.mfcc, arrays["mfcc"])


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"a": motion(width=57)}, r"shape \(90, 57\); known are .*56, 70, 73"),
        ({"a": np.zeros((2, 64, 56))}, "arrays expression and pose of one clip"),
        ({"expression": motion()}, "lacks pose; it has"),
        ({"expression": motion(), "pose": motion(width=2)}, r"pose .*\(90, 2\), not .*at least 3"),
        ({"expression": motion(), "pose": motion(80, 6)}, "different lengths"),
        ({"expression": motion(), "pose": motion(), "blink": motion()}, r"blink .*not \(T,\)"),
        ({"expression": motion(), "pose": motion(), "mfcc": motion()}, r"mfcc .*not \(T, 29\)"),
        ({"expression": motion() * 1j, "pose": motion()}, "complex64, not numbers"),
        ({"a": np.zeros((0, 56))}, r"\(0, 50\)"),
    ],
)
def test_other_shapes_are_refused(
    tmp_path: Path, arrays: dict[str, np.ndarray], message: str
) -> None:
    np.savez(tmp_path / "x.npz", **arrays)
    with pytest.raises(DataError, match=message):
        read_coefficient_file(tmp_path / "x.npz")


def test_values_that_are_not_finite_are_refused(tmp_path: Path) -> None:
    array = motion()
    array[7, 3] = np.nan
    np.save(tmp_path / "x.npy", array)
    with pytest.raises(DataError, match=r"not finite in 1 of 90 frames, first in frame 7"):
        read_coefficient_file(tmp_path / "x.npy")


class Harmful:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (pytest.fail, ("a pickle was opened",))


@pytest.mark.parametrize("how", ["object array", "pickle", "npz of objects", "text", "cut off"])
def test_pickles_and_damaged_files_are_refused(tmp_path: Path, how: str) -> None:
    path = tmp_path / ("x.npz" if how == "npz of objects" else "x.npy")
    objects = np.array([Harmful()], dtype=object)
    if how == "object array":
        np.save(path, objects, allow_pickle=True)
    elif how == "pickle":
        path.write_bytes(pickle.dumps(Harmful()))
    elif how == "npz of objects":
        np.savez(path, expression=objects, pose=objects)
    elif how == "text":
        path.write_text("1,2,3\n")
    else:
        np.save(path, motion())
        path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(DataError, match="pickled objects are not opened: save float arrays"):
        read_coefficient_file(path)


@pytest.mark.parametrize(
    ("name", "message"),
    [("none.npy", "does not exist"), ("x.txt", "not a .npy, .npz, .mat or .bin file")],
)
def test_message_names_file_and_remedy(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "x.txt").touch()
    with pytest.raises(DataError, match=f"{name}.*{message}"):
        read_coefficient_file(tmp_path / name)


def test_coefficients_are_interpolated_linearly_to_25_frames_per_second(tmp_path: Path) -> None:
    write(tmp_path)
    clip = read_given_clip(given(), tmp_path, 25.0)
    assert len(clip.listener) == 75
    np.testing.assert_allclose(clip.speaker.expression[:, 0], np.arange(75) * 1.2, rtol=1e-6)
    assert (clip.widths, clip.blinks, clip.remark) == ((50, 6), (False, False), "")
    assert not clip.listener.blink.any()


def test_coefficients_at_the_rate_of_the_file_are_unchanged(tmp_path: Path) -> None:
    write(tmp_path)
    clip = read_given_clip(given(), tmp_path, FPS)
    np.testing.assert_array_equal(clip.listener.expression, motion()[:, :50])


def test_clip_is_cut_from_start_to_end(tmp_path: Path) -> None:
    write(tmp_path)
    clip = read_given_clip(given(start=1.0, end=2.5), tmp_path, 25.0)
    assert len(clip.speaker) == 37
    assert clip.speaker.pose[0, 0] == pytest.approx(30.05)


def test_blink_is_taken_from_the_nearest_frame(tmp_path: Path) -> None:
    blink = np.isin(np.arange(FRAMES), [30, 31, 32])
    for role in ("speaker", "listener"):
        arrays = {"expression": motion(width=5), "pose": motion(width=6), "blink": blink}
        np.savez(tmp_path / f"{role}.npz", **arrays)
    names = {f"{role}_coefficients": f"{role}.npz" for role in ("speaker", "listener")}
    clip = read_given_clip(given(**names), tmp_path, 25.0)
    np.testing.assert_array_equal(np.flatnonzero(clip.listener.blink), [25, 26, 27])
    assert clip.blinks == (True, True)


@pytest.mark.parametrize(("listener", "remark"), [(87, ""), (75, "cut to 2.50 s (speaker 3.00")])
def test_clip_is_cut_to_the_shorter_file(tmp_path: Path, listener: int, remark: str) -> None:
    write(tmp_path, listener=listener)
    clip = read_given_clip(given(), tmp_path, 25.0)
    assert len(clip.speaker) == len(clip.listener) == int(listener / 1.2)
    assert clip.remark.startswith(remark)
    assert bool(clip.remark) == bool(remark)


@pytest.mark.parametrize(
    ("speaker", "listener", "fields"),
    [(90, 40, {}), (29, 29, {}), (90, 90, {"start": 2.5}), (90, 90, {"end": 9.0})],
)
def test_clip_that_is_too_short_is_refused(
    tmp_path: Path, speaker: int, listener: int, fields: dict[str, float]
) -> None:
    write(tmp_path, speaker=speaker, listener=listener)
    with pytest.raises(DataError, match=r"clip a: only .* correct `start`, `end` and `fps`"):
        read_given_clip(given(**fields), tmp_path, 25.0)


def test_all_faulty_clips_are_listed_at_once(tmp_path: Path) -> None:
    for name in ("a", "b", "d", "wide", "mute"):
        write(tmp_path, name)
    np.save(tmp_path / "b.listener.npy", motion()[:, :9])
    np.save(tmp_path / "d.listener.npy", motion() + np.inf)
    for role in ("speaker", "listener"):
        np.save(tmp_path / f"wide.{role}.npy", motion(width=70))
    clips = [given(name) for name in ("a", "b", "c", "d", "wide")]
    with pytest.raises(ClipSheetError) as error:
        check_given_clips([*clips, given("mute", audio="")], tmp_path, 25.0)
    for fault in (
        "6 faults",
        r"clip b: ",
        "b.listener.npy has an array of shape (90, 9)",
        "c.speaker.npy does not exist",
        "d.listener.npy: expression is not finite",
        "clip wide: 64 of expression and 6 of pose, but most clips have 50 of expression",
        "clip mute: no speech; name a sound in the column `audio`, or add the array mfcc",
        "some clips name `audio` and some do not",
    ):
        assert fault in str(error.value)
    assert "clip a:" not in str(error.value)


def test_missing_blinks_cause_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(tmp_path)
    with caplog.at_level(logging.INFO):
        check_given_clips([given()], tmp_path, 25.0)
    assert "2 files read as DECA: expression 50, rotation 3, jaw 3" in caplog.text
    assert "2 of 2 files have no `blink`: their eyes count as open" in caplog.text


def test_both_files_of_a_clip_have_the_same_layout(tmp_path: Path) -> None:
    write(tmp_path)
    np.save(tmp_path / "a.listener.npy", motion(width=70))
    with pytest.raises(DataError, match=r"the speaker has 50 .* the listener 64"):
        read_given_clip(given(), tmp_path, 25.0)
