"""Tables over all runs.

Needs results/metrics, results/emotion (where labels come from), config/paper (the published
numbers), results/models; for the claims also results/figure7.csv, figure8.csv, diagnostics.csv.
Makes results/metrics.parquet, for each table of the settings results/{table}.csv and
results/{table}.md, results/parameters.csv, results/metrics.json and results/claims.md.
"""


rule all_metrics:
    """Summarise every score: a row per data set, run, seed, group, metric and variant."""
    input:
        scores=scores_of_tables,
        control="results/emotion_control.csv",
        code=sources("scripts/collect_all_metrics.py"),
    output:
        table="results/metrics.parquet",
    log:
        "results/logs/tables/all_metrics.log",
    conda:
        "../envs/elp.yaml"
    params:
        **options(settings=as_json(settings.metrics), reference=settings.reference),
    shell:
        "python scripts/collect_all_metrics.py {params.options:q} 2> {log:q}"


rule table:
    """A table as CSV, and as Markdown with intervals and the paper's numbers."""
    input:
        scores=scores_of_table,
        labels=labels_of_table,
        paper=paper_of_table,
        control=control_of_table,
        code=sources("scripts/write_table.py"),
    output:
        csv=in_report("results/{table}.csv", "table"),
        markdown="results/{table}.md",
    log:
        "results/logs/tables/{table}.log",
    conda:
        "../envs/elp.yaml"
    params:
        **options(facts=facts_of_table),
    shell:
        "python scripts/write_table.py {params.options:q} 2> {log:q}"


rule parameters:
    """Count the parameters of every trained model that a table shows, part by part."""
    input:
        models=models_of_tables,
        code=sources("scripts/count_parameters.py", *modules_of_models()),
    output:
        table="results/parameters.csv",
    log:
        "results/logs/tables/parameters.log",
    conda:
        "../envs/elp.yaml"
    params:
        **options(),
    shell:
        "python scripts/count_parameters.py {params.options:q} 2> {log:q}"


rule claims:
    """Check the paper's claims against the numbers of Tables 1 to 3 and Figures 7 and 8."""
    input:
        scores=scores_of_claims,
        labels=labels_of_tables(),
        figure7="results/figure7.csv",
        figure8="results/figure8.csv",
        diagnostics="results/diagnostics.csv",
        code=sources("scripts/check_claims.py"),
    output:
        page=in_report("results/claims.md", "claims"),
    log:
        "results/logs/tables/claims.log",
    conda:
        "../envs/elp.yaml"
    params:
        **options(facts=facts_of_claims()),
    shell:
        "python scripts/check_claims.py {params.options:q} 2> {log:q}"


rule headlines:
    """Write Table 1's rows of ELP and ELP-ES as JSON for `dvc metrics`."""
    input:
        table="results/table1.csv",
        code=sources("scripts/collect_headlines.py"),
    output:
        metrics="results/metrics.json",
    log:
        "results/logs/tables/headlines.log",
    conda:
        "../envs/elp.yaml"
    params:
        **options(methods=headline_methods()),
    shell:
        "python scripts/collect_headlines.py {params.options:q} 2> {log:q}"
