"""What the motion models read.

Needs results/videos/{dataset}/clips.csv, results/tracking/{dataset}/coefficients/,
results/clips/{dataset}/, results/emotion/{dataset}.csv.
Makes results/features/{dataset}/statistics.npz and {split}.arrow.
"""


rule statistics:
    """Mean and deviation of each feature over the training split, and over nothing else."""
    input:
        sheet="results/videos/{dataset}/clips.csv",
        tracks=sharded("results/tracking/{dataset}/coefficients/shard{shard}.parquet"),
        clips=sharded("results/clips/{dataset}/shard{shard}"),
        code=sources("scripts/compute_statistics.py"),
    output:
        statistics="results/features/{dataset}/statistics.npz",
    log:
        "results/logs/features/{dataset}/statistics.log",
    conda:
        "../envs/elp.yaml"
    params:
        settings=as_json(settings.features),
    shell:
        "python scripts/compute_statistics.py"
        " --sheet {input.sheet:q}"
        " --tracks {input.tracks:q}"
        " --clips {input.clips:q}"
        " --settings {params.settings:q}"
        " --output {output.statistics:q}"
        " 2> {log:q}"


rule features:
    """Join speech, style and motion of a split, z-scored, into one memory-mapped file."""
    input:
        sheet="results/videos/{dataset}/clips.csv",
        tracks=sharded("results/tracking/{dataset}/coefficients/shard{shard}.parquet"),
        clips=sharded("results/clips/{dataset}/shard{shard}"),
        emotions="results/emotion/{dataset}.csv",
        statistics="results/features/{dataset}/statistics.npz",
        code=sources("scripts/build_features.py"),
    output:
        features="results/features/{dataset}/{split}.arrow",
    log:
        "results/logs/features/{dataset}/{split}.log",
    conda:
        "../envs/elp.yaml"
    params:
        names=emotions_of_dataset,
        settings=as_json(settings.features),
    shell:
        "python scripts/build_features.py"
        " --sheet {input.sheet:q}"
        " --tracks {input.tracks:q}"
        " --clips {input.clips:q}"
        " --emotions {input.emotions:q}"
        " --statistics {input.statistics:q}"
        " --split {wildcards.split}"
        " --names {params.names:q}"
        " --settings {params.settings:q}"
        " --output {output.features:q}"
        " 2> {log:q}"
