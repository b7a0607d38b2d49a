"""`python -m elp` and its command `metrics`, as users run them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from elp.errors import DataError
from elp.metrics import blink_wtlcc, frechet_distance, sts_canonical
from elp.scoring.archives import read_motion


def test_the_command_line_starts_without_heavy_packages() -> None:
    heavy = ("numpy", "pandas", "torch", "mediapipe", "av", "cv2", "snakemake")
    code = f"import sys, elp.__main__; sys.exit(str([m for m in {heavy} if m in sys.modules]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == "[]"


def archive(seed: int, dimensions: int = 5, *, blinks: bool = True) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    arrays = {}
    for clip in ("a", "b_2"):
        arrays[f"expression_{clip}"] = rng.normal(size=(120, dimensions)).astype(np.float32)
        arrays[f"pose_{clip}"] = rng.normal(size=(120, 6))
        if blinks:
            arrays[f"blink_{clip}"] = rng.random(120) < 0.1
    return arrays


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    paths = {name: tmp_path / f"{name}.npz" for name in ("generated", "target", "speaker")}
    for seed, (name, path) in enumerate(paths.items()):
        np.savez(path, **archive(seed, blinks=name != "speaker"))  # type: ignore[arg-type]
    return paths


def run(files: dict[str, Path], *more: str) -> subprocess.CompletedProcess[str]:
    options = [part for name, path in files.items() for part in (f"--{name}", str(path))]
    command = [sys.executable, "-m", "elp", "metrics", *options, *more]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def rows(files: dict[str, Path], *more: str) -> dict[tuple[str, str, str], dict[str, Any]]:
    listed = json.loads(run(files, "--fps", "25", "--json", *more).stdout)
    return {(row["group"], row["metric"], row["variant"]): row for row in listed}


def test_the_table_says_that_archives_know_no_people(files: dict[str, Path]) -> None:
    lines = run(files).stdout.splitlines()
    assert lines[0].split()[-4:] == ["people", "skipped", "short", "constant"]
    assert any("each clip as a person of its own" in line for line in lines)


def test_json_has_every_variant_with_its_value(files: dict[str, Path]) -> None:
    scores = rows(files)
    variants = {
        "fd": "frechet pooled l1 pfd mse",
        "vd": "sum mean flat",
        "sid": "paper l2l dim",
        "rpcc": "flat time frame dim",
        "wtlcc": "peak_signed peak_abs mean_signed mean_positive_lag zero_lag",
        "sts": "canonical per_frame dim",
    }
    motion = {("expression", m, v) for m, vs in variants.items() for v in vs.split()}
    motion |= {(g, m, v) for _, m, v in motion for g in ("pose", "rotation", "translation")}
    assert set(scores) == motion | {("blink", "wtlcc", v) for v in variants["wtlcc"].split()}
    generated, target = (dict(np.load(files[name])) for name in ("generated", "target"))
    clips = ("a", "b_2")

    def mean(values: Any) -> Any:
        return pytest.approx(float(np.mean(list(values))))

    assert scores["expression", "fd", "frechet"]["value"] == mean(
        frechet_distance(generated[f"expression_{c}"], target[f"expression_{c}"]) for c in clips
    )
    assert scores["pose", "sts", "canonical"]["value"] == mean(
        sts_canonical(generated[f"pose_{c}"], target[f"pose_{c}"], 25) for c in clips
    )
    assert scores["blink", "wtlcc", "peak_signed"]["value"] == mean(
        blink_wtlcc(target[f"blink_{c}"], generated[f"blink_{c}"], 25) for c in clips
    )


def test_table_and_json_agree_and_the_truth_scores_zero(files: dict[str, Path]) -> None:
    done = run({**files, "generated": files["target"]})
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    assert lines[0][:4] == ["group", "metric", "variant", "value"]
    zeros = [line for line in lines[1:] if line[1] in ("fd", "rpcc", "sts")]
    assert len(zeros) == 4 * 12  # of β, of p and of its two parts
    assert all(float(line[3]) == 0.0 for line in zeros)


def test_groups_missing_from_all_files_are_left_out(tmp_path: Path) -> None:
    paths = {}
    for seed, name in enumerate(("generated", "target", "speaker")):
        paths[name] = tmp_path / f"{name}.npz"
        np.savez(paths[name], pose_x=np.random.default_rng(seed).normal(size=(50, 3)))
    assert {group for group, _, _ in rows(paths)} == {"pose", "rotation"}


def test_errors_are_one_line_and_exit_code_1(files: dict[str, Path]) -> None:
    files["target"].write_bytes(b"no archive")
    done = run(files)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"error: {files['target']}: not a readable .npz file")
    assert "Traceback" not in done.stderr
    assert "--fps 0.0: not a frame rate" in run(files, "--fps", "0").stderr


def change(path: Path, **arrays: Any) -> None:
    kept = dict(np.load(path)) | arrays
    np.savez(path, **{key: values for key, values in kept.items() if values is not None})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "arrays", "message"),
    [
        ("generated", {"pose_a": None}, r"generated.npz lacks the key pose_a, which .*target.npz"),
        ("speaker", {"pose_a": None}, r"speaker.npz lacks the key pose_a"),
        ("target", {"blink_b_2": None}, r"target.npz lacks the key blink_b_2"),
        ("target", {"pose_c": np.zeros((9, 6))}, r"generated.npz lacks the key pose_c"),
        (
            "generated",
            {"pose_a": np.zeros((9, 7))},
            r"generated.npz: pose_a has 7 dimensions, but 6",
        ),
        ("speaker", {"expression_a": np.zeros(9)}, r"speaker.npz: expression_a has shape \(9,\)"),
        ("target", {"blink_a": np.zeros((9, 2))}, r"target.npz: blink_a has shape \(9, 2\)"),
        ("generated", {"pose_a": np.zeros((0, 6))}, r"generated.npz: pose_a is empty"),
        ("generated", {"pose_a": np.full((9, 6), np.nan)}, r"generated.npz: pose_a .* not finite"),
        ("generated", {"pose_a": np.full((9, 6), "x")}, r"generated.npz: pose_a holds <U1"),
        (
            "generated",
            {"pose_a": np.full((9, 6), None)},
            r"generated.npz: not a readable .npz file",
        ),
    ],
)
def test_faulty_archives_are_named_with_the_key(
    files: dict[str, Path], name: str, arrays: dict[str, Any], message: str
) -> None:
    change(files[name], **arrays)
    with pytest.raises(DataError, match=message):
        read_motion(**files)


def test_clips_of_unequal_dimensions_are_refused(files: dict[str, Path]) -> None:
    for path in files.values():
        change(path, pose_a=np.zeros((9, 4)))
    with pytest.raises(DataError, match="pose_b_2 has 6 dimensions, but pose_a has 4"):
        read_motion(**files)


def test_missing_file_truncated_file_and_wrong_content(
    files: dict[str, Path], tmp_path: Path
) -> None:
    with pytest.raises(DataError, match=r"none.npz does not exist"):
        read_motion(tmp_path / "none.npz", files["target"], files["speaker"])
    whole = files["speaker"].read_bytes()
    files["speaker"].write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError, match=r"speaker.npz: not a readable"):
        read_motion(**files)
    np.save(tmp_path / "one.npy", np.zeros(3))
    with pytest.raises(DataError, match="holds a single array"):
        read_motion(tmp_path / "one.npy", files["target"], files["target"])
    np.savez(tmp_path / "other.npz", beta_a=np.zeros((3, 3)))
    with pytest.raises(DataError, match=r"has no key expression_\{clip\}"):
        read_motion(*[tmp_path / "other.npz"] * 3)
