"""Tables over all runs.

Needs results/metrics, results/emotion (where labels come from), config/paper (the published
numbers); makes results/metrics.parquet and for each table of the settings results/{table}.csv and
results/{table}.md.
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
        reference=settings.reference,
    shell:
        "OMP_NUM_THREADS={threads} OPENBLAS_NUM_THREADS={threads}"
        " python scripts/collect_metrics.py"
        " --scores {input.scores:q}"
        " --settings {params.settings:q}"
        " --reference {params.reference}"
        " --output {output.table:q}"
        " 2> {log:q}"


rule table:
    """A table: a row per method and data set, and the same for people beside the paper's numbers."""
    input:
        scores=scores_of_table,
        emotions=emotions_of_table,
        paper=paper_of_table,
        code=sources("scripts/print_table.py"),
    output:
        csv="results/{table}.csv",
        markdown="results/{table}.md",
    log:
        "results/logs/tables/{table}.log",
    wildcard_constraints:
        table="|".join(settings.tables),
    conda:
        "../envs/elp.yaml"
    threads: 1
    params:
        facts=facts_of_table,
        paper=paper_option,
    shell:
        "OMP_NUM_THREADS={threads} OPENBLAS_NUM_THREADS={threads}"
        " python scripts/print_table.py"
        " --scores {input.scores:q}"
        " --emotions {input.emotions:q}"
        " --facts {params.facts:q}"
        " --csv {output.csv:q}"
        " --markdown {output.markdown:q}"
        " {params.paper:q}"
        " 2> {log:q}"
