"""What leaves the machine, and what several people share."""

import hashlib
import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest
from versioned import CLEAN, NOTHING, Clone, jobs_run, stages_of, stages_run

pytestmark = pytest.mark.workflow

NOBODY = ("config/config.yaml", "people: made_up", "people: none")


def test_pushed_cloned_and_pulled_there_is_nothing_to_do(done: Clone, tmp_path: Path) -> None:
    """Nor is there for tables made anew from coefficients, without the videos."""
    done.dvc("remote", "add", "--default", "store", str(tmp_path / "store"))
    done.commit("A remote")
    done.dvc("push")
    done.git("clone", "--quiet", ".", str(tmp_path / "elsewhere"))
    other = Clone(tmp_path / "elsewhere")
    assert not (other.folder / "results/tracking").exists()
    other.dvc("pull")
    other.is_clean()
    makes_its_table_without_videos(other)
    assert other.read("table1.csv") == done.read("table1.csv")


def test_videos_of_people_stay_out_of_the_next_remote(done: Clone, tmp_path: Path) -> None:
    """What was pushed once stays there. With one setting, and dvc.yaml after it, no more is."""
    people = md5_of(done.folder / "results/clips/sample_vico")
    assert people <= pushed(done, tmp_path / "store")
    done.commit("A remote")
    done.replace(*NOBODY)
    stopped = done.dvc("repro", succeeds=False)
    assert "results/clips/sample_vico" in stopped
    assert "run `make dvc` and commit it" in stopped, stopped[-3000:]
    done.run(sys.executable, "-m", "elp", "dvc")
    printed = done.dvc("repro")
    assert set(stages_run(printed)) == {"videos", "clips", "provenance"}
    assert jobs_run(printed) == set()
    done.commit("Keep people here")
    done.dvc("gc", "--cloud", "--workspace", "--force")
    assert people <= stored_in(tmp_path / "store")
    stored = pushed(done, tmp_path / "fresh")
    done.commit("A fresh remote")
    for step, shared in (("videos", False), ("clips", False), ("tracking", True)):
        hashes = md5_of(done.folder / f"results/{step}/sample_vico")
        assert (hashes <= stored) if shared else hashes.isdisjoint(stored), step
    done.git("clone", "--quiet", ".", str(tmp_path / "elsewhere"))
    other = Clone(tmp_path / "elsewhere")
    other.dvc("pull", "--allow-missing")
    assert not any((other.folder / "results").glob("clips/*/*/*.mp4"))
    assert NOTHING in other.snakemake("--dry-run")
    assert stages_run(other.dvc("repro", "--allow-missing", "--dry")) == []
    makes_its_table_without_videos(other)
    assert other.read("table1.csv") == done.read("table1.csv")


def test_results_of_snakemake_are_taken_over_but_for_people_of_other_settings(
    done: Clone, tmp_path: Path
) -> None:
    """Their results lie beside those of dvc.yaml, which knows nothing of them."""
    results = done.folder / "results"
    cut_talks(done)
    for name in (
        "tracking/talks/landmarks/shard0.parquet",
        "emotion/talks.csv",
        "features/talks/train.arrow",
        "models/talks/elp/seed0/model.safetensors",
        "samples/talks/gt/seed0/test.parquet",
        "metrics/talks/elp/seed0/test.parquet",
        "renderer/frames/talks/shard0.parquet",
        "meshes/talks/elp/seed0/test/ann.mp4",
        "renders/talks/elp/seed0/test/ann.mp4",
        "strips/talks/seed0/test/ann.mp4",
    ):
        (results / name).parent.mkdir(parents=True, exist_ok=True)
        (results / name).write_text(f"Ann, who is real: {name}")
    (done.folder / "dvc.lock").unlink()  # so that every stage hashes its outs anew
    shutil.rmtree(done.folder / ".dvc/cache")
    printed = done.dvc("repro")
    assert stages_run(printed) == stages_of(done)
    assert jobs_run(printed) == set()
    assert printed.count(NOTHING) >= len(stages_of(done))
    assert CLEAN in done.dvc("status")
    assert "didn't change, skipping" in done.dvc("repro")
    done.dvc("commit", "--force")
    assert CLEAN in done.dvc("status")
    stored = pushed(done, tmp_path / "store")
    assert md5_of(results / "clips/sample_vico") <= stored
    talks = [path for path in results.rglob("talks*") if "provenance" not in path.parts]
    real = set().union(*map(md5_of, talks))
    assert len(real) > 15
    assert real.isdisjoint(stored)
    assert real.isdisjoint(stored_in(done.folder / ".dvc/cache"))


