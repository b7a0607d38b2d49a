import logging
import runpy
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from made_up_clips import MadeUpClip, row
from made_up_faces import bump, landmarks_of, observed, posed, poses

from elp.coefficients import ROLES
from elp.config.tracking import TrackingSettings
from elp.datasets.canonical_sheet import write_clip_sheet
from elp.datasets.clip import Clip
from elp.errors import DataError
from elp.faces.landmarker import BLENDSHAPES
from elp.tracking.blinks import eye_aspect_ratio
from elp.tracking.canonical_mesh import CanonicalMesh
from elp.tracking.eye_closure import closure_from_mesh
from elp.tracking.face_model import FaceModel
from elp.tracking.face_model_learning import learn_face_model
from elp.tracking.neutral import Neutrals
from elp.tracking.neutral_estimation import estimate_neutrals, map_expressions
from elp.tracking.observations import concatenate, write_observations
from elp.tracking.training_frames import list_frames, people_of, read_aligned

ROOT = Path(__file__).resolve().parents[2]
FRAMES = 80
SETTINGS = TrackingSettings(expression=4)
SMILE = [BLENDSHAPES.index(f"mouthSmile{side}") for side in ("Left", "Right")]
JAW = BLENDSHAPES.index("jawOpen")
CORNERS, CHIN = (61, 291), 152
# Weakest and strongest smile of each person; `merry` always smiles.
MOODS = {"calm": (0.0, 0.8), "merry": (0.6, 0.9), "glad": (0.0, 1.0), "grave": (0.0, 0.3)}


@dataclass(frozen=True)
class World:
    """Clips of people with the same face, who smile, talk and blink; one file per clip."""

    mesh: CanonicalMesh
    clips: tuple[Clip, ...]
    files: tuple[Path, ...]

    @property
    def train(self) -> list[Clip]:
        return [clip for clip in self.clips if clip.split == "train"]


def smile_of(mesh: CanonicalMesh) -> np.ndarray:
    left, right = CORNERS
    return bump(mesh, left, (-0.5, 0.5, 0.0)) + bump(mesh, right, (0.5, 0.5, 0.0))


def film(mesh: CanonicalMesh, clip: Clip, path: Path, seed: int) -> None:
    """Landmarks of both participants; the listener's face is lost in a few frames."""
    rng, observations = np.random.default_rng(seed), []
    for role, person in zip(ROLES, (clip.speaker_id, clip.listener_id), strict=True):
        low, high = MOODS[person]
        smile, jaw = rng.uniform(low, high, FRAMES), rng.uniform(0, 0.6, FRAMES)
        lids = np.zeros(FRAMES)
        for start in (10, 35, 60):
            lids[start : start + 5] = [0.3, 0.7, 1.0, 0.6, 0.2]
        moves = [
            smile_of(mesh),
            bump(mesh, CHIN, (0.0, -1.5, 0.0)),
            closure_from_mesh(mesh.vertices),
        ]
        faces = mesh.vertices + np.einsum("mt,mvc->tvc", np.stack([smile, jaw, lids]), moves)
        shapes = np.zeros((FRAMES, 52))
        shapes[:, SMILE], shapes[:, JAW] = smile[:, None], jaw
        found = np.ones(FRAMES, bool)
        found[50:53] = role == "speaker"
        landmarks = landmarks_of(posed(faces, poses(FRAMES, seed)))
        observations.append(observed(clip.name, role, landmarks, found=found, blendshapes=shapes))
    write_observations(path, concatenate(observations, BLENDSHAPES))


def conversation(clip: str, split: str, speaker: str, listener: str) -> Clip:
    people = {"speaker_id": speaker, "listener_id": listener}
    return row(MadeUpClip(clip, split)).model_copy(update=people)


