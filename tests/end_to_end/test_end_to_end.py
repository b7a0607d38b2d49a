"""The whole workflow on a tiny made-up corpus."""

import io
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from skimage.data import astronaut
from skimage.io import imsave
from workplace import REPORTS, TARGETS, Workplace

from elp.media.probe import count_frames, probe
from elp.media.strips import TITLE
from elp.media.video import read_sound

pytestmark = pytest.mark.workflow


TRAINED = ["rlhg", "pch", "l2l"]
RETRIEVED = ["nn_motion", "nn_audio", "random", "dls_random"]


def table(workplace: Workplace, name: str = "table1") -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(workplace.read(f"{name}.csv")))


def test_table1_has_a_row_per_method(finished: Workplace) -> None:
    scores = table(finished)
    assert list(scores["dataset"].unique()) == ["sample_vico"]
    assert list(scores["method"]) == [*RETRIEVED, *TRAINED, "gt", "elp", "elp_es"]
    assert scores.shape[1] == 2 + 6 + 6 + 1
    assert scores.notna().all(axis=None)


def test_ground_truth_scores_zero(finished: Workplace) -> None:
    truth = table(finished).set_index("method").loc["gt"]
    for group in ("expression", "pose"):
        for metric in ("fd", "rpcc", "sts"):
            assert truth[f"{group}_{metric}"] == pytest.approx(0, abs=1e-6)


def test_the_page_for_people_says_what_it_is_made_from(finished: Workplace) -> None:
    assert "made-up" in finished.read("table1.md").decode()


def test_the_other_tables_have_their_rows_too(finished: Workplace) -> None:
    pairs = ["nn_motion_base", "nn_motion", "gt", "elp_base", "elp"]
    assert list(table(finished, "table2")["method"]) == pairs
    assert list(table(finished, "table3")["method"]) == ["gt", "l2l", "elp_h1", "elp"]
    beyond = table(finished, "table_beyond").set_index("method")
    assert list(beyond.index[-3:]) == ["elp", "elp_es", "es_distance"]
    assert beyond["both_es"].notna().all()
    for name in ("table2", "table3"):
        assert table(finished, name).notna().all(axis=None)


def test_the_sums_of_table_2_are_those_of_table_1(finished: Workplace) -> None:
    one, two = (table(finished, name).set_index("method") for name in ("table1", "table2"))
    for metric in ("fd", "vd", "sid", "rpcc", "wtlcc", "sts"):
        expected = one.loc["elp", f"expression_{metric}"] + one.loc["elp", f"pose_{metric}"]
        assert two.loc["elp", metric] == pytest.approx(expected)


def test_claims_and_figures_are_there(finished: Workplace) -> None:
    claims = finished.read("claims.md").decode()
    assert "H = 128 is better than fewer heads" not in claims  # not among the runs of this table 3
    assert "ELP has the lowest FD" in claims
    sheets = [f"figure{number}.png" for number in (1, 4, 5, 6)]
    for name in ("figure7.png", "figure8.png", "table3.png", *sheets):
        assert finished.read(name).startswith(b"\x89PNG")
    parts = table(finished, "parameters")
    assert {"code path", "vqvae", "predictor", "total"} <= set(parts["part"])


def test_a_strip_shows_everyone_with_the_speaker_s_sound(finished: Workplace) -> None:
    (strip,) = (finished.folder / "results/strips/sample_vico/seed0/test").glob("*.mp4")
    assert strip.name == "test000.mp4"
    about = probe(strip)
    assert about.require_video().width == 4 * 256  # speaker, listener, Random, ELP-ES
    assert about.require_video().height == 2 * 256 + TITLE
    assert count_frames(strip) == 100
    assert np.abs(read_sound(strip)).max() > 0.01
    video = strip.read_bytes()
    assert video.index(b"moov") < video.index(b"mdat")


def test_renderers_are_compared_on_held_out_people(finished: Workplace) -> None:
    found = table(finished, "renderer").set_index(["method", "metric"])
    assert set(found.index.levels[0]) == {"still", "warp", "learned"}
    assert found.loc[("warp", "l1"), "value"] < found.loc[("still", "l1"), "value"]
    assert found.loc[("warp", "keypoints"), "over_still"] > 0
    assert found.loc[("learned", "lpips"), "trunk"] == "EfficientNet-lite0"
    assert finished.read("renderer/examples.png").startswith(b"\x89PNG")


def test_the_listener_that_was_trained_listens(finished: Workplace, tmp_path: Path) -> None:
    """A speaker of the corpus, and the portrait that it is made of."""
    talk = next((finished.folder / "results/videos/sample_vico").glob("shard*/*speaker*.mp4"))
    face, video = tmp_path / "face.png", tmp_path / "listener.mp4"
    imsave(face, astronaut()[:300, 80:380])
    renderer = finished.folder / "results/renderer/model.safetensors"
    for method in ("warp", str(renderer)):
        command = [sys.executable, "-m", "elp", "generate"]
        command += ["--model", str(finished.folder / "results/listener"), "--speaker", str(talk)]
        command += ["--portrait", str(face), "--output", str(video), "--renderer", method]
        subprocess.run(command, check=True, capture_output=True)
        assert count_frames(video) == 100
        assert np.abs(read_sound(video)).max() > 0.01


def test_the_gallery_has_every_video_that_its_page_names(finished: Workplace) -> None:
    page = finished.read("gallery/index.html").decode()
    named = set(re.findall(r'"(videos/[^"]+\.mp4)"', page))
    folder = finished.folder / "results/gallery"
    assert named == {str(path.relative_to(folder)) for path in folder.rglob("*.mp4")}
    # Both pictures of speaker, listener and Random; of ELP-ES as predicted and for three emotions.
    assert len(named) == 2 * (3 + 4)


def test_one_changed_ablation_redoes_itself_and_what_follows(finished: Workplace) -> None:
    change = "runs={elp_h1: {ase: {dropout: 0.3}}}"
    plan = finished.run("--dry-run", *TARGETS, *REPORTS, "--config", change)
    for rule in ("train_model", "samples", "metrics"):
        assert re.search(rf"^{rule}\s+1$", plan, re.MULTILINE), plan[-3000:]
    assert re.search(r"^table\s+1$", plan, re.MULTILINE)
    assert not re.search(
        r"^(samples_baseline|features|landmarks|diagnostics)\s", plan, re.MULTILINE
    )


def test_nothing_else_was_built(finished: Workplace) -> None:
    clips = finished.folder / "results/clips"
    assert {path.name for path in clips.iterdir()} == {"sample_vico"}


def test_a_second_call_has_nothing_to_do(finished: Workplace) -> None:
    assert "Nothing to be done" in finished.run("results/table1.csv")


def test_killed_twice_and_resumed_gives_the_same_scores(
    finished: Workplace, copied: Workplace
) -> None:
    for step in ("tracking", "emotion", "features", "models", "samples", "metrics", "logs"):
        shutil.rmtree(copied.folder / "results" / step)
    scores = "metrics/sample_vico/elp/seed0/test.parquet"
    for pattern in ("results/logs/tracking/*/landmarks/*.log", "results/models/*/*/*/work/*"):
        copied.kill_when(pattern, f"results/{scores}")
        copied.run("--unlock")
    copied.run(f"results/{scores}")
    for name in (scores, "models/sample_vico/elp/seed0/model.safetensors"):
        assert copied.read(name) == finished.read(name), name