def test_a_full_cache_is_emptied_of_what_is_in_the_remote(done: Clone, tmp_path: Path) -> None:
    """Nothing is lost that lies nowhere else: the newest version is not pushed."""
    claims = done.folder / "results/claims.md"
    older = md5_of(claims)
    assert older <= pushed(done, tmp_path / "store")
    done.commit("A remote")
    claims.write_text("newer")
    done.dvc("commit", "--force")
    done.commit("Not pushed")
    done.dvc("gc", "--not-in-remote", "--all-commits", "--all-experiments", "--force")
    kept = stored_in(done.folder / ".dvc/cache")
    assert md5_of(claims) <= kept
    assert older.isdisjoint(kept)
    done.dvc("pull")
    assert CLEAN in done.dvc("status")
    assert claims.read_text() == "newer"
    done.git("checkout", "--quiet", "HEAD~1")
    done.dvc("pull")
    assert CLEAN in done.dvc("status")
    assert md5_of(claims) == older


def test_one_cache_serves_two_clones(done: Clone, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    shutil.move(done.folder / ".dvc/cache", cache)
    done.git("clone", "--quiet", ".", str(tmp_path / "colleague"))
    colleague = Clone(tmp_path / "colleague")
    for clone in (done, colleague):
        clone.dvc("cache", "dir", "--local", str(cache))
        clone.dvc("config", "--local", "cache.shared", "group")
    colleague.dvc("checkout")
    colleague.is_clean()
    # What one rewrites in place is a private copy.
    table = colleague.folder / "results/claims.md"
    table.chmod(0o644)
    table.write_text("spoilt")
    assert done.read("claims.md") != b"spoilt"
    colleague.dvc("checkout", "--force")
    assert colleague.read("claims.md") == done.read("claims.md")


def makes_its_table_without_videos(clone: Clone) -> None:
    for folder in ("videos", "clips", "metrics"):
        shutil.rmtree(clone.folder / "results" / folder, ignore_errors=True)
    (clone.folder / "results/table1.csv").unlink()
    assert jobs_run(clone.snakemake("results/table1.csv")) == {"metrics", "table"}


def cut_talks(clone: Clone) -> None:
    """Clips of a data set on disk, made under settings of its own."""
    videos, talks = clone.folder / "results/videos/sample_vico", clone.folder / "data/talks"
    shutil.copytree(videos / "shard0", talks / "shard0")
    sheet = pd.read_csv(videos / "clips.csv").assign(start=0.52)  # so that no clip is the same
    sheet[sheet["clip"].isin(["train000", "test000"])].to_csv(talks / "clips.csv", index=False)
    settings = "datasets:\n  talks: {layout: clips, root: data/talks, shards: 1}\n"
    (talks / "settings.yaml").write_text(settings)
    clone.snakemake("results/clips/talks/shard0", "--configfile", "data/talks/settings.yaml")
    assert any((clone.folder / "results/clips/talks").rglob("*.mp4"))


def pushed(clone: Clone, store: Path) -> set[str]:
    """Hashes of what is in a new remote after `dvc push`."""
    clone.dvc("remote", "add", "--default", "--force", store.name, str(store))
    clone.dvc("push")
    return stored_in(store)


def stored_in(store: Path) -> set[str]:
    """Hashes of what a remote or a cache has."""
    return {path.parent.name + path.name for path in store.rglob("*") if path.is_file()}


def md5_of(path: Path) -> set[str]:
    """Hash of a file, or of all in a folder; the empty ones aside: they are nobody's."""
    files = [path for path in (path, *path.rglob("*")) if path.is_file() and path.stat().st_size]
    assert files, path
    return {hashlib.md5(path.read_bytes()).hexdigest() for path in files}
