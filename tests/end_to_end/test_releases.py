"""What ViCo's and lm-listener's authors released goes through to a row of the table."""

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import scipy.io
import soundfile
import torch
import yaml
from released_lm_listener import write_segments
from workplace import Workplace

from elp.media.probe import count_frames, probe

pytestmark = pytest.mark.workflow

METHODS = ["gt", "elp"]
FRAMES, FPS, RATE = 120, 30, 16_000
LABELS = {"emotions": ["positive", "unpositive"], "emotion_source": "table"}


def with_data(workplace: Workplace, dataset: dict[str, object]) -> Workplace:
    """Settings for a table of this data set alone."""
    settings = yaml.safe_load((workplace.folder / "tests/end_to_end/test.yaml").read_text())
    names = yaml.safe_load((workplace.folder / "config/config.yaml").read_text())["tables"]
    tables: dict[str, dict[str, list[str]]] = {name: {"datasets": ["own"]} for name in names}
    tables["table1"] |= {"runs": METHODS, "beyond": []}
    own = {"root": "data", "shards": 1, "schedule": {"steps": 5, "batch_size": 2}} | dataset
    del settings["renders"], settings["renderer"]
    settings |= {"datasets": settings["datasets"] | {"own": own}, "tables": tables}
    (workplace.folder / "own.yaml").write_text(yaml.safe_dump(settings))
    return Workplace(workplace.folder, Path("own.yaml"))


def label(root: Path, clips: list[str]) -> dict[str, object]:
    """The user's own table of labels, and the settings that name it."""
    rows = [f"{clip},{('positive', 'unpositive')[k % 2]}" for k, clip in enumerate(clips)]
    (root / "emotions.csv").write_text("\n".join(["clip,emotion", *rows]) + "\n")
    return LABELS | {"emotion_table": f"{root.name}/emotions.csv"}


def check_table(workplace: Workplace, about: str) -> None:
    scores = pd.read_csv(io.BytesIO(workplace.read("table1.csv"))).set_index("method")
    assert list(scores.index) == METHODS
    assert scores.loc["gt", "expression_fd"] == pytest.approx(0, abs=1e-6)
    assert scores.loc["elp", "expression_fd"] > 0
    assert about in workplace.read("table1.md").decode()


def write_sound(path: Path, seconds: float) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    time = np.arange(round(seconds * RATE)) / RATE
    soundfile.write(path, np.sin(900 * time) * np.sin(3 * time) / 2, RATE)


