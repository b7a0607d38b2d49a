"""What the figures with pictures show (Figures 1, 4, 5 and 6). No rules."""

import json


def plan_of_grid(figure):
    """Data set and sections of a figure, of runs that the settings have."""
    first, last = settings.renders.datasets[0], settings.renders.datasets[-1]

    def rows(dataset, *wanted, picture="photo", emotion=None):
        name = "" if emotion is None else f"forced/{emotion}/"
        name += f"{settings.renders.split}.parquet"
        return [
            {
                "title": f"{settings.runs[run].label or run}\n{picture}"
                + ("" if emotion is None else f", {emotion}"),
                "samples": f"results/samples/{dataset}/{run}/seed{settings.seeds[0]}/{name}",
                "picture": picture,
            }
            for run in wanted
            if run in settings.runs
        ]

    def of_emotions(dataset, *wanted):
        return [
            row
            for run in wanted
            for emotion in settings.datasets[dataset].emotions
            for row in rows(dataset, run, emotion=emotion)
        ]

    if figure == "figure1":
        title = "one speaker, every emotion asked for"
        sections = [{"title": title, "rows": of_emotions(first, "elp", "elp_es")}]
        return first, sections
    if figure == "figure4":
        shown = rows(first, "rlhg", "pch", "elp", "elp_es")
        return first, [{"title": "against RLHG and PCH", "rows": shown}]
    if figure == "figure5":
        shown = [
            row
            for picture in ("mesh", "photo")
            for row in rows(last, "l2l", "elp", "elp_es", picture=picture)
        ]
        return last, [{"title": "against L2L", "rows": shown}]
    return first, [
        {
            "title": emotion,
            "emotion": emotion,
            "rows": rows(first, "elp_base", "elp"),
        }
        for emotion in ("positive", "negative")
    ]


def figures_with_pictures():
    """Pictures of these figures, where videos are rendered."""
    names = ("figure1", "figure4", "figure5", "figure6")
    return (
        [f"results/{name}.png" for name in names] if settings.renders.datasets else []
    )


def samples_of_grid(wildcards):
    """The listeners in the figure."""
    _, sections = plan_of_grid(wildcards.figure)
    return [row["samples"] for section in sections for row in section["rows"]]


def of_grid(patterns):
    """Input function: the pattern, or each of them, for the figure's data set."""

    def files(wildcards):
        dataset = plan_of_grid(wildcards.figure)[0]
        return collect(patterns, dataset=dataset, split=settings.renders.split)

    return files


def shards_of_grid(pattern):
    """Input function: the pattern for all shards of the figure's data set."""

    def files(wildcards):
        dataset = plan_of_grid(wildcards.figure)[0]
        return collect(
            pattern, dataset=dataset, shard=range(settings.datasets[dataset].shards)
        )

    return files


def plan_as_json(wildcards):
    """The figure's sections, as JSON."""
    return json.dumps({"sections": plan_of_grid(wildcards.figure)[1]})


def faces_of_grid(wildcards):
    """The folder of the figure's faces."""
    return f"results/tracking/{plan_of_grid(wildcards.figure)[0]}"


grid_options = {
    "samples": None,
    "faces": faces_of_grid,
    "plan": plan_as_json,
    "mesh": as_json(settings.mesh),
    "method": settings.renders.method,
}
