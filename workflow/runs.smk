"""Input functions, options and patterns of runs: trained models and baselines. No rules."""

import json

from elp.config.ase import AseSettings
from elp.config.models import MODELS


def trained_runs(*kinds):
    """A pattern of the runs with a trained model of these kinds; `(?!)` matches nothing."""
    names = [name for name, run in settings.runs.items() if run.kind in kinds]
    return "|".join(names) or "(?!)"


def true_runs():
    """A pattern of the runs of real listeners."""
    names = [n for n, run in settings.runs.items() if run.truth]
    return "|".join(names) or "(?!)"


def baseline_runs():
    """A pattern of the runs without a network of their own; `(?!)` matches nothing."""
    names = [n for n, run in settings.runs.items() if run.baseline and not run.truth]
    return "|".join(names) or "(?!)"


def module_of_model(wildcards):
    """The module that builds, trains and samples the wildcard's model."""
    return MODELS[settings.runs[wildcards.run].kind].module


def model_settings(wildcards):
    """The wildcard's trained model, as JSON."""
    return as_json(settings.runs[wildcards.run].model)


def sources_of_model(script):
    """Input function: the modules of the script and of the wildcard's model only."""

    def files(wildcards):
        return sources(script, module_of_model(wildcards))

    return files


def units_of_loss(wildcards):
    """What a loss in other units than z-scores needs, by the script's option."""
    ase = settings.runs[wildcards.run].ase
    space = "z" if ase is None else ase.loss.space
    files = {}
    if space != "z":
        files["statistics"] = f"results/features/{wildcards.dataset}/statistics.npz"
    if space == "mesh":
        files["face_model"] = f"results/tracking/{wildcards.dataset}/face_model.npz"
    return files


def faces_for_blinks(wildcards):
    """Face model and neutral faces, if blinks are read from the eyelids of the generated face."""
    run = settings.runs[wildcards.run]
    tracked = not settings.datasets[wildcards.dataset].given
    if MODELS[run.kind].blinks or not tracked:
        return []
    return faces_of_dataset(wildcards)


def folder_for_blinks(wildcards):
    """The folder of these; None if the model generates blinks."""
    return folder_of_faces(wildcards) if faces_for_blinks(wildcards) else None


def baseline_settings(wildcards):
    """The wildcard's baseline, as JSON."""
    return as_json(settings.runs[wildcards.run].baseline)


def model_of_baseline(wildcards):
    """The trained ASE whose codes the wildcard's baseline decodes, if any."""
    baseline = settings.runs[wildcards.run].baseline
    if not baseline.needs_model:
        return []
    return [
        f"results/models/{wildcards.dataset}/{baseline.model}/seed{wildcards.seed}/model.safetensors"
    ]


def window_of_run(wildcards):
    """Frames per window: the ASE's, or that of the baseline's ASE, else the paper's.

    Methods without windows of their own are looked at where an ASE would have its joints.
    """
    run = settings.runs[wildcards.run]
    if run.baseline is not None and run.baseline.model is not None:
        run = settings.runs[run.baseline.model]
    return (run.ase or AseSettings()).window


def sampling_settings(wildcards):
    """Sampling settings, with the emotion that `forced` names, as JSON."""
    if not wildcards.forced:
        return as_json(settings.sampling)
    if settings.runs[wildcards.run].kind != "ase":
        raise ValueError(
            f"{wildcards.run} cannot be asked for an emotion; choose an ASE"
        )
    emotion = wildcards.forced.split("/")[1]
    return as_json(settings.sampling.model_copy(update={"emotion": emotion}))


def face_model_of_scores(wildcards):
    """The face model, by which coefficients are compared on the mesh; given ones have none."""
    given = settings.datasets[wildcards.dataset].given
    return [] if given else collect(FACES[0], dataset=wildcards.dataset)


def origin_of_scores(wildcards):
    """What a file of scores belongs to, as JSON."""
    return json.dumps(
        {name: wildcards[name] for name in ("dataset", "run", "seed", "split")}
    )


def of_listener(pattern):
    """The pattern for the model that `elp generate` uses; nothing if `listener` is empty."""
    chosen = settings.listener
    if chosen is None:
        return []
    return [
        pattern.format(dataset=chosen.dataset, run=chosen.run, seed=settings.seeds[0])
    ]


def about_listener():
    """What that model was trained on, and the settings of its data, as JSON."""
    chosen = settings.listener
    if chosen is None:
        return ""
    dataset = settings.datasets[chosen.dataset]
    about = {
        "dataset": chosen.dataset,
        "run": chosen.run,
        "seed": settings.seeds[0],
        "emotions": dataset.emotions,
        "fps": dataset.frame_rate,
        "made_up": dataset.layout == "sample_corpus",
        "blinks": MODELS[settings.runs[chosen.run].kind].blinks,
        **{
            name: getattr(settings, name).model_dump(mode="json")
            for name in ("clips", "tracking", "features", "sampling")
        },
    }
    return json.dumps(about)


def schedule_settings(wildcards):
    """How long models train on the wildcard's data set, as JSON."""
    return as_json(dataset_of(wildcards).schedule)


def trained_by(script):
    """Shell command of a training.

    Freed memory stays with the process (the MALLOC variables): training on a CPU is up to twice as
    fast. `gpu` is counted only where a profile limits it; several share each batch, with a process
    each (torchrun).
    """
    return (
        "MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=1000000000000"
        " python -m elp.training.launch {resources.gpu}"
        f" {script} {{params.options:q}} 2> {{log:q}}"
    )


training_options = {
    "module": module_of_model,
    "settings": model_settings,
    "schedule": schedule_settings,
    "work": per_job("results/models/{dataset}/{run}/seed{seed}/work"),
}
sampling_options = {
    "faces": folder_for_blinks,
    "settings": sampling_settings,
    "tracking": as_json(settings.tracking),
}
baseline_options = {
    "baseline": baseline_settings,
    "settings": as_json(settings.sampling),
    "window": window_of_run,
}
scoring_options = {
    "origin": origin_of_scores,
    "settings": as_json(settings.metrics),
    "length": window_of_run,
    "overlap": settings.sampling.overlap,
}
