"""Scores of every run, clip by clip.

Needs results/samples, results/tracking (the real listeners and the speakers), results/features
(which clips a split has); makes results/metrics.
"""


rule metrics:
    """Score one run's generated listeners of a split against the real ones."""
    input:
        samples="results/samples/{dataset}/{run}/seed{seed}/{split}.parquet",
        coefficients=sharded(
            "results/tracking/{dataset}/coefficients/shard{shard}.parquet"
        ),
        features="results/features/{dataset}/{split}.arrow",
        train="results/features/{dataset}/train.arrow",
        code=sources("scripts/score.py"),
    output:
        scores="results/metrics/{dataset}/{run}/seed{seed}/{split}.parquet",
    log:
        "results/logs/metrics/{dataset}/{run}/seed{seed}/{split}.log",
    conda:
        "../envs/elp.yaml"
    threads: 1
    params:
        origin=origin_of_scores,
        settings=as_json(settings.metrics),
        window=window_of_run,
        overlap=settings.sampling.overlap,
    shell:
        "OMP_NUM_THREADS={threads} OPENBLAS_NUM_THREADS={threads}"
        " python scripts/score.py"
        " --samples {input.samples:q}"
        " --coefficients {input.coefficients:q}"
        " --features {input.features:q}"
        " --train {input.train:q}"
        " --origin {params.origin:q}"
        " --settings {params.settings:q}"
        " --window {params.window}"
        " --overlap {params.overlap}"
        " --output {output.scores:q}"
        " 2> {log:q}"
