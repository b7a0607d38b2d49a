"""`elp trace`: where a row of a table comes from."""

import hashlib
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from versioned import NOTHING, Clone, environment

from elp.workflow.notes import note_path
from elp.workflow.records import RECORDS, read_values

pytestmark = pytest.mark.workflow


def trace(clone: Clone, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "elp", "trace", *arguments]
    return subprocess.run(
        command, cwd=clone.folder, capture_output=True, text=True, env=environment(clone.folder)
    )


def test_a_row_is_traced_to_commit_model_settings_and_data(
    from_nothing: tuple[Clone, str],
) -> None:
    clone, _ = from_nothing
    result = trace(clone, "results/table1.csv", "--dataset", "sample_vico", "--method", "elp")
    assert result.returncode == 0, result.stderr
    printed = result.stdout
    commit = clone.git("rev-list", "--max-parents=0", "HEAD").strip()
    assert f"commit    {commit}\n" in printed
    assert f"git checkout {commit} && snakemake results/table1.csv --cores all\n" in printed
    model = clone.read("models/sample_vico/elp/seed0/model.safetensors")
    assert f"seed0/model.safetensors sha256 {hashlib.sha256(model).hexdigest()}" in printed
    sheet = hashlib.sha256(clone.read("videos/sample_vico/clips.csv")).hexdigest()
    assert f"read results/videos/sample_vico/clips.csv {sheet}" in printed
    assert "seeds     0\n" in printed
    for option in ('"heads":4', '"steps":40', "\n    length ", "\n    overlap ", "\n    seed 0\n"):
        assert option in printed
    assert "numpy 2" in printed
    assert " UTC, " in printed
    assert "/elp_base/" not in printed


def test_every_result_has_a_note(from_nothing: tuple[Clone, str]) -> None:
    folder = from_nothing[0].folder
    outputs = {Path(output) for output, _ in read_values(folder / RECORDS)}
    assert len(outputs) > 30
    notes = {output: note_path(output) for output in outputs}
    assert not [o for o, note in notes.items() if note is None or not (folder / note).is_file()]


@pytest.mark.parametrize(
    "arguments",
    [
        ["results/table3.csv", "--dataset", "sample_vico", "--method", "elp_base"],
        ["results/figure8.csv", "--dataset", "sample_vico", "--where", "emotion=positive"],
        ["results/tracking_accuracy.csv", "--dataset", "sample_vico"],
        ["results/parameters.csv", "--method", "elp", "--where", "part=total"],
        ["results/figure7.png"],
        ["results/metrics.parquet"],
    ],
)
def test_every_kind_of_result_can_be_traced(
    from_nothing: tuple[Clone, str], arguments: list[str]
) -> None:
    result = trace(from_nothing[0], *arguments)
    assert result.returncode == 0, result.stderr
    assert "results/videos/sample_vico/clips.csv: rule corpus_sheet" in result.stdout
    others = {"elp", "emotion=positive", "results/tracking_accuracy.csv"}
    assert ("/elp_base/" in result.stdout) == (not others & set(arguments))


def test_the_printed_command_plans_the_same_jobs(done: Clone) -> None:
    own = done.folder / "config/own.yaml"
    own.write_text("metrics: {bootstrap: 21}\n")
    options = ["--configfile", "config/own.yaml", "--config", "metrics={'confidence': 0.9}"]
    done.snakemake("results/table1.csv", *options)
    page = trace(done, "results/table1.csv", "--dataset", "sample_vico", "--method", "elp").stdout
    assert "with uncommitted changes in config/own.yaml, which `again` lacks" in page
    assert "mixed     2 commits, 2 states of uncommitted changes: " in page
    again = re.search(r"^again     git checkout (\w+) && (.*)", page, re.MULTILINE)
    assert again is not None
    assert again[1] == done.git("rev-parse", "HEAD").strip()
    command = shlex.split(again[2])
    assert NOTHING in done.run(*command, "--dry-run")
    without = command[: command.index("--config")]
    assert "rule metrics:" in done.run(*without, "--dry-run")


def test_a_result_that_was_edited_is_named(done: Clone) -> None:
    table = done.folder / "results/table1.csv"
    rows = pd.read_csv(table)
    rows["expression_fd"] += 1
    rows.to_csv(table, index=False)
    result = trace(done, "results/table1.csv", "--dataset", "sample_vico", "--method", "elp")
    assert "changed   results/table1.csv differs from what its job wrote" in result.stdout


@pytest.mark.parametrize(
    ("table", "method", "message"),
    [
        ("results/table9.csv", "elp", "does not exist; make it: snakemake results/table9"),
        (
            "results/table1.csv",
            "nobody",
            "no row with dataset sample_vico, method nobody; choose dataset, method from sample_",
        ),
        (
            "results/figure8.csv",
            "elp",
            "has no column `method`; choose among dataset, ",
        ),
    ],
)
def test_a_missing_table_row_or_column_is_named(
    from_nothing: tuple[Clone, str], table: str, method: str, message: str
) -> None:
    result = trace(from_nothing[0], table, "--dataset", "sample_vico", "--method", method)
    assert result.returncode == 1
    assert message in result.stderr


def test_a_table_without_a_record_is_refused(
    from_nothing: tuple[Clone, str], tmp_path: Path
) -> None:
    (tmp_path / "results").mkdir()
    (tmp_path / "results/table1.csv").write_bytes(from_nothing[0].read("table1.csv"))
    clone = Clone(tmp_path)
    command = [sys.executable, "-m", "elp", "trace", "results/table1.csv"]
    command += ["--dataset", "sample_vico", "--method", "elp"]
    environment_here = {**environment(from_nothing[0].folder)}
    result = subprocess.run(
        command, cwd=clone.folder, capture_output=True, text=True, env=environment_here
    )
    assert result.returncode == 1
    assert "results/table1.csv: no record in " in result.stderr
