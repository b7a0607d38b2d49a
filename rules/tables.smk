"""Tables over all runs.

Needs results/metrics, results/emotion (where labels come from), config/paper (the published
numbers); makes results/metrics.parquet, results/table1.csv and results/table1.md.
"""


rule all_metrics:
    """Sum up every score in every variant: a row per data set, run, seed, group, metric, variant."""
    input:
        scores=scores_of_tables,
        code=sources("scripts/collect_metrics.py"),
    output:
        table="results/metrics.parquet",
    log:
        "results/logs/all_metrics.log",
    conda:
        "../envs/elp.yaml"
    threads: 1
    params:
        settings=as_json(settings.metrics),
    shell:
        "OMP_NUM_THREADS={threads} OPENBLAS_NUM_THREADS={threads}"
        " python scripts/collect_metrics.py"
        " --scores {input.scores:q}"
        " --settings {params.settings:q}"
        " --output {output.table:q}"
        " 2> {log:q}"


rule table1:
    """Table 1: a row per method and data set, and the same for people with the paper's numbers."""
    input:
        scores=scores_of_table("table1"),
        emotions=collect(
            "results/emotion/{dataset}.csv", dataset=settings.tables["table1"].datasets
        ),
        paper="config/paper/table1.csv",
        code=sources("scripts/table1.py"),
    output:
        csv="results/table1.csv",
        markdown="results/table1.md",
    log:
        "results/logs/table1.log",
    conda:
        "../envs/elp.yaml"
    threads: 1
    params:
        facts=as_json(table_facts(settings, "table1")),
    shell:
        "OMP_NUM_THREADS={threads} OPENBLAS_NUM_THREADS={threads}"
        " python scripts/table1.py"
        " --scores {input.scores:q}"
        " --emotions {input.emotions:q}"
        " --paper {input.paper:q}"
        " --facts {params.facts:q}"
        " --csv {output.csv:q}"
        " --markdown {output.markdown:q}"
        " 2> {log:q}"
