"""What the settings want of the gallery, as a plan."""

from pathlib import Path

from elp.config.renders import Method
from elp.config.root import Config
from elp.gallery.plan import GalleryPlan, ShownDataset, ShownRun
from elp.tracking.people import FACE_MODEL, NEUTRALS

ANIMATED: dict[Method, str] = {
    "still": "not moved",
    "warp": "warped by its mesh",
    "learned": "moved by the trained renderer",
}


def gallery_plan(settings: Config) -> GalleryPlan:
    """Every run that is rendered; an ASE as predicted and with each forced emotion."""
    renders = settings.renders
    animated = ANIMATED[renders.method]
    return GalleryPlan(
        about=f"The portrait is the real listener's first frame, {animated}.",
        datasets=tuple(_dataset(settings, name) for name in renders.datasets),
        clips=renders.clips,
        sample=renders.sample,
        mesh=settings.mesh,
    )


def gallery_files(plan: GalleryPlan) -> list[Path]:
    """Every file and folder that the plan names."""
    files: list[Path] = []
    for dataset in plan.datasets:
        files += [dataset.features, dataset.faces / FACE_MODEL, dataset.faces / NEUTRALS]
        files += [*dataset.coefficients, *dataset.clips]
        for run in dataset.runs:
            files += [run.samples, run.photos, run.meshes]
    return files


def _dataset(settings: Config, name: str) -> ShownDataset:
    dataset, tracking = settings.datasets[name], Path("results/tracking", name)
    shards = range(dataset.shards)
    made_up = dataset.layout == "sample_corpus"
    return ShownDataset(
        name=name,
        about="These conversations are made up." if made_up else "",
        features=Path(f"results/features/{name}/{settings.renders.split}.arrow"),
        coefficients=tuple(tracking / f"coefficients/shard{shard}.parquet" for shard in shards),
        clips=tuple(Path(f"results/clips/{name}/shard{shard}") for shard in shards),
        faces=tracking,
        runs=tuple(shown for run in settings.renders.runs for shown in _shown(settings, name, run)),
    )


def _shown(settings: Config, dataset: str, run: str) -> list[ShownRun]:
    """A run as predicted and, if it is an ASE, with each emotion of the data set."""
    forced = settings.datasets[dataset].emotions if settings.runs[run].ase else ()
    shown = []
    for emotion in ("", *forced):
        split = settings.renders.split
        end = f"forced/{emotion}/{split}" if emotion else split
        place = f"{dataset}/{run}/seed{settings.seeds[0]}/{end}"
        shown.append(
            ShownRun(
                run=run,
                title=settings.runs[run].label or run,
                emotion=emotion if forced else None,
                samples=Path(f"results/samples/{place}.parquet"),
                photos=Path(f"results/renders/{place}"),
                meshes=Path(f"results/meshes/{place}"),
            )
        )
    return shown
