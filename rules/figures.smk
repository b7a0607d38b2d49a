"""Figures of the paper, and plots of tables.

Needs results/emotion, results/models, results/features, results/metrics, for pictures also
results/samples and results/clips; makes results/figure7.png and .csv, results/figure8.png and .csv,
results/{table}.png of tables with a `sweep`, and results/figure{1,4,5,6}.png.
"""


rule figure7:
    """Figure 7: t-SNE of the features decoded from ∇ and from 𝕌, and how well they separate emotions."""
    input:
        models=models_of_figure7,
        features=features_of_tables,
        code=sources("scripts/draw_figure7.py"),
    output:
        plot=in_report("results/figure7.png", "figure7"),
        table="results/figure7.csv",
    log:
        "results/logs/figures/figure7.log",
    conda:
        "../envs/elp.yaml"
    params:
        **options(features=None, **figure7_options),
    shell:
        "python scripts/draw_figure7.py {params.options:q} 2> {log:q}"


rule figure8:
    """Figure 8: how often each emotion occurs in each data set."""
    input:
        labels=labels_of_tables(),
        code=sources("scripts/draw_figure8.py"),
    output:
        plot=in_report("results/figure8.png", "figure8"),
        table="results/figure8.csv",
    log:
        "results/logs/figures/figure8.log",
    conda:
        "../envs/elp.yaml"
    params:
        **options(emotions=names_of_emotions()),
    shell:
        "python scripts/draw_figure8.py {params.options:q} 2> {log:q}"


rule sweep:
    """Plot each column of a table against the setting that differs between its runs."""
    input:
        scores=scores_of_table,
        code=sources("scripts/draw_sweep.py"),
    output:
        plot=in_report("results/{table}.png", "sweep"),
    log:
        "results/logs/figures/{table}.log",
    wildcard_constraints:
        table=swept_tables(),
    conda:
        "../envs/elp.yaml"
    params:
        **options(facts=facts_of_table),
    shell:
        "python scripts/draw_sweep.py {params.options:q} 2> {log:q}"


rule grids:
    """Figures 1, 4, 5 and 6: listeners frame by frame, as photo or mesh, with blinks marked."""
    input:
        samples=samples_of_grid,
        features=of_grid("results/features/{dataset}/{split}.arrow"),
        coefficients=of_grid(COEFFICIENTS),
        clips=of_grid("results/clips/{dataset}/shard{shard}"),
        faces=of_grid(FACES),
        renderer=trained_renderer,
        code=sources("scripts/draw_grid.py"),
    output:
        grid=in_report("results/{figure}.png", "grid"),
    log:
        "results/logs/figures/{figure}.log",
    conda:
        "../envs/elp.yaml"
    params:
        **options(**grid_options),
    shell:
        "python scripts/draw_grid.py {params.options:q} 2> {log:q}"
