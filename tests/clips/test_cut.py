import csv
import wave
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from skimage.data import astronaut
from skimage.transform import resize

import elp.media.probe
from elp.clips.cut import cut_clips
from elp.config.tracking import ClipSettings
from elp.datasets.clip import Clip
from elp.errors import MediaError
from elp.faces.crop import FACES
from elp.faces.landmarker import Landmarker
from elp.io.files import inside
from elp.media.probe import probe
from elp.media.video import read_frames, read_sound, write_video

RATE = 16_000
SETTINGS = ClipSettings()
ROLES = ("speaker", "listener")


@cache
def head(side: int = 240) -> np.ndarray:
    scaled = resize(astronaut()[:300, 80:380], (side, side), anti_aliasing=True)
    return (255 * scaled).round().astype(np.uint8)


def scene(left: int) -> np.ndarray:
    """A grey wall with a portrait."""
    picture = np.full((240, 320, 3), 90, np.uint8)
    picture[:, left : left + 240] = head()
    return picture


def tone(seconds: float) -> np.ndarray:
    samples = 0.3 * np.sin(2 * np.pi * 300 * np.arange(round(seconds * RATE)) / RATE)
    return samples.astype(np.float32)


def write_wav(path: Path, samples: np.ndarray, rate: int) -> None:
    with wave.open(str(path), "wb") as sound:
        sound.setparams((samples.shape[1], 2, rate, 0, "NONE", ""))
        sound.writeframes((samples * 32_768).astype("<i2").tobytes())


def conversation(clip: str, **changes: object) -> Clip:
    values: dict[str, object] = {
        "clip": clip,
        "split": "train",
        "speaker_video": "speaker.mp4",
        "listener_video": "listener.mp4",
        "speaker_id": "a",
        "listener_id": "b",
    }
    return Clip.model_validate(values | changes)


def table(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "clips.csv").open(newline="") as file:
        return {row["clip"]: row for row in csv.DictReader(file)}