def write_coefficients(path: Path, seed: int) -> None:
    """A file of ViCo's baseline: the reconstruction's `.mat`, or the rearranged `.bin`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    steps = np.random.default_rng(seed).normal(0, 0.05, (FRAMES, 257))
    found = np.cumsum(steps, axis=0).astype(np.float32)
    if path.suffix == ".mat":
        scipy.io.savemat(path, {"coeff": found, "transform_params": np.zeros((FRAMES, 5))})
        return
    moving = np.concatenate([found[:, 224:227], found[:, 80:144], found[:, 254:257]], axis=1)
    crop = np.zeros((FRAMES, 3), np.float32)
    content = {
        "angle.exp.trans": torch.from_numpy(np.concatenate([moving, crop], axis=1)),
        "id.gamma.tex": torch.zeros(FRAMES, 187),
    }
    torch.save(content, path)


@pytest.mark.parametrize(
    ("sheet", "pattern", "rate"),
    [
        ("RLD_data.csv", "recons/{split}/{video}.mat", 25),
        ("train.csv", "features/video_feats/{video}.bin", 30),
    ],
)
def test_vico_s_coefficients(
    new_workplace: Callable[[str], Workplace], sheet: str, pattern: str, rate: int
) -> None:
    """The full set's sheet with the reconstruction's files, the challenge's with others.

    The first are brought to the paper's frame rate, the others stay as they are.
    """
    workplace = new_workplace("vico_coefficients")
    root = workplace.folder / "data"
    root.mkdir()
    header = {
        "RLD_data.csv": "attitude,audio,listener,speaker,listener_id,speaker_id,data_split",
        "train.csv": "video_id,uuid,speaker_id,listener_id",
    }[sheet]
    lines, names = [header], [f"clip{k}" for k in range(6)]
    for k, name in enumerate(names):
        split = "test" if k > 3 else "train"
        mood = ("positive", "negative")[k % 2]
        lines.append(
            f"{mood},{name},{name}.listener,{name}.speaker,{100 + k},{k},{split}"
            if sheet == "RLD_data.csv"
            else f"youtube{k},{name},{k},{100 + k}"
        )
        for number, role in enumerate(("speaker", "listener")):
            video = f"{name}.{role}"
            path = pattern.replace("{video}", video).replace("{split}", split)
            write_coefficients(root / path, 10 * k + number)
        write_sound(root / f"audios/{name}.wav", FRAMES / FPS)
    (root / sheet).write_text("\n".join(lines) + "\n")
    own: dict[str, object] = {"layout": "vico_coefficients", "coefficients": pattern}
    own |= {"frame_rate": rate}
    if sheet == "train.csv":
        own |= {"held_out": 0.5} | label(root, names)
    workplace = with_data(workplace, own)
    workplace.run("results/table1.csv")
    check_table(workplace, "the coefficients that ViCo's authors released")
    tracks = workplace.folder / "results/tracking/own/coefficients/shard0.parquet"
    assert len(pd.read_parquet(tracks)) == 2 * len(names) * FRAMES * rate // FPS
    next(root.rglob("clip2.listener.*")).unlink()
    said = workplace.run("results/table1.csv", "--forcerun", "clip_sheet", succeeds=False)
    assert "clip2.listener" in said
    assert "does not exist" in said
    assert "Traceback" not in said


def test_lm_listener_s_segments(new_workplace: Callable[[str], Workplace]) -> None:
    workplace = new_workplace("lm_listener")
    root = workplace.folder / "data"
    clips = write_segments(root, "trevor", {"train": 4, "test": 3})
    labels = label(root, clips)
    own = {"layout": "lm_listener", "identities": "shared", **labels}
    workplace = with_data(workplace, own)
    workplace.run("results/table1.csv")
    check_table(workplace, "the coefficients that lm-listener released")


def test_vico_s_videos(
    real: Path, landmarker_model: Path, new_workplace: Callable[[str], Workplace]
) -> None:
    """Real conversations: as the full set has them, and again under the challenge's names.

    The full set's sheet has the attitudes and the splits, and all its frames are kept; of the
    challenge, which has neither, no model is trained here.
    """
    workplace = new_workplace("vico")
    names = ("talkshow_a", "talkshow_c")
    full, challenge = workplace.folder / "data", workplace.folder / "challenge"
    copy_full_set(real / "conversations", full, names)
    copy_challenge_set(real / "conversations", challenge, names)
    workplace = with_data(
        workplace, {"layout": "vico", "identities": "shared", "paper": "vico", "frame_rate": FPS}
    )
    settings = yaml.safe_load((workplace.folder / workplace.settings).read_text())
    # The hash of source0 is 0.24, so it is for testing; that of source1 is 0.29.
    other = {"layout": "vico", "root": "challenge", "held_out": 0.27, "shards": 1}
    settings["datasets"]["other"] = other | label(challenge, ["u-0", "u-1"])
    settings["tables"]["challenge"] = {"datasets": ["other"], "runs": ["gt", "random"]}
    settings["renders"] = {"datasets": ["own"], "runs": ["elp"], "clips": 1}
    settings["weights"] = {"face_landmarker": str(landmarker_model)}
    (workplace.folder / workplace.settings).write_text(yaml.safe_dump(settings))
    strips = "results/strips/own/seed0/test"
    workplace.run("results/table1.csv", "results/challenge.csv", strips)
    check_table(workplace, "videos in the layout of ViCo")
    check_frames(workplace, strips, {"talkshow_a": 215, "talkshow_c": 156})
    labels = pd.read_csv(workplace.folder / "results/emotion/own.csv")
    assert list(labels.itertuples(index=False, name=None)) == [
        (name, "positive", "sheet") for name in names
    ]
    scores = pd.read_csv(io.BytesIO(workplace.read("challenge.csv"))).set_index("method")
    assert scores.loc["gt", "expression_fd"] == pytest.approx(0, abs=1e-6)
    assert scores.loc["random", "expression_fd"] > 0
    log = (workplace.folder / "results/logs/videos/own/clip_sheet.log").read_text()
    assert "2 clips (train 1, test 1) with 2 listeners; the paper has 483 clips" in log


def copy_full_set(conversations: Path, root: Path, names: tuple[str, ...]) -> None:
    """Some conversations of a folder in the full set's layout, with their rows of its sheet."""
    header, *rows = (conversations / "RLD_data.csv").read_text().splitlines()
    (root / "videos").mkdir(parents=True)
    (root / "audios").mkdir()
    chosen = [row for row in rows if row.split(",")[1] in names]
    (root / "RLD_data.csv").write_text("\n".join([header, *chosen]) + "\n")
    for name in names:
        for role in ("speaker", "listener"):
            shutil.copy(conversations / f"videos/{name}.{role}.mp4", root / "videos")
        shutil.copy(conversations / f"audios/{name}.wav", root / "audios")


def copy_challenge_set(conversations: Path, root: Path, names: tuple[str, ...]) -> None:
    """The same files under the challenge's names, each of a source video of its own."""
    (root / "videos").mkdir(parents=True)
    (root / "audios").mkdir()
    lines = ["video_id,uuid,speaker_id,listener_id"]
    for k, name in enumerate(names):
        lines.append(f"source{k},u-{k},{k},{100 + k}")
        for role in ("speaker", "listener"):
            video = conversations / f"videos/{name}.{role}.mp4"
            shutil.copy(video, root / f"videos/u-{k}.{role}.mp4")
        shutil.copy(conversations / f"audios/{name}.wav", root / f"audios/u-{k}.wav")
    (root / "train.csv").write_text("\n".join(lines) + "\n")


def check_frames(workplace: Workplace, strips: str, frames: dict[str, int]) -> None:
    """All that is made of videos of 30 frames a second has 30, and as many as they."""
    results = workplace.folder / "results"
    tracks = pd.read_parquet(results / "tracking/own/coefficients/shard0.parquet")
    for name, part in tracks.groupby("clip"):
        assert len(part) == 2 * frames[name]
    videos = [*results.glob("clips/own/shard0/*.mp4"), *results.glob("meshes/own/**/*.mp4")]
    videos += [*results.glob("renders/own/**/*.mp4"), *(workplace.folder / strips).glob("*.mp4")]
    assert len(videos) == 2 * len(frames) + 3
    for video in videos:
        assert probe(video).fps == FPS, video
        assert count_frames(video) == frames[video.name.split(".")[0]], video
