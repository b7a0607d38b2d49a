"""The plans of Figures 1, 4, 5 and 6 for config/config.yaml."""

from pathlib import Path

import pytest
import yaml

from elp.config.root import Config, check_config
from elp.errors import ElpError
from elp.figures.grid_plan import GridPlan
from elp.figures.grid_planning import FIGURES, grid_dataset, grid_plan, grid_samples

ROOT = Path(__file__).resolve().parents[2]
VICO = ("positive", "neutral", "negative")


@pytest.fixture(scope="module")
def settings() -> Config:
    return check_config(yaml.safe_load((ROOT / "config/config.yaml").read_text()))


def row(dataset: str, run: str, label: str, picture: str, emotion: str = "") -> dict[str, str]:
    place = f"forced/{emotion}/test" if emotion else "test"
    return {
        "title": f"{label}\n{picture}" + (f", {emotion}" if emotion else ""),
        "samples": f"results/samples/{dataset}/{run}/seed0/{place}.parquet",
        "picture": picture,
    }


EXPECTED = {
    "figure1": [
        {
            "title": "one speaker, every emotion asked for",
            "rows": [
                row("sample_vico", run, label, "photo", emotion)
                for run, label in (("elp", "ELP"), ("elp_es", "ELP-ES"))
                for emotion in VICO
            ],
        }
    ],
    "figure4": [
        {
            "title": "against RLHG and PCH",
            "rows": [
                row("sample_vico", run, label, "photo")
                for run, label in (
                    *(("rlhg", "RLHG"), ("pch", "PCH")),
                    *(("elp", "ELP"), ("elp_es", "ELP-ES")),
                )
            ],
        }
    ],
    "figure5": [
        {
            "title": "against L2L",
            "rows": [
                row("sample_l2l", run, label, picture)
                for picture in ("mesh", "photo")
                for run, label in (("l2l", "L2L"), ("elp", "ELP"), ("elp_es", "ELP-ES"))
            ],
        }
    ],
    "figure6": [
        {
            "title": emotion,
            "emotion": emotion,
            "rows": [
                row("sample_vico", run, label, "photo")
                for run, label in (("elp_base", "ELP+∇"), ("elp", "ELP"))
            ],
        }
        for emotion in ("positive", "negative")
    ],
}


@pytest.mark.parametrize("figure", FIGURES)
def test_each_figure_shows_its_runs(figure: str, settings: Config) -> None:
    sections = EXPECTED[figure]
    plan = grid_plan(settings, figure)
    assert plan == GridPlan.model_validate({"sections": sections})
    files = [row["samples"] for section in sections for row in section["rows"]]  # type: ignore[index]
    assert [str(path) for path in grid_samples(plan)] == files
    assert grid_dataset(settings, figure) in files[0]


def test_runs_that_the_settings_lack_are_left_out(settings: Config) -> None:
    runs = {name: run for name, run in settings.runs.items() if name != "elp_es"}
    (section,) = grid_plan(settings.model_copy(update={"runs": runs}), "figure4").sections
    assert [row.title for row in section.rows] == ["RLHG\nphoto", "PCH\nphoto", "ELP\nphoto"]


def test_without_rendered_data_sets_there_is_no_figure(settings: Config) -> None:
    renders = settings.renders.model_copy(update={"datasets": ()})
    with pytest.raises(ElpError, match="figure1 needs a data set with videos"):
        grid_plan(settings.model_copy(update={"renders": renders}), "figure1")
