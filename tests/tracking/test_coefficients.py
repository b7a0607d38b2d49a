from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made_up_clips import MadeUpClip, row
from made_up_faces import faces_of, landmarks_of, neutrals_of, observed, posed, poses, wandering

from elp.coefficients import ROLES
from elp.config.tracking import TrackingSettings
from elp.faces.landmarker import BLENDSHAPES
from elp.io.columns import read_parquet, to_array
from elp.tracking.coefficient_table import COLUMNS, read_conversations
from elp.tracking.coefficients import ShardFiles, track_shard
from elp.tracking.face_model import FaceModel
from elp.tracking.observations import concatenate, write_observations
from elp.tracking.people import People

FRAMES = 30
CLIPS = [row(MadeUpClip(name)) for name in ("good", "gap", "short", "elsewhere")]


def track(folder: Path, model: FaceModel, status: dict[str, str], found: np.ndarray) -> ShardFiles:
    """Track a shard: clips with a reason are excluded; clip `gap` lacks a face in some frames."""
    files = ShardFiles(
        folder, folder / "landmarks.parquet", folder / "coefficients.parquet", folder / "table.csv"
    )
    lines = [f"{clip},{'excluded' if why else 'ok'},{why}" for clip, why in status.items()]
    (folder / "clips.csv").write_text("\n".join(["clip,status,reason", *lines]))
    faces = faces_of(model, wandering(FRAMES, 6))
    landmarks = landmarks_of(posed(faces, poses(FRAMES)))
    observations = [
        observed(clip, role, landmarks, found=found if clip == "gap" else None)
        for clip, why in status.items()
        for role in ROLES
        if not why
    ]
    write_observations(files.landmarks, concatenate(observations, BLENDSHAPES))
    people = [name for clip in CLIPS for name in (clip.speaker_id, clip.listener_id)]
    people_of_shard = People(model, neutrals_of(model, *people))
    track_shard(files, CLIPS, people_of_shard, TrackingSettings(), 25.0)
    return files


@pytest.fixture(scope="module")
def files(model: FaceModel, tmp_path_factory: pytest.TempPathFactory) -> ShardFiles:
    status = {"good": "", "gap": "", "short": "only 0.1 s are in all parts"}
    found = np.arange(FRAMES) >= 6
    return track(tmp_path_factory.mktemp("shard0"), model, status, found)


def test_only_good_clips_have_coefficients(files: ShardFiles) -> None:
    conversations = read_conversations([files.coefficients])
    assert list(conversations) == ["good"]
    assert len(conversations["good"].speaker) == FRAMES
    table = read_parquet(files.coefficients)
    assert tuple(table.column_names) == COLUMNS
    for role in ROLES:
        rows = to_array(table, "role") == role
        np.testing.assert_array_equal(to_array(table, "frame")[rows], np.arange(FRAMES))


def test_every_clip_of_the_shard_has_two_rows_with_status_and_reason(files: ShardFiles) -> None:
    table = pd.read_csv(files.quality).fillna("")
    assert list(zip(table["clip"], table["role"], strict=True)) == [
        (clip, role) for clip in ("gap", "good", "short") for role in sorted(ROLES)
    ]
    status = dict(zip(table["clip"], table["status"], strict=True))
    assert status == {"gap": "excluded", "good": "ok", "short": "excluded"}
    reason = dict(zip(table["clip"], table["reason"], strict=True))
    assert reason["good"] == ""
    assert reason["short"] == "only 0.1 s are in all parts"
    assert "speaker: no face in 6 frames in a row" in reason["gap"]
    assert set(table.loc[table["role"] == "listener", "person"]) == {
        f"listener_of_{clip}" for clip in ("gap", "good", "short")
    }


def test_a_shard_without_clips_has_the_columns(model: FaceModel, tmp_path: Path) -> None:
    files = track(tmp_path, model, {}, np.ones(FRAMES, bool))
    table = read_parquet(files.coefficients)
    assert tuple(table.column_names) == COLUMNS
    assert len(table) == 0
    assert to_array(table, "expression").shape == (0, 6)
    assert read_conversations([files.coefficients]) == {}
    assert len(pd.read_csv(files.quality)) == 0
