"""The gallery's plan for config/config.yaml."""

from pathlib import Path

import pytest
import yaml

from elp.config.root import Config, check_config
from elp.gallery.planning import gallery_files, gallery_plan

ROOT = Path(__file__).resolve().parents[2]
RUNS = {
    "nn_motion": "NN-motion",
    "random": "Random",
    "rlhg": "RLHG",
    "pch": "PCH",
    "l2l": "L2L",
    "elp": "ELP",
    "elp_es": "ELP-ES",
}
EMOTIONS = {
    "sample_vico": ("positive", "neutral", "negative"),
    "sample_l2l": ("positive", "unpositive"),
}


@pytest.fixture(scope="module")
def settings() -> Config:
    return check_config(yaml.safe_load((ROOT / "config/config.yaml").read_text()))


def test_every_run_is_shown_and_an_ase_with_every_emotion(settings: Config) -> None:
    plan = gallery_plan(settings)
    assert [dataset.name for dataset in plan.datasets] == list(EMOTIONS)
    for dataset in plan.datasets:
        expected = [(run, title, None, "test") for run, title in RUNS.items()][:5]
        for run in ("elp", "elp_es"):
            expected.append((run, RUNS[run], "", "test"))
            for emotion in EMOTIONS[dataset.name]:
                expected.append((run, RUNS[run], emotion, f"forced/{emotion}/test"))
        shown = [
            (r.run, r.title, r.emotion, str(r.photos).partition("seed0/")[2]) for r in dataset.runs
        ]
        assert shown == expected
        for run in dataset.runs:
            end = str(run.photos).removeprefix(f"results/renders/{dataset.name}/{run.run}/seed0/")
            for folder, path in (("meshes", run.meshes), ("samples", run.samples.with_suffix(""))):
                assert str(path) == f"results/{folder}/{dataset.name}/{run.run}/seed0/{end}"


def test_the_page_says_how_the_portraits_move_and_who_is_made_up(settings: Config) -> None:
    plan = gallery_plan(settings)
    assert plan.about == "The portrait is the real listener's first frame, warped by its mesh."
    assert {dataset.about for dataset in plan.datasets} == {"These conversations are made up."}
    assert (plan.clips, plan.sample) == (2, 0)
    assert plan.mesh == settings.mesh


def test_the_plan_names_all_its_files_once(settings: Config) -> None:
    plan = gallery_plan(settings)
    files = [str(path) for path in gallery_files(plan)]
    shards = [settings.datasets[name].shards for name in EMOTIONS]
    runs = [len(dataset.runs) for dataset in plan.datasets]
    assert len(set(files)) == len(files) == sum(3 + 2 * n for n in shards) + 3 * sum(runs)
    tracking = "results/tracking/sample_vico"
    assert files[: 3 + 2 * shards[0]] == [
        "results/features/sample_vico/test.arrow",
        f"{tracking}/face_model.npz",
        f"{tracking}/neutrals.npz",
        *(f"{tracking}/coefficients/shard{k}.parquet" for k in range(shards[0])),
        *(f"results/clips/sample_vico/shard{k}" for k in range(shards[0])),
    ]
