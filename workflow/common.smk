"""Shared by rules/*.smk: checked settings, wildcard constraints, input functions. No rules."""

import json

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


def ase_runs():
    """A pattern of the runs that train an ASE; `(?!)` matches nothing where there are none."""
    names = [name for name, run in settings.runs.items() if run.ase is not None]
    return "|".join(names) or "(?!)"


def ase_settings(wildcards):
    """The wildcard's ASE, as JSON."""
    return as_json(settings.runs[wildcards.run].ase)


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


def scores_of_table(name):
    """Scores of every data set, run and seed that a table shows."""
    table = settings.tables[name]
    return collect(
        "results/metrics/{dataset}/{run}/seed{seed}/{split}.parquet",
        dataset=table.datasets,
        run=table.runs,
        seed=settings.seeds,
        split=table.split,
    )


def scores_of_tables(wildcards):
    """Scores that any table shows, each once."""
    return sorted({path for name in settings.tables for path in scores_of_table(name)})


def datasets_of_layouts(*layouts):
    """A pattern of the data sets laid out so; `(?!)` matches nothing where there are none."""
    chosen = [n for n, dataset in settings.datasets.items() if dataset.layout in layouts]
    return "|".join(chosen) or "(?!)"


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
    return settings.datasets[wildcards.dataset].model_dump_json(
        include={"layout", "root", "corpus", "emotions", "emotion_source", "emotion_table"}
    )
