"""Input functions of tables, figures and reports. No rules."""

import json
from pathlib import Path

from elp.config.models import MODELS
from elp.config.root import table_facts


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
    """The same for the wildcard's table."""
    return scores_of(wildcards.table)


def scores_of_tables(wildcards):
    """Scores that any table shows, each once."""
    return sorted({path for name in settings.tables for path in scores_of(name)})


def labels_of_table(wildcards):
    """Emotion labels of the table's data sets, with their sources."""
    datasets = settings.tables[wildcards.table].datasets
    return collect("results/emotion/{dataset}.csv", dataset=datasets)


def paper_of_table(wildcards):
    """The published numbers, if the paper has this table."""
    path = f"config/paper/{wildcards.table}.csv"
    return [path] if Path(path).is_file() else []


def control_of_table(wildcards):
    """The effect of forced emotions, for an appendix that shows an ASE."""
    table = settings.tables[wildcards.table]
    shown = table.columns == "extra" and any(
        settings.runs[run].ase for run in table.rows
    )
    return ["results/emotion_control.csv"] if shown else []


def facts_of_table(wildcards):
    """The facts of the table's page, as JSON."""
    return as_json(table_facts(settings, wildcards.table))


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


def headline_methods():
    """The trained ASEs of Table 1."""
    return [run for run in settings.tables["table1"].rows if settings.runs[run].ase]


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
    """The printed name of each run, as JSON."""
    return json.dumps({name: run.label or name for name, run in settings.runs.items()})


def labels_of_tables():
    """Emotion labels of every data set that a table shows."""
    return collect("results/emotion/{dataset}.csv", dataset=datasets_of_tables())


def names_of_emotions():
    """The emotions of each data set in order, as JSON."""
    names = {name: settings.datasets[name].emotions for name in datasets_of_tables()}
    return json.dumps(names)


def swept_tables():
    """A pattern of the plotted tables; `(?!)` matches nothing."""
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


def facts_of_claims():
    """The facts of these tables, as JSON."""
    return [as_json(table_facts(settings, name)) for name in tables_of_claims()]


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


def coefficients_of_tables():
    """Coefficients of each shard of each data set that a table shows."""
    return of_tables(COEFFICIENTS)


def of_sample_corpora(pattern):
    """The pattern for each sample corpus that a table shows."""
    return [
        pattern.format(dataset=dataset)
        for dataset in datasets_of_tables()
        if settings.datasets[dataset].layout == "sample_corpus"
    ]


def accuracy_of_tracking():
    """The comparison with the truth, if a sample corpus is in use."""
    return ["results/tracking_accuracy.csv"] if of_sample_corpora("{dataset}") else []


figure7_options = {"labels": labels_of_runs(), "settings": as_json(settings.metrics)}
