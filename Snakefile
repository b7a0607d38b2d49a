"""ELP: from conversation videos to the paper's tables.

Read the includes from top to bottom: that is the order in which a clip travels.
"""

from snakemake.utils import min_version

min_version("9.20")


configfile: "config/config.yaml"


report: "workflow/report/workflow.rst"


include: "workflow/common.smk"  # settings, wildcard constraints; these six have no rules
include: "workflow/datasets.smk"  # input functions of data sets,
include: "workflow/runs.smk"  # of trained models and baselines,
include: "workflow/tables.smk"  # of tables, figures and reports,
include: "workflow/renders.smk"  # of rendered videos and the gallery,
include: "workflow/grids.smk"  # of figures with pictures
include: "rules/weights.smk"  # model files      -> results/weights
include: "rules/downloads.smk"  # the web      -> the data set's root
include: "rules/videos.smk"  # local folder, or made up -> results/videos
include: "rules/clips.smk"  # results/videos   -> results/clips
include: "rules/tracking.smk"  # results/clips    -> results/tracking
include: "rules/emotion.smk"  # sheet or speech  -> results/emotion
include: "rules/features.smk"  # tracking, sound  -> results/features
include: "rules/models.smk"  # results/features -> results/models
include: "rules/samples.smk"  # results/models   -> results/samples
include: "rules/metrics.smk"  # results/samples  -> results/metrics
include: "rules/renderer.smk"  # results/clips    -> results/renderer
include: "rules/renders.smk"  # results/samples  -> results/meshes, renders, strips
include: "rules/figures.smk"  # models, metrics  -> results/figure7.png
include: "rules/tables.smk"  # results/metrics  -> results/table1.csv, results/claims.md


# On a cluster these stay where Snakemake runs: the compute nodes may have no way to the web, and
# what takes seconds is not worth a place in the queue.
localrules:
    all,
    corpus_sheet,
    downloads,
    reconstruction_table,
    sweep,
    table,
    talking_head_videos,
    tracking_accuracy_table,
    weights,


rule all:
    default_target: True
    input:
        collect("results/{table}.csv", table=settings.tables),
        plots_of_tables(),
        "results/figure7.png",
        "results/figure8.png",
        "results/claims.md",
        "results/parameters.csv",
        "results/metrics.parquet",
        "results/tracking_quality.csv",
        accuracy_of_tracking(),
        "results/diagnostics.csv",
        "results/emotion_control.csv",
        strips_of_renders(),
        figures_with_pictures(),
        "results/gallery/index.html" if settings.renders.datasets else [],
        "results/renderer.csv" if settings.renderer else [],
        "results/listener" if settings.listener else [],
        "results/metrics.json",
