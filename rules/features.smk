"""Features: the input of the motion models.

Needs results/videos/{dataset}/clips.csv, results/tracking/{dataset}/coefficients/,
results/clips/{dataset}/, results/emotion/{dataset}.csv.
Makes results/features/{dataset}/statistics.npz and {split}.arrow.
"""


rule statistics:
    """Mean and standard deviation of each feature over the training split only."""
    input:
        sheet="results/videos/{dataset}/clips.csv",
        coefficients=coefficients_of_dataset,
        clips=sharded("results/clips/{dataset}/shard{shard}"),
        code=sources("scripts/compute_statistics.py"),
    output:
        statistics="results/features/{dataset}/statistics.npz",
    log:
        "results/logs/features/{dataset}/statistics.log",
    conda:
        "../envs/elp.yaml"
    params:
        **options(settings=as_json(settings.features)),
    shell:
        "python scripts/compute_statistics.py {params.options:q} 2> {log:q}"


rule features:
    """Join speech, style and motion of a split, z-scored, into one memory-mapped file."""
    input:
        sheet="results/videos/{dataset}/clips.csv",
        coefficients=coefficients_of_dataset,
        clips=sharded("results/clips/{dataset}/shard{shard}"),
        labels="results/emotion/{dataset}.csv",
        statistics="results/features/{dataset}/statistics.npz",
        code=sources("scripts/build_features.py"),
    output:
        features="results/features/{dataset}/{split}.arrow",
    log:
        "results/logs/features/{dataset}/{split}.log",
    conda:
        "../envs/elp.yaml"
    params:
        **options("split", **feature_options),
    shell:
        "python scripts/build_features.py {params.options:q} 2> {log:q}"
