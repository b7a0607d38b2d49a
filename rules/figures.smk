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
        plot=report(
            "results/figure7.png",
            caption="../workflow/report/figure7.rst",
            category="Figures",
        ),
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
        plot=report(
            "results/figure8.png",
            caption="../workflow/report/figure8.rst",
            category="Figures",
        ),
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
        plot=report(
            "results/{table}.png",
            caption="../workflow/report/sweep.rst",
            category="Figures",
        ),
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


rule sheets:
    """Figures 1, 4, 5 and 6: listeners frame by frame, in photo and in mesh, blinks marked."""
    input:
        samples=samples_of_figure,
        features=of_figure("results/features/{dataset}/{split}.arrow"),
        coefficients=shards_of_figure(
            "results/tracking/{dataset}/coefficients/shard{shard}.parquet"
        ),
        clips=shards_of_figure("results/clips/{dataset}/shard{shard}"),
        face_model=of_figure("results/tracking/{dataset}/face_model.npz"),
        neutrals=of_figure("results/tracking/{dataset}/neutrals.npz"),
        renderer=trained_renderer,
        code=sources("scripts/draw_sheet.py"),
    output:
        sheet=report(
            "results/{figure}.png",
            caption="../workflow/report/sheet.rst",
            category="Figures",
        ),
    log:
        "results/logs/figures/{figure}.log",
    wildcard_constraints:
        figure="figure[1456]",
    conda:
        "../envs/elp.yaml"
    params:
        plan=plan_as_json,
        field_of_view=settings.tracking.field_of_view,
        mesh=as_json(settings.mesh),
        method=settings.renders.method,
        renderer=renderer_option,
    shell:
        "python scripts/draw_sheet.py"
        " --plan {params.plan:q}"
        " --features {input.features:q}"
        " --coefficients {input.coefficients:q}"
        " --clips {input.clips:q}"
        " --face-model {input.face_model:q}"
        " --neutrals {input.neutrals:q}"
        " --field-of-view {params.field_of_view}"
        " --mesh {params.mesh:q}"
        " --method {params.method}"
        " --output {output.sheet:q}"
        " {params.renderer:q}"
        " 2> {log:q}"