@pytest.fixture(scope="module")
def world(mesh: CanonicalMesh, tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("world")
    clips = (
        conversation("first", "train", "calm", "glad"),
        conversation("second", "train", "grave", "calm"),
        conversation("third", "test", "merry", "grave"),
    )
    files = tuple(folder / f"{clip.name}.parquet" for clip in clips)
    for seed, (clip, path) in enumerate(zip(clips, files, strict=True)):
        film(mesh, clip, path, seed)
    return World(mesh, clips, files)


@pytest.fixture(scope="module")
def learned(world: World) -> FaceModel:
    frames = list_frames(world.files, people_of(world.train))
    return learn_face_model(world.files, frames, world.mesh, SETTINGS)


@pytest.fixture(scope="module")
def neutrals(world: World) -> Neutrals:
    train = list_frames(world.files, people_of(world.train))
    expressions = map_expressions(world.files, train, world.mesh, SETTINGS)
    frames = list_frames(world.files, people_of(world.clips))
    return estimate_neutrals(world.files, frames, expressions, world.mesh, SETTINGS)


def width(face: np.ndarray) -> float:
    left, right = CORNERS
    return float(np.linalg.norm(face[right] - face[left]))


def test_frames_with_a_face_are_listed_for_the_given_people(world: World) -> None:
    frames = list_frames(world.files, people_of(world.train))
    assert len(frames) == 2 * (2 * FRAMES - 3)
    assert set(frames.person) == {"calm", "glad", "grave"}
    assert set(frames.file) == {0, 1}
    assert len(set(frames.participant)) == 4
    assert not np.isnan(frames.ratio).any()
    hidden = (frames.participant == 1) & (frames.frame >= 50) & (frames.frame < 53)
    assert not hidden.any()


def test_aligned_landmarks_belong_to_the_chosen_frames(world: World) -> None:
    """In any order and from several files: eye-aspect ratios identify the frames."""
    frames = list_frames(world.files, people_of(world.clips))
    chosen = np.random.default_rng(0).permutation(len(frames))[:60]
    aligned = read_aligned(world.files, frames, chosen, world.mesh, SETTINGS.field_of_view)
    ratios = eye_aspect_ratio(aligned[..., :2])
    np.testing.assert_allclose(ratios, frames.ratio[chosen], atol=0.05)
    assert np.abs(aligned - world.mesh.vertices).max() < 2


def test_clips_without_a_face_are_refused(world: World) -> None:
    with pytest.raises(DataError, match=r"no face in any clip of .*first\.parquet.*clips\.csv"):
        list_frames(world.files, {("fourth", "speaker"): "calm"})


def test_every_person_gets_a_neutral_face(world: World, neutrals: Neutrals) -> None:
    assert list(neutrals.people) == ["calm", "glad", "grave", "merry"]
    for face in neutrals.faces:
        assert np.sqrt(np.square(face - world.mesh.vertices).mean()) < 0.12
    np.testing.assert_allclose(neutrals.open_eyes, 0.234, atol=0.02)


def test_a_lasting_mood_is_removed_from_the_neutral_face(world: World, neutrals: Neutrals) -> None:
    """`merry` smiles in every frame; a median would make that the neutral face.

    The blendshape map is damped by a ridge, and others' neutral faces are the reference: at least
    half of the smile is removed.
    """
    frames = list_frames(world.files, people_of(world.clips))
    rows = np.flatnonzero(frames.person == "merry")
    aligned = read_aligned(world.files, frames, rows, world.mesh, SETTINGS.field_of_view)
    rest = width(world.mesh.vertices)
    smiling = width(np.median(aligned, axis=0)) - rest
    assert smiling > 0.6
    merry = neutrals.index("merry")
    assert abs(width(neutrals.faces[merry]) - rest) < 0.5 * smiling


def test_the_basis_is_orthonormal_and_most_important_first(learned: FaceModel) -> None:
    directions = learned.expression.reshape(-1, 4)
    np.testing.assert_allclose(directions.T @ directions, np.eye(4), atol=1e-9)
    assert np.all(np.diff(learned.deviation) < 0)
    assert learned.deviation.min() > 0


def test_the_basis_spans_the_movements_of_the_faces(world: World, learned: FaceModel) -> None:
    directions = learned.expression.reshape(-1, 4)
    for movement in (smile_of(world.mesh), bump(world.mesh, CHIN, (0.0, -1.5, 0.0))):
        reached = np.linalg.norm(directions.T @ movement.reshape(-1))
        assert reached > 0.9 * np.linalg.norm(movement)


def test_the_learned_blink_closes_only_the_eyes(world: World, learned: FaceModel) -> None:
    closed = learned.landmark_template + learned.basis @ learned.blink
    ratio = eye_aspect_ratio(closed[None, :, :2])[0]
    assert ratio < 0.05
    moved = np.linalg.norm(learned.basis @ learned.blink, axis=1)
    assert moved[CHIN] < 0.25 * moved[[159, 386]].mean()


def learned_by_the_script(world: World, model: Path, folder: Path) -> str:
    """Hash of the face model that the rule's script learns from the world's files."""
    write_clip_sheet(folder / "clips.csv", list(world.clips))
    script: Callable[..., None] = runpy.run_path("scripts/learn_face_model.py")["main"]
    output = folder / "model.npz"
    script(folder / "clips.csv", model, list(world.files), SETTINGS, output)
    return FaceModel.load(output).sha256()


def test_nothing_is_learned_from_other_splits(
    world: World,
    learned: FaceModel,
    landmarker_model: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    for clip, same in (("third", True), ("second", False)):
        changed = [tmp_path / clip if path.stem == clip else path for path in world.files]
        number = [path.stem for path in world.files].index(clip)
        film(world.mesh, world.clips[number], changed[number], seed=99)
        other = replace(world, files=tuple(changed))
        digest = learned_by_the_script(other, landmarker_model, tmp_path)
        assert (digest == learned.sha256()) == same


def test_too_few_frames_give_the_basis_of_the_mesh(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    paper = SETTINGS.model_copy(update={"expression": 120})
    frames = list_frames(world.files, people_of(world.train[:1]))
    with caplog.at_level(logging.WARNING):
        model = learn_face_model(world.files, frames, world.mesh, paper)
    assert "are too few for 120 components" in caplog.text
    assert np.count_nonzero(model.deviation) == 3 * 33 + 1
    assert not model.basis[..., 100:].any()
    assert not model.blink[100:].any()
    closed = model.landmark_template + model.basis @ model.blink
    assert eye_aspect_ratio(closed[None, :, :2])[0] < 0.03
