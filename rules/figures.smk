"""Figures of the paper that are data, and plots of tables.

Needs results/emotion, results/models, results/features, results/metrics; makes results/figure7.png
and .csv, results/figure8.png and .csv, and results/{table}.png of tables with a `sweep`.
"""


rule figure7:
    """Figure 7: t-SNE of the features decoded from ∇ and from 𝕌, and how well they tell emotions."""
    input:
        models=models_of_figure7,
        features=features_of_tables,
        code=sources("scripts/plot_latent.py"),
    output:
        plot=report("results/figure7.png", category="Figures"),
        table="results/figure7.csv",
    log:
        "results/logs/figures/figure7.log",
    conda:
        "../envs/elp.yaml"
    threads: 1
    params:
        labels=labels_of_runs(),
        settings=as_json(settings.metrics),
    shell:
        "OMP_NUM_THREADS={threads} OPENBLAS_NUM_THREADS={threads}"
        " python scripts/plot_latent.py"
        " --models {input.models:q}"
        " --labels {params.labels:q}"
        " --settings {params.settings:q}"
        " --plot {output.plot:q}"
        " --table {output.table:q}"
        " 2> {log:q}"


rule figure8:
    """Figure 8: how often each emotion occurs in each data set."""
    input:
        emotions=collect("results/emotion/{dataset}.csv", dataset=datasets_of_tables()),
        code=sources("scripts/plot_labels.py"),
    output:
        plot=report("results/figure8.png", category="Figures"),
        table="results/figure8.csv",
    log:
        "results/logs/figures/figure8.log",
    conda:
        "../envs/elp.yaml"
    params:
        names=names_of_emotions(),
    shell:
        "python scripts/plot_labels.py"
        " --emotions {input.emotions:q}"
        " --names {params.names:q}"
        " --plot {output.plot:q}"
        " --table {output.table:q}"
        " 2> {log:q}"


rule table_plot:
    """Plot each column of a table over the setting that its runs differ in."""
    input:
        scores=scores_of_table,
        code=sources("scripts/plot_sweep.py"),
    output:
        plot=report("results/{table}.png", category="Figures"),
    log:
        "results/logs/figures/{table}.log",
    wildcard_constraints:
        table=swept_tables(),
    conda:
        "../envs/elp.yaml"
    threads: 1
    params:
        facts=facts_of_table,
    shell:
        "OMP_NUM_THREADS={threads} OPENBLAS_NUM_THREADS={threads}"
        " python scripts/plot_sweep.py"
        " --scores {input.scores:q}"
        " --facts {params.facts:q}"
        " --plot {output.plot:q}"
        " 2> {log:q}"
