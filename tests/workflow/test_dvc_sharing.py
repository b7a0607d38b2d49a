"""What leaves the machine, and what several people share."""

import hashlib
import shutil
import sys
from pathlib import Path

import pytest
from versioned import CLEAN, NOTHING, Clone, jobs_run, stages_run

pytestmark = pytest.mark.workflow


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


def test_videos_of_people_stay_out_of_a_remote(done: Clone, tmp_path: Path) -> None:
    """One setting; the rest can still be reproduced."""
    done.replace("config/config.yaml", "people: made_up", "people: none")
    done.run(sys.executable, "-m", "elp", "dvc")
    done.dvc("remote", "add", "--default", "store", str(tmp_path / "store"))
    assert CLEAN in done.dvc("status")
    done.commit("Keep people here")
    done.dvc("push")
    stored = {
        path.parent.name + path.name for path in (tmp_path / "store").rglob("*") if path.is_file()
    }
    for folder, shared in (("videos", False), ("clips", False), ("tracking", True)):
        files = [
            f
            for f in (done.folder / "results" / folder).rglob("*")
            if f.stat().st_size > 0 and f.is_file()
        ]
        sums = {hashlib.md5(path.read_bytes()).hexdigest() for path in files}
        assert sums
        assert (sums <= stored) if shared else sums.isdisjoint(stored), folder
    done.git("clone", "--quiet", ".", str(tmp_path / "elsewhere"))
    other = Clone(tmp_path / "elsewhere")
    other.dvc("pull", "--allow-missing")
    assert not any((other.folder / "results").glob("clips/*/*/*.mp4"))
    assert NOTHING in other.snakemake("--dry-run")
    assert stages_run(other.dvc("repro", "--allow-missing", "--dry")) == []
    makes_its_table_without_videos(other)
    assert other.read("table1.csv") == done.read("table1.csv")


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
    # What one rewrites in place is a copy of her own.
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
