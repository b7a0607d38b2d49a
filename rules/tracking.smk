"""From faces to coefficients, and the import of coefficients extracted elsewhere.

Needs results/clips/{dataset}/, results/videos/{dataset}/clips.csv (who is who),
results/weights/face_landmarker.task; rule import_coefficients the files that the sheet names; rule
tracking_accuracy also the truth of a sample corpus.
Makes results/tracking/{dataset}/, results/tracking_quality.csv and .png, results/tracking_accuracy.csv.
"""


rule landmarks:
    """Find the face's landmarks in every frame of a shard's clips."""
    input:
        clips="results/clips/{dataset}/shard{shard}",
        landmarker="results/weights/face_landmarker.task",
        code=sources("scripts/track_landmarks.py"),
    output:
        landmarks="results/tracking/{dataset}/landmarks/shard{shard}.parquet",
    log:
        "results/logs/tracking/{dataset}/landmarks/shard{shard}.log",
    wildcard_constraints:
        dataset=datasets_with_videos(),
    conda:
        "../envs/elp.yaml"
    params:
        **options(),
    shell:
        "python scripts/track_landmarks.py {params.options:q} 2> {log:q}"


rule face_model:
    """Learn a basis of expressions from the landmarks of the training split."""
    input:
        sheet="results/videos/{dataset}/clips.csv",
        landmarker="results/weights/face_landmarker.task",
        landmarks=sharded("results/tracking/{dataset}/landmarks/shard{shard}.parquet"),
        code=sources("scripts/learn_face_model.py"),
    output:
        face_model="results/tracking/{dataset}/face_model.npz",
    log:
        "results/logs/tracking/{dataset}/face_model.log",
    wildcard_constraints:
        dataset=datasets_with_videos(),
    conda:
        "../envs/elp.yaml"
    params:
        **options(settings=as_json(settings.tracking)),
    shell:
        "python scripts/learn_face_model.py {params.options:q} 2> {log:q}"


rule neutrals:
    """Estimate the neutral face and the open eyes of every person, from all clips."""
    input:
        sheet="results/videos/{dataset}/clips.csv",
        landmarker="results/weights/face_landmarker.task",
        landmarks=sharded("results/tracking/{dataset}/landmarks/shard{shard}.parquet"),
        code=sources("scripts/estimate_neutrals.py"),
    output:
        neutrals="results/tracking/{dataset}/neutrals.npz",
        expressions="results/tracking/{dataset}/expressions.npz",
    log:
        "results/logs/tracking/{dataset}/neutrals.log",
    wildcard_constraints:
        dataset=datasets_with_videos(),
    conda:
        "../envs/elp.yaml"
    params:
        **options(settings=as_json(settings.tracking)),
    shell:
        "python scripts/estimate_neutrals.py {params.options:q} 2> {log:q}"


rule coefficients:
    """Fit the face model to a shard's landmarks, mark blinks, leave out clips with large gaps."""
    input:
        sheet="results/videos/{dataset}/clips.csv",
        clips="results/clips/{dataset}/shard{shard}",
        landmarks="results/tracking/{dataset}/landmarks/shard{shard}.parquet",
        faces=faces_of_dataset,
        code=sources("scripts/fit_coefficients.py"),
    output:
        coefficients="results/tracking/{dataset}/coefficients/shard{shard}.parquet",
        quality="results/tracking/{dataset}/coefficients/shard{shard}.csv",
    log:
        "results/logs/tracking/{dataset}/coefficients/shard{shard}.log",
    wildcard_constraints:
        dataset=datasets_with_videos(),
    conda:
        "../envs/elp.yaml"
    params:
        **options(**fitting_options),
    shell:
        "python scripts/fit_coefficients.py {params.options:q} 2> {log:q}"


rule import_coefficients:
    """Import a shard's coefficients that were extracted elsewhere, at the data set's frame rate."""
    input:
        sheet="results/videos/{dataset}/clips.csv",
        files=unpacked_files,
        clips="results/clips/{dataset}/shard{shard}",
        code=sources("scripts/import_coefficients.py"),
    output:
        coefficients="results/tracking/{dataset}/coefficients/shard{shard}.parquet",
        quality="results/tracking/{dataset}/coefficients/shard{shard}.csv",
    log:
        "results/logs/tracking/{dataset}/import_coefficients/shard{shard}.log",
    wildcard_constraints:
        dataset=datasets_with_given_coefficients(),
    conda:
        "../envs/elp.yaml"
    params:
        **options(files=None, root=root_of_dataset, fps=of_dataset("frame_rate")),
    shell:
        "python scripts/import_coefficients.py {params.options:q} 2> {log:q}"


rule tracking_quality:
    """Report and plot how well every clip of the tables' data sets was tracked."""
    input:
        quality=of_tables("results/tracking/{dataset}/coefficients/shard{shard}.csv"),
        coefficients=coefficients_of_tables(),
        code=sources("scripts/report_tracking_quality.py"),
    output:
        table=in_report("results/tracking_quality.csv", "tracking"),
        plot=in_report("results/tracking_quality.png", "tracking"),
    log:
        "results/logs/tracking/quality.log",
    conda:
        "../envs/elp.yaml"
    params:
        **options(names=of_tables("{dataset}")),
    shell:
        "python scripts/report_tracking_quality.py {params.options:q} 2> {log:q}"


rule tracking_accuracy:
    """Compare the tracked pose, blinks, smile and emotion of a sample corpus with the truth."""
    input:
        sheet="results/videos/{dataset}/clips.csv",
        coefficients=coefficients_of_dataset,
        truth=sharded("results/videos/{dataset}/truth/shard{shard}.parquet"),
        face_model="results/tracking/{dataset}/face_model.npz",
        labels="results/emotion/{dataset}.csv",
        code=sources("scripts/measure_tracking_accuracy.py"),
    output:
        row="results/tracking/{dataset}/accuracy.csv",
    log:
        "results/logs/tracking/{dataset}/accuracy.log",
    conda:
        "../envs/elp.yaml"
    params:
        **options("dataset", **labelling_options),
    shell:
        "python scripts/measure_tracking_accuracy.py {params.options:q} 2> {log:q}"


rule tracking_accuracy_table:
    """Collect the tracking accuracy of the tables' sample corpora."""
    input:
        rows=of_sample_corpora("results/tracking/{dataset}/accuracy.csv"),
        code=sources("scripts/collect_tracking_accuracy.py"),
    output:
        table=report("results/tracking_accuracy.csv", category="Tracking"),
    log:
        "results/logs/tracking/accuracy.log",
    conda:
        "../envs/elp.yaml"
    params:
        **options(),
    shell:
        "python scripts/collect_tracking_accuracy.py {params.options:q} 2> {log:q}"
