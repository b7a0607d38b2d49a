"""What Figures 1, 4, 5 and 6 show of the settings' runs, as plans of grids."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from elp.config.root import Config
from elp.errors import ElpError
from elp.figures.grid_plan import GridPlan, GridRowPlan, GridSectionPlan, Picture

FIGURES = ("figure1", "figure4", "figure5", "figure6")


def grid_dataset(settings: Config, figure: str) -> str:
    """The data set that a figure shows: the last one rendered in Figure 5, else the first.

    Raises
    ------
    ElpError
        If no data set is rendered.
    """
    rendered = settings.renders.datasets
    if not rendered:
        raise ElpError(f"renders.datasets: empty, but {figure} needs a data set with videos")
    return rendered[-1 if figure == "figure5" else 0]


def grid_plan(settings: Config, figure: str) -> GridPlan:
    """The sections of a figure; runs that the settings lack are left out.

    Parameters
    ----------
    settings : Config
    figure : str
        One of `FIGURES`.

    Raises
    ------
    ElpError
        If no data set is rendered.
    ValueError
        If there is no such figure.
    """
    dataset = grid_dataset(settings, figure)
    match figure:  # direct calls: `elp.dvc.sections` follows the settings
        case "figure1":
            sections = _figure1(settings, dataset)
        case "figure4":
            sections = _figure4(settings, dataset)
        case "figure5":
            sections = _figure5(settings, dataset)
        case "figure6":
            sections = _figure6(settings, dataset)
        case _:
            raise ValueError(f"{figure} is none of {FIGURES}")
    return GridPlan(sections=tuple(sections))


def grid_samples(plan: GridPlan) -> list[Path]:
    """The files of samples that a plan names, row by row."""
    return [row.samples for section in plan.sections for row in section.rows]


def _figure1(settings: Config, dataset: str) -> Iterator[GridSectionPlan]:
    rows = [
        row
        for run in ("elp", "elp_es")
        for emotion in settings.datasets[dataset].emotions
        for row in _rows(settings, dataset, [run], emotion=emotion)
    ]
    yield GridSectionPlan(title="one speaker, every emotion asked for", rows=tuple(rows))


def _figure4(settings: Config, dataset: str) -> Iterator[GridSectionPlan]:
    rows = _rows(settings, dataset, ["rlhg", "pch", "elp", "elp_es"])
    yield GridSectionPlan(title="against RLHG and PCH", rows=tuple(rows))


def _figure5(settings: Config, dataset: str) -> Iterator[GridSectionPlan]:
    runs: list[str] = ["l2l", "elp", "elp_es"]
    pictures: tuple[Picture, ...] = ("mesh", "photo")
    rows = [row for picture in pictures for row in _rows(settings, dataset, runs, picture=picture)]
    yield GridSectionPlan(title="against L2L", rows=tuple(rows))


def _figure6(settings: Config, dataset: str) -> Iterator[GridSectionPlan]:
    rows = tuple(_rows(settings, dataset, ["elp_base", "elp"]))
    for emotion in ("positive", "negative"):
        yield GridSectionPlan(title=emotion, emotion=emotion, rows=rows)


def _rows(
    settings: Config,
    dataset: str,
    runs: Sequence[str],
    picture: Picture = "photo",
    emotion: str | None = None,
) -> list[GridRowPlan]:
    """A row per run that the settings have, with its own emotion or a forced one."""
    folder = "" if emotion is None else f"forced/{emotion}/"
    seed, split = settings.seeds[0], settings.renders.split
    return [
        GridRowPlan(
            title=f"{settings.runs[run].label or run}\n{picture}"
            + ("" if emotion is None else f", {emotion}"),
            samples=Path(f"results/samples/{dataset}/{run}/seed{seed}/{folder}{split}.parquet"),
            picture=picture,
        )
        for run in runs
        if run in settings.runs
    ]
