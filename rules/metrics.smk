"""Scores of every run, clip by clip.

Needs results/samples, results/tracking (the real listeners, the speakers and the face model),
results/features (which clips a split has); makes results/metrics.
"""


rule metrics:
    """Score one run's generated listeners of a split against the real ones."""
    input:
        samples="results/samples/{dataset}/{run}/seed{seed}/{split}.parquet",
        coefficients=coefficients_of_dataset,
        features="results/features/{dataset}/{split}.arrow",
        train="results/features/{dataset}/train.arrow",
        face_model=face_model_of_scores,
        code=sources("scripts/score.py"),
    output:
        scores="results/metrics/{dataset}/{run}/seed{seed}/{split}.parquet",
    log:
        "results/logs/metrics/{dataset}/{run}/seed{seed}/{split}.log",
    conda:
        "../envs/elp.yaml"
    params:
        **options(**scoring_options),
    shell:
        "python scripts/score.py {params.options:q} 2> {log:q}"
