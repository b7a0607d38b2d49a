"""Tracing results by records and notes that the tests write."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from elp.errors import DataError
from elp.workflow.notes import note_path, sha256
from elp.workflow.options import options_of
from elp.workflow.trace_page import trace
from elp.workflow.trace_rows import RowScope

Made = Callable[..., Path]

MACHINE = {"name": "a", "system": "Linux", "cores": 2, "gpu": None, "python": "3.11"}


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    """Write a result, Snakemake's record of it, and its job's note with other values."""
    monkeypatch.chdir(tmp_path)

    def make(output: str, *inputs: str, text: str = "", **differs: Any) -> Path:
        path = Path(output)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        record = {"rule": "made_up", "endtime": 5.0, "input": list(inputs), "input_checksums": {}}
        name = urlsafe_b64encode(output.encode()).decode()
        metadata = Path(".snakemake/metadata") / name
        metadata.parent.mkdir(parents=True, exist_ok=True)
        metadata.write_text(json.dumps(record))
        facts = {"commit": "c0", "edited": "", "machine": MACHINE, "packages": {"numpy": "2"}}
        facts |= {"ended": 5.0, "seconds": 1.0, "command": [], "options": []}
        facts |= {"output": output, "sha256": sha256(path), **differs}
        note = note_path(path)
        assert note is not None
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(json.dumps(facts))
        return path

    return make


MODELS = [
    f"results/models/{dataset}/{run}/seed{seed}/model.safetensors"
    for dataset in ("vico", "l2l")
    for run in ("elp", "rlhg")
    for seed in (0, 1)
]


@pytest.fixture
def diagnostics(made: Made) -> Path:
    for path in MODELS:
        made(path, f"results/features/{path.split('/')[2]}/train.arrow")
    for dataset in ("vico", "l2l"):
        made(f"results/features/{dataset}/train.arrow")
    rows = [
        {"dataset": d, "run": run, "seed": seed, "quantity": "q", "value": 0.5 + seed}
        for d in ("vico", "l2l")
        for run in ("elp", "rlhg")
        for seed in (0, 1)
    ]
    text = pd.DataFrame(rows).to_csv(index=False)
    return made("results/diagnostics.csv", *MODELS, text=text)


def outputs(page: str) -> list[str]:
    """The results of the steps."""
    return [line[2:].split(": rule")[0] for line in page.splitlines() if ": rule" in line]


def test_only_inputs_about_the_row_are_followed(diagnostics: Path) -> None:
    page = trace(diagnostics, {"dataset": "vico", "method": "elp", "seed": "1"})
    model = "results/models/vico/elp/seed1/model.safetensors"
    assert outputs(page) == [str(diagnostics), model, "results/features/vico/train.arrow"]
    assert page.startswith("results/diagnostics.csv: dataset vico, run elp, seed 1, quantity q, ")
    assert "seeds     1\n" in page
    assert f"    read {model} {sha256(Path(model))} (as written)\n" in page
    assert "    read 7 more for other rows\n" in page
    assert "rlhg" not in page


def test_without_a_row_all_inputs_are_followed(diagnostics: Path) -> None:
    assert set(MODELS) < set(outputs(trace(diagnostics, {})))
    assert outputs(trace(diagnostics.absolute(), {})) == outputs(trace(diagnostics, {}))


def test_inputs_of_the_rows_results_are_followed_whatever_their_data_set(made: Made) -> None:
    """A renderer learns from several data sets."""
    for dataset in ("vico", "heads"):
        made(f"results/renderer/frames/{dataset}/shard0.parquet")
    frames = [f"results/renderer/frames/{d}/shard0.parquet" for d in ("vico", "heads")]
    made("results/renderer/model.safetensors", *frames)
    scores = [f"results/reconstruction/vico/{method}.csv" for method in ("still", "learned")]
    for path in scores:
        made(path, "results/renderer/model.safetensors")
    text = "dataset,method,metric,mean\nvico,learned,l1,2\nvico,still,l1,3\n"
    table = made("results/renderer.csv", *scores, text=text)
    steps = outputs(trace(table, {"dataset": "vico", "method": "learned"}))
    assert scores[1] in steps
    assert scores[0] not in steps
    assert set(frames) < set(steps)


def test_the_reference_of_a_row_is_followed(made: Made) -> None:
    scores = [f"results/metrics/vico/{run}/seed0/test.parquet" for run in ("elp", "a", "b")]
    for path in scores:
        made(path)
    command = ["scripts/collect_all_metrics.py", "--reference", "elp"]
    text = "dataset,run,seed,difference\nvico,a,-1,2\nvico,b,-1,3\n"
    table = made("results/all.csv", *scores, text=text, command=command)
    steps = outputs(trace(table, {"dataset": "vico", "method": "a"}))
    assert steps == [str(table), scores[0], scores[1]]


def test_every_option_that_is_no_input_or_output_is_printed(made: Made) -> None:
    """Options with several values, with `=`, and without a value."""
    command = ["python", "scripts/draw.py", "--samples", "results/a", "results/b", "--code"]
    command += ["scripts/draw.py", "--mesh", '{"size": 64}', "--network", "elp", "--window=50"]
    command += ["--reference", "results/a", "other", "--emotions", "sad", "glad", "--fast"]
    command += ["--output", "results/c", "--table", "results/c.csv", "--root=results/videos"]
    inputs = ("results/a", "results/b", "scripts/draw.py")
    for path in ("results/a", "results/b"):
        made(path)
    made("results/c.csv", *inputs, command=command)
    page = trace(made("results/c", *inputs, command=command), {})
    printed = page.split("  results/c: rule")[1].split("\n  results/")[0].splitlines()
    assert [line for line in printed[1:] if not line.startswith("    read ")] == [
        '    mesh {"size": 64}',
        "    network elp",
        "    window 50",
        "    reference results/a other",
        "    emotions sad glad",
        "    fast",
        "    root results/videos",
    ]


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"dataset": "vico", "method": "elp"}, r"has 2 rows with .*; add --where seed=… \(0, 1\),"),
        ({"dataset": "vico"}, r"has 4 rows .* --where run=… \(elp, rlhg\), --where seed"),
        ({"dataset": "vico", "method": "x"}, "no row with .* from vico elp, vico rlhg, l2l elp"),
        ({"emotion": "x"}, "no column `emotion`; choose among dataset, run, seed, quantity, value"),
    ],
)
def test_keys_that_match_no_row_or_several_are_refused(
    diagnostics: Path, keys: dict[str, str], message: str
) -> None:
    with pytest.raises(DataError, match=message):
        trace(diagnostics, keys)


def test_a_picture_has_no_rows(made: Made) -> None:
    picture = made("results/figure8.png")
    with pytest.raises(DataError, match=r"not a \.csv or \.parquet table"):
        trace(picture, {"dataset": "vico"})
    assert trace(picture, {}).startswith("results/figure8.png\ncommit    c0\n")


def test_steps_of_other_commits_machines_and_packages_say_so(made: Made) -> None:
    other = {**MACHINE, "name": "b", "gpu": "H100"}
    differs = {"commit": "c1", "edited": "src/elp/a.py\nnew file.yaml", "machine": other}
    made("results/model", "data/x.csv", **differs, packages={"numpy": "1", "torch": "2"})
    made("results/samples", "results/model")
    table = made("results/table.csv", "results/samples")
    page = trace(table, {})
    assert (
        "mixed     2 commits, 2 states of uncommitted changes, 2 machines, 2 sets of packages: "
        "only the last step is certain to be repeated by `again`\n"
    ) in page
    model = page.split("  results/model: rule")[1]
    assert "    commit c1, with uncommitted changes in src/elp/a.py, new file.yaml\n" in model
    assert "    machine b, Linux, 2 cores, H100, Python 3.11\n" in model
    assert "    packages numpy 1, torch 2\n" in model
    assert "    read data/x.csv (no hash)\n" in model
    samples = page.split("  results/samples: rule")[1].split("  results/model: rule")[0]
    assert "machine" not in samples
    assert f"    read results/model {sha256(Path('results/model'))} (as written)\n" in samples


def test_steps_that_agree_are_not_called_mixed(made: Made) -> None:
    made("results/model")
    assert "mixed" not in trace(made("results/table.csv", "results/model"), {})


def test_a_step_without_a_note_is_named(made: Made) -> None:
    note = note_path(made("results/model"))
    assert note is not None
    note.unlink()
    page = trace(made("results/table.csv", "results/model"), {})
    assert "mixed     1 steps without a note: " in page
    assert "    commit, machine and packages unknown: its job left no note\n" in page


def test_a_file_of_a_folder_is_traced_as_its_folder(made: Made) -> None:
    made("results/model")
    made("results/listener", "results/model")
    Path("results/listener").unlink()
    Path("results/listener").mkdir()
    Path("results/listener/about.json").touch()
    page = trace(Path("results/listener/about.json"), {})
    assert "snakemake results/listener --cores all" in page
    assert "changed   results/listener differs from what its job wrote" in page


def test_a_half_written_record_counts_as_missing(made: Made) -> None:
    table = made("results/table.csv", "results/model")
    made("results/model")
    records = {path.name: path for path in Path(".snakemake/metadata").iterdir()}
    model = records[urlsafe_b64encode(b"results/model").decode()]
    model.write_text(model.read_text()[:-9])
    page = trace(table, {})
    assert outputs(page) == ["results/table.csv"]
    assert "read results/model (no hash), without a record of how it was made\n" in page
    model.with_name(urlsafe_b64encode(b"results/table.csv").decode()).write_text("")
    with pytest.raises(DataError, match="if Snakemake is running, wait"):
        trace(table, {})


def test_the_command_names_the_target_before_the_options(made: Made) -> None:
    options = options_of([Path("my own.yaml")], ["seeds=[0, 1]"])
    page = trace(made("results/table.csv", options=options), {})
    assert (
        "again     git checkout c0 && snakemake results/table.csv --cores all "
        "--configfile 'my own.yaml' --config 'seeds=[0, 1]'\n"
    ) in page


@pytest.mark.parametrize(
    ("path", "about"),
    [
        ("results/models/vico/elp/seed2/model.safetensors", RowScope("vico", "elp", "2")),
        ("results/samples/vico/elp/seed2/forced/anger/test.parquet", RowScope("vico", "elp", "2")),
        ("results/reconstruction/vico/still.csv", RowScope("vico", "still")),
        ("results/tracking/vico/coefficients/shard0.parquet", RowScope("vico")),
        ("results/emotion/vico.csv", RowScope("vico")),
        ("results/renderer/model.safetensors", RowScope()),
        ("results/emotion_control.csv", RowScope()),
        ("config/paper/table1.csv", RowScope()),
    ],
)
def test_the_scope_of_a_result_is_read_off_its_path(path: str, about: RowScope) -> None:
    assert RowScope.path(path) == about
