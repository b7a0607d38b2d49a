"""Tables over all runs.

Needs results/metrics, results/emotion (where labels come from), config/paper (the published
numbers), results/models; for the claims also results/figure7.csv, figure8.csv, diagnostics.csv.
Makes results/metrics.parquet, for each table of the settings results/{table}.csv and
results/{table}.md, results/parameters.csv, results/metrics.json and results/claims.md.
"""


rule all_metrics:
    """Sum up every score in every variant: a row per data set, run, seed, group, metric, variant."""
    input:
        scores=scores_of_tables,
        control="results/emotion_control.csv",
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
        " --control {input.control:q}"
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
        control=control_of_table,
        code=sources("scripts/print_table.py"),
    output:
        csv=report(
            "results/{table}.csv",
            caption="../workflow/report/table.rst",
            category="Tables",
        ),
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
        options=page_options,
    shell:
        "OMP_NUM_THREADS={threads} OPENBLAS_NUM_THREADS={threads}"
        " python scripts/print_table.py"
        " --scores {input.scores:q}"
        " --emotions {input.emotions:q}"
        " --facts {params.facts:q}"
        " --csv {output.csv:q}"
        " --markdown {output.markdown:q}"
        " {params.options:q}"
        " 2> {log:q}"


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
    shell:
        "python scripts/count_parameters.py"
        " --models {input.models:q}"
        " --output {output.table:q}"
        " 2> {log:q}"


rule claims:
    """Hold the paper's claims against the numbers of Tables 1 to 3 and of Figures 7 and 8."""
    input:
        scores=scores_of_claims,
        emotions=collect("results/emotion/{dataset}.csv", dataset=datasets_of_tables()),
        figure7="results/figure7.csv",
        figure8="results/figure8.csv",
        diagnostics="results/diagnostics.csv",
        code=sources("scripts/check_claims.py"),
    output:
        page=report(
            "results/claims.md",
            caption="../workflow/report/claims.rst",
            category="Tables",
        ),
    log:
        "results/logs/tables/claims.log",
    conda:
        "../envs/elp.yaml"
    threads: 1
    params:
        facts=[as_json(table_facts(settings, name)) for name in tables_of_claims()],
    shell:
        "OMP_NUM_THREADS={threads} OPENBLAS_NUM_THREADS={threads}"
        " python scripts/check_claims.py"
        " --scores {input.scores:q}"
        " --facts {params.facts:q}"
        " --emotions {input.emotions:q}"
        " --figure7 {input.figure7:q}"
        " --figure8 {input.figure8:q}"
        " --diagnostics {input.diagnostics:q}"
        " --output {output.page:q}"
        " 2> {log:q}"


rule headlines:
    """Give Table 1's rows of ELP and what goes beyond it in the form that DVC compares."""
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
        methods=headline_methods(),
    shell:
        "python scripts/collect_headlines.py"
        " --table {input.table:q}"
        " --methods {params.methods:q}"
        " --output {output.metrics:q}"
        " 2> {log:q}"
