"""Input functions and options of the figures with pictures (Figures 1, 4, 5 and 6). No rules."""

from elp.figures.grid_planning import FIGURES, grid_dataset, grid_plan, grid_samples


def figures_with_pictures():
    """Pictures of these figures, if videos are rendered."""
    return [f"results/{name}.png" for name in FIGURES if settings.renders.datasets]


def plan_of_grid(wildcards):
    """The figure's sections, as JSON."""
    return as_json(grid_plan(settings, wildcards.figure))


def samples_of_grid(wildcards):
    """The listeners in the figure."""
    return [str(path) for path in grid_samples(grid_plan(settings, wildcards.figure))]


def of_grid(patterns):
    """Input function: the pattern, or each of them, for the figure's data set and its shards."""

    def files(wildcards):
        dataset = grid_dataset(settings, wildcards.figure)
        shards = range(settings.datasets[dataset].shards)
        found = collect(
            patterns, dataset=dataset, split=settings.renders.split, shard=shards
        )
        return list(dict.fromkeys(found))

    return files


def faces_of_grid(wildcards):
    """The folder of the figure's faces."""
    return f"results/tracking/{grid_dataset(settings, wildcards.figure)}"


grid_options = {
    "samples": None,
    "faces": faces_of_grid,
    "plan": plan_of_grid,
    "mesh": as_json(settings.mesh),
    "method": settings.renders.method,
}
