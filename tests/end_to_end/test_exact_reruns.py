"""Code is an input: an edit reruns the rules whose results it can change, and no other."""

import re
import shutil
from collections.abc import Callable

import pytest
from versioned import NOTHING
from workplace import ROOT, Workplace

pytestmark = pytest.mark.workflow

TABLES = {"all_metrics", "claims", "headlines", "sweep", "table"}
PICTURES = {"gallery", "grids", "renders", "strips"}
RENDERER = {"reconstruction", "reconstruction_table", "train_renderer"}
# Rules of `rule all` on the tiny corpus that an edit of a module below src/elp reruns.
RERUN = {
    "metrics/sts.py": {"metrics", *TABLES},
    "tracking/fit.py": {  # all that is made from coefficients
        *("coefficients", "tracking_quality", "tracking_accuracy", "tracking_accuracy_table"),
        *("features", "statistics", "train_model", "parameters", "diagnostics", "figure7"),
        *("samples", "samples_baseline", "samples_truth", "metrics", "emotion_control"),
        *("listener", "meshes", "renderer_frames", *TABLES, *PICTURES, *RENDERER),
    },
    "models/l2l/predictor.py": {  # one run, which Figure 5 shows and the gallery does not
        *("train_model", "samples", "metrics", "parameters", "grids", *TABLES),
    },
    "renderer/generator.py": {*RENDERER, *PICTURES},
    "mesh/draw.py": {"meshes", "renderer_frames", *RENDERER, *PICTURES},
    "figures/figure7_plot.py": {"figure7", "claims"},
    "gallery/page.html": {"gallery"},
    "downloads/fetch.py": set(),  # the tiny corpus is not downloaded
}


@pytest.fixture(scope="module")
def complete(finished: Workplace, new_workplace: Callable[[str], Workplace]) -> Workplace:
    """A copy of the finished workplace, with `rule all` made and with code of its own to edit."""
    workplace = new_workplace("edited")
    for name in ("results", ".snakemake/metadata"):
        shutil.copytree(finished.folder / name, workplace.folder / name)
    (workplace.folder / "src").unlink()
    shutil.copytree(ROOT / "src", workplace.folder / "src")
    workplace.run()
    return workplace


def rules(printed: str) -> set[str]:
    """Rules of the jobs of a dry run."""
    return set(re.findall(r"^(?:local)?rule (\w+):", printed, re.MULTILINE)) - {"all"}


@pytest.mark.parametrize("module", RERUN)
def test_an_edit_reruns_what_it_can_change_and_nothing_else(
    complete: Workplace, module: str
) -> None:
    source = complete.folder / "src/elp" / module
    text = source.read_text()
    source.write_text(f"{text}\n# edited\n")
    try:
        assert rules(complete.run("--dry-run")) == RERUN[module]
    finally:
        source.write_text(text)


def test_a_touched_module_reruns_nothing(complete: Workplace) -> None:
    (complete.folder / "src/elp/metrics/sts.py").touch()
    assert NOTHING in complete.run("--dry-run")
