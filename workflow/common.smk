"""Shared by rules/*.smk: checked settings, wildcard constraints, input functions. No rules."""

import json
from pathlib import Path

from elp.config.data import ScheduleSettings
from elp.config.ase import AseSettings
from elp.config.models import MODELS
from elp.config.root import check_config, table_facts
from elp.workflow import sources

settings = check_config(config)

# Also in a conda environment, which has the packages but not this one.
shell.prefix('export PYTHONPATH="src${{PYTHONPATH:+:$PYTHONPATH}}"; ')


wildcard_constraints:
    dataset="|".join(settings.datasets),
    run="|".join(settings.runs),
    seed="[0-9]+",
    shard="[0-9]+",
    split="train|valid|test|ood",
    emotion="[a-z_]+",
    role="speaker|listener",


def as_json(part):
    """Settings of one kind as a command-line argument: a rule reruns only when its own change."""
    return part.model_dump_json()


def dataset_settings(wildcards):
    """The wildcard's data set, as JSON."""
    return as_json(settings.datasets[wildcards.dataset])


def trained_runs(*kinds):
    """A pattern of the runs with a trained model of these kinds; `(?!)` matches nothing."""
    names = [name for name, run in settings.runs.items() if run.kind in kinds]
    return "|".join(names) or "(?!)"


def model_settings(wildcards):
    """The wildcard's trained model, as JSON."""
    return as_json(settings.runs[wildcards.run].model)


def module_of_model(wildcards):
    """The module that builds, trains and asks the wildcard's model."""
    return MODELS[settings.runs[wildcards.run].kind].module


def generated_mesh(wildcards):
    """Face model and neutral faces, where blinks are read off the eyelids of the generated mesh."""
    run = settings.runs[wildcards.run]
    tracked = settings.datasets[wildcards.dataset].layout != "coefficients"
    if MODELS[run.kind].blinks or not tracked:
        return []
    return collect(
        "results/tracking/{dataset}/{name}.npz",
        dataset=wildcards.dataset,
        name=("face_model", "neutrals"),
    )


def mesh_options(wildcards):
    """The same as command-line options, or nothing."""
    names = ("--face-model", "--neutrals")
    return [f"{n}={path}" for n, path in zip(names, generated_mesh(wildcards))]


def sources_of_model(script):
    """Input function: the script's modules and those of the wildcard's model, not of others."""

    def files(wildcards):
        return sources(script, module_of_model(wildcards))

    return files


def schedule_settings(wildcards):
    """How long models train on the wildcard's data set, as JSON."""
    return as_json(settings.datasets[wildcards.dataset].schedule)


def sharded(pattern):
    """Input function: the pattern's files of all shards of the wildcard's data set."""

    def files(wildcards):
        return collect(
            pattern,
            dataset=wildcards.dataset,
            shard=range(settings.datasets[wildcards.dataset].shards),
        )

    return files


def option(name, value):
    """A command-line option, or nothing where its setting is empty."""
    return [] if value is None else [f"{name}={value}"]


def origin_of_scores(wildcards):
    """What a file of scores is of, as JSON."""
    return json.dumps(
        {name: wildcards[name] for name in ("dataset", "run", "seed", "split")}
    )


def scores_of(name):
    """Scores of every data set, run and seed that a table shows."""
    table = settings.tables[name]
    return collect(
        "results/metrics/{dataset}/{run}/seed{seed}/{split}.parquet",
        dataset=table.datasets,
        run=table.rows,
        seed=settings.seeds,
        split=table.split,
    )


def scores_of_table(wildcards):
    """The same of the wildcard's table."""
    return scores_of(wildcards.table)


def scores_of_tables(wildcards):
    """Scores that any table shows, each once."""
    return sorted({path for name in settings.tables for path in scores_of(name)})


def emotions_of_table(wildcards):
    """Labels of the table's data sets, and where they come from."""
    datasets = settings.tables[wildcards.table].datasets
    return collect("results/emotion/{dataset}.csv", dataset=datasets)


def paper_of_table(wildcards):
    """The published numbers, where the paper has this table."""
    path = f"config/paper/{wildcards.table}.csv"
    return [path] if Path(path).is_file() else []


def control_of_table(wildcards):
    """What a forced emotion changes, for an appendix that shows an ASE."""
    table = settings.tables[wildcards.table]
    shown = table.columns == "extra" and any(
        settings.runs[run].ase for run in table.rows
    )
    return ["results/emotion_control.csv"] if shown else []


