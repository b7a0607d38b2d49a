"""What the gallery shows: every run that is rendered, an ASE under every emotion too. No rules."""

import json


def shown_in_gallery(dataset):
    """Files of each run's listeners, as predicted and, of an ASE, with each emotion asked for."""
    seed, split = settings.seeds[0], settings.renders.split
    found = []
    for run in settings.renders.runs:
        forced = settings.datasets[dataset].emotions if settings.runs[run].ase else ()
        for emotion in ("", *forced):
            name = f"forced/{emotion}/{split}" if emotion else split
            found.append(
                {
                    "run": run,
                    "title": settings.runs[run].label or run,
                    # A method that cannot be asked for an emotion is shown under each.
                    "emotion": emotion if forced else None,
                    "samples": f"results/samples/{dataset}/{run}/seed{seed}/{name}.parquet",
                    "photos": f"results/renders/{dataset}/{run}/seed{seed}/{name}",
                    "meshes": f"results/meshes/{dataset}/{run}/seed{seed}/{name}",
                }
            )
    return found


def dataset_in_gallery(dataset):
    """Files of a data set that the gallery reads."""
    shards = range(settings.datasets[dataset].shards)
    made_up = settings.datasets[dataset].layout == "sample_corpus"
    return {
        "name": dataset,
        "about": "These conversations are made up." if made_up else "",
        "features": f"results/features/{dataset}/{settings.renders.split}.arrow",
        "coefficients": [
            f"results/tracking/{dataset}/coefficients/shard{shard}.parquet"
            for shard in shards
        ],
        "clips": [f"results/clips/{dataset}/shard{shard}" for shard in shards],
        "faces": f"results/tracking/{dataset}",
        "runs": shown_in_gallery(dataset),
    }


def plan_of_gallery():
    """All that the page shows, as JSON."""
    moved = {
        "still": "not moved",
        "warp": "warped by its mesh",
        "learned": "moved by the trained renderer",
    }
    about = (
        "The portrait is the real listener's first frame, "
        f"{moved[settings.renders.method]}."
    )
    return json.dumps(
        {
            "about": about,
            "datasets": [
                dataset_in_gallery(name) for name in settings.renders.datasets
            ],
            "clips": settings.renders.clips,
            "sample": settings.renders.sample,
            "mesh": settings.mesh.model_dump(mode="json"),
        }
    )


def files_of_gallery():
    """Every file that the plan names."""
    found = []
    for name in settings.renders.datasets:
        plan = dataset_in_gallery(name)
        found += [plan["features"], *collect(FACES, dataset=name)]
        found += plan["coefficients"] + plan["clips"]
        for run in plan["runs"]:
            found += [run[key] for key in ("samples", "photos", "meshes")]
    return found