def media(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {"clips.csv"}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A speaker of 2 s with sound at 30 fps, a listener of 1.6 s, and faulty files."""
    root = tmp_path_factory.mktemp("root")
    speaker = [scene(k) for k in range(60)]
    write_video(root / "speaker.mp4", iter(speaker), fps=30.0, sound=tone(2.0))
    write_video(root / "listener.mp4", [scene(40)[:, ::-1]] * 40)
    write_video(root / "pair.mp4", [np.concatenate([head(), head()], axis=1)] * 50)
    write_video(root / "wall.mp4", [np.full((240, 320, 3), 90, np.uint8)] * 50)
    write_video(root / "mute.mp4", iter(speaker), fps=30.0, sound=np.zeros(2 * RATE, np.float32))
    write_video(root / "brief.mp4", iter(speaker), fps=30.0, sound=tone(0.4))
    write_wav(root / "short.wav", tone(1.04)[:, None], RATE)
    (root / "empty.mp4").touch()
    (root / "text.mp4").write_text("no video")
    whole = (root / "listener.mp4").read_bytes()
    (root / "truncated.mp4").write_bytes(whole[: len(whole) // 2])
    outside = tmp_path_factory.mktemp("outside") / "secret.mp4"
    outside.write_bytes(whole)
    (root / "link.mp4").symlink_to(outside)
    return root


FAULTY = {
    "missing": ({"speaker_video": "missing.mp4"}, "missing.mp4 does not exist; put the file there"),
    "empty": ({"listener_video": "empty.mp4"}, "empty.mp4 is empty; get the file again"),
    "text": ({"listener_video": "text.mp4"}, "text.mp4: not a readable video or sound file"),
    "truncated": (
        {"listener_video": "truncated.mp4"},
        "truncated.mp4: not a readable video or sound file",
    ),
    "faceless": ({"listener_video": "wall.mp4"}, "wall.mp4 shows no face in 5 of 5 pictures"),
    "pair": ({"listener_video": "pair.mp4"}, "pair.mp4 shows two people"),
    "soundless": ({"speaker_video": "listener.mp4"}, "listener.mp4 has no sound track; add one"),
    "mute": ({"speaker_video": "mute.mp4"}, "mute.mp4 is silent in this clip"),
    "brief": ({"speaker_video": "brief.mp4"}, "only 0.40 of 2.00 s are in all files"),
    "late": ({"start": 1.5}, "only 0.10 of 0.50 s are in all files"),
    "link": ({"listener_video": "link.mp4"}, "link.mp4 lies outside the data set's root"),
}


@pytest.fixture(scope="module")
def shard(root: Path, landmarker_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good clip, a clip whose sound ends early, and all faulty clips."""
    clips = [conversation("good"), conversation("clipped", audio="short.wav")]
    clips += [conversation(name, **changes) for name, (changes, _) in FAULTY.items()]
    folder = tmp_path_factory.mktemp("shards") / "shard0"
    cut_clips(clips, root, landmarker_model, SETTINGS, folder, 25.0)
    return folder


def test_both_videos_and_the_sound_have_the_same_length(shard: Path) -> None:
    row = table(shard)["good"]
    assert (row["status"], row["reason"], row["frames"]) == ("ok", "", "40")
    for role in ROLES:
        about = probe(shard / f"good.{role}.mp4")
        assert (about.width, about.height, about.fps) == (256, 256, 25.0)
        assert not about.has_audio
        assert len(list(read_frames(shard / f"good.{role}.mp4"))) == 40
    with wave.open(str(shard / "good.wav")) as sound:
        assert sound.getparams()[:4] == (1, 2, RATE, 40 * 640)


def test_every_frame_is_kept_at_the_rate_of_the_video(
    root: Path, landmarker_model: Path, tmp_path: Path
) -> None:
    """The speaker's video has 30 frames per second."""
    folder = tmp_path / "shard0"
    (done,) = cut_clips(
        [conversation("good", listener_video="speaker.mp4")],
        root,
        landmarker_model,
        SETTINGS,
        folder,
        30.0,
    )
    assert done.frames == 60
    for role in ROLES:
        assert probe(folder / f"good.{role}.mp4").fps == 30.0
        assert len(list(read_frames(folder / f"good.{role}.mp4"))) == 60
    # The head moves in every frame, so a repeated frame would show.
    seen = np.stack(list(read_frames(folder / "good.speaker.mp4"))).astype(int)
    assert (np.abs(np.diff(seen, axis=0)).mean(axis=(1, 2, 3)) > 0.1).all()
    with wave.open(str(folder / "good.wav")) as sound:
        assert sound.getnframes() == 2 * RATE


def test_face_stays_inside_a_fixed_square(shard: Path, landmarker_model: Path) -> None:
    """The head moves by 60 pixels in front of a wall, which stays in place in the crop."""
    pictures = list(read_frames(shard / "good.speaker.mp4"))
    with Landmarker(landmarker_model) as landmarker:
        boxes = np.stack([landmarker.detect(picture)[0].box for picture in pictures[::5]])
    assert boxes.min() > 0.05
    assert boxes.max() < 0.95
    assert boxes[-1, 0] - boxes[0, 0] > 0.1
    # The portrait moves by 1 source pixel per frame at 30 fps.
    assert np.all(np.diff(boxes[:, 0]) > 0)


def test_clip_is_cut_where_its_sound_ends(shard: Path) -> None:
    row = table(shard)["clipped"]
    assert (row["status"], row["frames"]) == ("ok", "26")
    assert "cut to 1.04 s (speaker 2.00 s, listener 1.60 s, sound 1.04 s)" in row["reason"]
    assert len(list(read_frames(shard / "clipped.listener.mp4"))) == 26


@pytest.mark.parametrize("name", FAULTY)
def test_faulty_clip_is_excluded_with_its_reason(shard: Path, name: str) -> None:
    row = table(shard)[name]
    assert (row["status"], row["frames"]) == ("excluded", "0")
    assert FAULTY[name][1] in row["reason"]
    assert not any(file.startswith(f"{name}.") for file in media(shard))


def test_shard_of_faulty_clips_only_is_finished(
    root: Path, landmarker_model: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clips = [conversation("missing", speaker_video="missing.mp4")]
    cut_clips(clips, root, landmarker_model, SETTINGS, tmp_path / "shard0", 25.0)
    assert table(tmp_path / "shard0")["missing"]["status"] == "excluded"
    assert "1 of 1 clips are excluded, with the reasons above: missing" in caplog.text


def test_empty_shard_is_finished(root: Path, landmarker_model: Path, tmp_path: Path) -> None:
    cut_clips([], root, landmarker_model, SETTINGS, tmp_path / "shard0", 25.0)
    assert table(tmp_path / "shard0") == {}


def test_two_runs_give_the_same_bytes(
    shard: Path, root: Path, landmarker_model: Path, tmp_path: Path
) -> None:
    cut_clips([conversation("good")], root, landmarker_model, SETTINGS, tmp_path / "shard0", 25.0)
    for name in media(tmp_path / "shard0"):
        assert (tmp_path / "shard0" / name).read_bytes() == (shard / name).read_bytes()


def test_picture_and_sound_stay_together(
    root: Path, landmarker_model: Path, tmp_path: Path
) -> None:
    """A flash and a beep at 1.2 s of a video of 30 fps, in a clip that starts at 0.3 s."""
    pictures = [scene(40)] * 60
    pictures[36] = np.full_like(pictures[0], 255)
    sound = np.full(2 * RATE, 1e-3, np.float32)
    sound[round(1.2 * RATE) : round(1.25 * RATE)] = 0.9
    write_video(tmp_path / "speaker.mp4", pictures, fps=30.0, sound=sound)
    (tmp_path / "listener.mp4").write_bytes((root / "speaker.mp4").read_bytes())
    clip = conversation("flash", start=0.3, end=1.9)
    (done,) = cut_clips([clip], tmp_path, landmarker_model, SETTINGS, tmp_path / "shard0", 25.0)
    assert done.frames == 40
    cut = read_frames(tmp_path / "shard0" / "flash.speaker.mp4")
    flash = np.argmax([picture.mean() for picture in cut]) / 25
    beep = np.argmax(np.abs(read_sound(tmp_path / "shard0" / "flash.wav")) > 0.3) / RATE
    assert flash == pytest.approx(0.9, abs=0.03)
    assert beep == pytest.approx(flash, abs=0.04)


def test_longest_shot_of_a_clip_with_cuts_is_kept(landmarker_model: Path, tmp_path: Path) -> None:
    """The speaker's shot changes at 0.8 s, the listener's at 2.4 s; a beep is at 1.2 s."""
    other = np.ascontiguousarray(np.roll(255 - scene(40), 80, axis=1))
    other[:, 40:280] = head()[:, ::-1]
    sound = np.full(3 * RATE, 1e-3, np.float32)
    sound[round(1.2 * RATE) : round(1.25 * RATE)] = 0.9
    write_video(tmp_path / "speaker.mp4", [scene(40)] * 20 + [other] * 55, sound=sound)
    write_video(tmp_path / "listener.mp4", [scene(40)] * 60 + [other] * 15)
    cuts = (conversation("cut"), conversation("short", start=2.0, end=3.0))
    done, short = cut_clips(cuts, tmp_path, landmarker_model, SETTINGS, tmp_path / "shard0", 25.0)
    assert (done.status, done.frames) == ("ok", 40)
    assert done.reason == "cuts at 0.80, 2.40 s; the longest shot is 0.80 to 2.40 s"
    beep = np.argmax(np.abs(read_sound(tmp_path / "shard0" / "cut.wav")) > 0.3) / RATE
    assert beep == pytest.approx(0.4, abs=0.02)
    assert short.status == "excluded"
    assert "the longest shot is 2.40 to 3.00 s, and 1 s are needed" in short.reason


def test_person_is_cropped_from_a_video_of_two(
    landmarker_model: Path, root: Path, tmp_path: Path
) -> None:
    pair = {"speaker_video": "pair.mp4", "listener_video": "pair.mp4", "audio": "short.wav"}
    boxes = {"speaker_box": "0 0 240 240", "listener_box": "240 0 480 240"}
    clips = [
        conversation("pair", **pair, **boxes),
        conversation("off", **pair, **boxes | {"speaker_box": "9 9 999 99"}),
    ]
    done, off = cut_clips(clips, root, landmarker_model, SETTINGS, tmp_path / "shard0", 25.0)
    assert (done.status, done.frames) == ("ok", 26)
    with Landmarker(landmarker_model, FACES) as landmarker:
        for role in ROLES:
            picture = next(read_frames(tmp_path / "shard0" / f"pair.{role}.mp4"))
            (face,) = landmarker.detect(picture)
            assert np.abs((face.box[:2] + face.box[2:]) / 2 - 0.5).max() < 0.1
    assert "480 x 240 pixels, and the box 9 9 999 99 extends beyond them" in off.reason


def test_sound_may_be_a_separate_file(root: Path, landmarker_model: Path, tmp_path: Path) -> None:
    for name in ROLES:
        (tmp_path / f"{name}.mp4").write_bytes((root / "listener.mp4").read_bytes())
    write_wav(tmp_path / "stereo.wav", np.full((80_000, 2), 0.6, np.float32), 44_100)
    clip = conversation("own", audio="stereo.wav")
    (done,) = cut_clips([clip], tmp_path, landmarker_model, SETTINGS, tmp_path / "shard0", 25.0)
    assert (done.status, done.frames) == ("ok", 40)
    samples = read_sound(tmp_path / "shard0" / "own.wav")
    assert np.median(samples) == pytest.approx(0.6, abs=0.01)


@pytest.mark.parametrize(
    "relative", ["../secret.mp4", "videos/../../secret.mp4", "link/secret.mp4"]
)
def test_path_outside_the_root_is_refused(tmp_path: Path, relative: str) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "link").symlink_to(tmp_path)
    with pytest.raises(MediaError, match=r"secret\.mp4 lies outside the data set's root"):
        inside(root, relative)


@pytest.mark.parametrize("audio", ["", "short.wav"])
def test_each_file_of_a_clip_is_probed_once(
    root: Path,
    landmarker_model: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    audio: str,
) -> None:
    paths: list[str] = []
    read = elp.media.probe._probe
    monkeypatch.setattr(
        elp.media.probe, "_probe", lambda path, file: paths.append(path.name) or read(path, file)
    )
    clip = conversation("good", audio=audio)
    (row,) = cut_clips([clip], root, landmarker_model, SETTINGS, tmp_path / "shard0", 25.0)
    assert row.status == "ok"
    assert paths == ["speaker.mp4", "listener.mp4", *([audio] if audio else [])]