def page_options(wildcards):
    """The two as command-line options, where there are such files."""
    return [
        *(f"--paper={path}" for path in paper_of_table(wildcards)),
        *(f"--control={path}" for path in control_of_table(wildcards)),
    ]


def facts_of_table(wildcards):
    """What the table's page says, as JSON."""
    return as_json(table_facts(settings, wildcards.table))


def datasets_of_layouts(*layouts):
    """A pattern of the data sets laid out so; `(?!)` matches nothing where there are none."""
    chosen = [
        n for n, dataset in settings.datasets.items() if dataset.layout in layouts
    ]
    return "|".join(chosen) or "(?!)"


def datasets_with_videos():
    """A pattern of the data sets whose coefficients the workflow tracks in videos."""
    return datasets_of_layouts("sample_corpus", "vico", "clips")


def sheet_of_dataset(wildcards):
    """The clip sheet of a data set on disk."""
    dataset = settings.datasets[wildcards.dataset]
    default = "RLD_data.csv" if dataset.layout == "vico" else "clips.csv"
    return str(dataset.sheet or dataset.root / default)


def sheet_settings(wildcards):
    """What the wildcard's data set says about its sheet, as JSON."""
    dataset = settings.datasets[wildcards.dataset]
    return dataset.model_dump_json(exclude={"schedule", "shards"})


def corpus_of_dataset(wildcards):
    """Sizes and seed of the wildcard's sample corpus, as JSON."""
    return as_json(settings.datasets[wildcards.dataset].corpus)


def splits_of_dataset(wildcards):
    """The splits of the wildcard's data set that are processed."""
    return settings.datasets[wildcards.dataset].splits


def videos_of_shard(wildcards):
    """The shard's videos where the workflow makes them; else they are not its outputs."""
    made = settings.datasets[wildcards.dataset].layout == "sample_corpus"
    return ["results/videos/{dataset}/shard{shard}"] if made else []


def root_of_dataset(wildcards):
    """The folder that the paths of the data set's canonical sheet start from."""
    root = settings.datasets[wildcards.dataset].root
    return root or f"results/videos/{wildcards.dataset}"


def shards_of_dataset(wildcards):
    """Number of shards of the wildcard's data set."""
    return settings.datasets[wildcards.dataset].shards


def emotions_of_dataset(wildcards):
    """Names of the wildcard's N emotions, in order."""
    return settings.datasets[wildcards.dataset].emotions


def analyzer_weights(wildcards):
    """The speech-emotion network, where the wildcard's data set has its labels from speech."""
    if settings.datasets[wildcards.dataset].emotion_source != "analyzer":
        return []
    if settings.emotion.analyzer == "published":
        return ["results/weights/speech_emotion.h5"]
    return ["results/emotion/sample_speech.safetensors"]


def analyzer_option(wildcards):
    """The same as a command-line option, or nothing."""
    return [f"--weights={path}" for path in analyzer_weights(wildcards)]


def emotion_table(wildcards):
    """The user's own labels, where the wildcard's data set has them."""
    table = settings.datasets[wildcards.dataset].emotion_table
    return [] if table is None else [table]


def labelling_settings(wildcards):
    """What labelling reads of the wildcard's data set, as JSON: the schedule does not matter."""
    dataset = settings.datasets[wildcards.dataset]
    return as_json(dataset.model_copy(update={"schedule": ScheduleSettings()}))


def true_runs():
    """A pattern of the runs that are the real listeners themselves."""
    names = [n for n, run in settings.runs.items() if run.truth]
    return "|".join(names) or "(?!)"


def baseline_runs():
    """A pattern of the runs without a network of their own; `(?!)` matches nothing."""
    names = [n for n, run in settings.runs.items() if run.baseline and not run.truth]
    return "|".join(names) or "(?!)"


def baseline_settings(wildcards):
    """The wildcard's baseline, as JSON."""
    return as_json(settings.runs[wildcards.run].baseline)


def model_of_baseline(wildcards):
    """The trained ASE whose codes the wildcard's baseline decodes, where it does."""
    baseline = settings.runs[wildcards.run].baseline
    if not baseline.needs_model:
        return []
    return [
        f"results/models/{wildcards.dataset}/{baseline.model}/seed{wildcards.seed}/model.safetensors"
    ]


def model_option(wildcards):
    """The same as a command-line option, or nothing."""
    return [f"--model={path}" for path in model_of_baseline(wildcards)]


