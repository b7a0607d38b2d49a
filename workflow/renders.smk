"""Input functions and options of rendered videos. No rules."""

from elp.gallery.planning import gallery_files, gallery_plan


def of_rendered_runs(pattern):
    """Input function: the pattern for every rendered run, in order."""

    def files(wildcards):
        return [pattern.format(run=run, **wildcards) for run in settings.renders.runs]

    return files


def titles_of_renders():
    """The names of these runs."""
    return [settings.runs[run].label or run for run in settings.renders.runs]


def strips_of_renders():
    """Strips of every data set that is rendered, of the first seed."""
    return collect(
        "results/strips/{dataset}/seed{seed}/{split}",
        dataset=settings.renders.datasets,
        seed=settings.seeds[0],
        split=settings.renders.split,
    )


def settings_of_renderer():
    """Settings of the renderer's training, as JSON; empty without a renderer."""
    return "" if settings.renderer is None else as_json(settings.renderer)


def frames_of_renderer(wildcards):
    """Training frames of all shards of the renderer's data sets."""
    return [
        f"results/renderer/frames/{dataset}/shard{shard}.parquet"
        for dataset in settings.renderer.datasets
        for shard in range(settings.datasets[dataset].shards)
    ]


def trained_renderer(wildcards):
    """The trained renderer, if videos use it."""
    learned = settings.renders.method == "learned"
    return ["results/renderer/model.safetensors"] if learned else []


def renderer_of_method(wildcards):
    """The trained renderer, if it is the wildcard's method."""
    learned = wildcards.method == "learned"
    return ["results/renderer/model.safetensors"] if learned else []


def trunk_weights():
    """Weights of the perceptual distance, unless a package has them."""
    chosen = settings.renderer is not None and settings.renderer.trunk == "vgg19"
    return ["results/weights/vgg19.pth"] if chosen else []


def scores_of_reconstructions(wildcards):
    """Scores of every method of animation, on held-out people of the renderer's data sets."""
    learned = () if settings.renderer is None else settings.renderer.datasets
    return collect(
        "results/reconstruction/{dataset}/{method}.csv",
        dataset=[name for name in learned if "test" in settings.datasets[name].splits],
        method=("still", "warp", "learned"),
    )


def frames_every(wildcards):
    """The renderer learns from every n-th frame; n."""
    return settings.renderer.every


def network_of_renderer(wildcards):
    """Sizes of the renderer, as JSON."""
    return as_json(settings.renderer.network)


frame_options = {
    "faces": folder_of_faces,
    "network": network_of_renderer,
    "every": frames_every,
}
drawing_options = {
    "faces": folder_of_faces,
    "mesh": as_json(settings.mesh),
    "renders": as_json(settings.renders),
}
reconstruction_options = {
    "faces": folder_of_faces,
    "mesh": as_json(settings.mesh),
    "tracking": as_json(settings.tracking),
}
renderer_options = {
    "settings": settings_of_renderer(),
    "work": "results/renderer/work",
}


def files_of_gallery():
    """Every file that the gallery shows."""
    return [str(path) for path in gallery_files(gallery_plan(settings))]


gallery_options = {
    "files": None,
    "template": None,
    "plan": as_json(gallery_plan(settings)),
}