def window_of_run(wildcards):
    """Frames a window: the ASE's, or that of the ASE a baseline belongs to, else the paper's.

    Methods without windows of their own are looked at where an ASE would have its joints.
    """
    run = settings.runs[wildcards.run]
    if run.baseline is not None and run.baseline.model is not None:
        run = settings.runs[run.baseline.model]
    return (run.ase or AseSettings()).window


def forced_sampling(wildcards):
    """Sampling settings with the wildcard's emotion asked for, as JSON."""
    return as_json(settings.sampling.model_copy(update={"emotion": wildcards.emotion}))


def runs_of_tables(*kinds):
    """Data set and run of every trained model of these kinds that a table shows."""
    pairs = {
        (dataset, run)
        for table in settings.tables.values()
        for dataset in table.datasets
        for run in table.rows
        if settings.runs[run].kind in kinds
    }
    return sorted(pairs)


def models_of(pairs):
    """Trained models of data sets and runs, for every seed."""
    return [
        f"results/models/{dataset}/{run}/seed{seed}/model.safetensors"
        for dataset, run in pairs
        for seed in settings.seeds
    ]


def models_of_tables(wildcards):
    """Every trained model that a table shows."""
    return models_of(runs_of_tables(*MODELS))


def diagnosed_models(wildcards):
    """Every trained ASE of Table 1."""
    rows = settings.tables["table1"].rows
    return models_of(pair for pair in runs_of_tables("ase") if pair[1] in rows)


def modules_of_models():
    """Modules of all kinds of trained models."""
    return [entry.module for entry in MODELS.values()]


def forced_samples(wildcards):
    """Listeners generated under each emotion, of every trained ASE of Table 1."""
    return [
        f"results/samples/{dataset}/{run}/seed{seed}/forced/{emotion}/test.parquet"
        for dataset, run in runs_of_tables("ase")
        if run in settings.tables["table1"].rows
        for seed in settings.seeds
        for emotion in settings.datasets[dataset].emotions
    ]


def features_of_tables(wildcards):
    """Training and test features and statistics of the data sets with a trained ASE."""
    return [
        f"results/features/{dataset}/{name}"
        for dataset in sorted({dataset for dataset, _ in runs_of_tables("ase")})
        for name in ("train.arrow", "test.arrow", "statistics.npz")
    ]


def models_of_figure7(wildcards):
    """The ASE in the base space and in the transformed one, of each data set, first seed."""
    return collect(
        "results/models/{dataset}/{run}/seed{seed}/model.safetensors",
        dataset=settings.tables["table2"].datasets,
        run=("elp_base", "elp"),
        seed=settings.seeds[0],
    )


def labels_of_runs():
    """The name that is printed of each run, as JSON."""
    return json.dumps({name: run.label or name for name, run in settings.runs.items()})


def names_of_emotions():
    """The emotions of each data set in order, as JSON."""
    names = {name: settings.datasets[name].emotions for name in datasets_of_tables()}
    return json.dumps(names)


def swept_tables():
    """A pattern of the tables that are plotted; `(?!)` matches nothing where there are none."""
    return "|".join(n for n, table in settings.tables.items() if table.sweep) or "(?!)"


def plots_of_tables():
    """Plots of the tables that have one."""
    return [
        f"results/{name}.png" for name, table in settings.tables.items() if table.sweep
    ]


def tables_of_claims():
    """The paper's tables, as far as the settings have them."""
    return [name for name in ("table1", "table2", "table3") if name in settings.tables]


def scores_of_claims(wildcards):
    """Scores of these tables, each once."""
    return sorted({path for name in tables_of_claims() for path in scores_of(name)})


def datasets_of_tables():
    """Data sets that a table shows."""
    return sorted(
        {name for table in settings.tables.values() for name in table.datasets}
    )


def of_tables(pattern):
    """The pattern for each shard of each data set that a table shows."""
    return [
        pattern.format(dataset=dataset, shard=shard)
        for dataset in datasets_of_tables()
        for shard in range(settings.datasets[dataset].shards)
    ]


def of_sample_corpora(pattern):
    """The pattern for each sample corpus that a table shows."""
    return [
        pattern.format(dataset=dataset)
        for dataset in datasets_of_tables()
        if settings.datasets[dataset].layout == "sample_corpus"
    ]


def accuracy_of_tracking():
    """The comparison with the truth, where a sample corpus is in use."""
    return ["results/tracking_accuracy.csv"] if of_sample_corpora("{dataset}") else []
