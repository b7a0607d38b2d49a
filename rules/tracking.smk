"""From faces to coefficients; those extracted elsewhere come in here.

Needs results/clips/{dataset}/, results/videos/{dataset}/clips.csv (who is who),
results/weights/face_landmarker.task; rule import_coefficients the files that the sheet names; rule
accuracy also the truth of a sample corpus.
Makes results/tracking/{dataset}/, results/tracking_quality.csv and .png, results/tracking_accuracy.csv.
"""


rule landmarks:
    """Find the face's landmarks in every frame of a shard's clips."""
    input:
        clips="results/clips/{dataset}/shard{shard}",
        model="results/weights/face_landmarker.task",
        code=sources("scripts/track_landmarks.py"),
    output:
        landmarks="results/tracking/{dataset}/landmarks/shard{shard}.parquet",
    log:
        "results/logs/tracking/{dataset}/landmarks/shard{shard}.log",
    wildcard_constraints:
        dataset=datasets_with_videos(),
    conda:
        "../envs/elp.yaml"
    threads: 1
    shell:
        "OMP_NUM_THREADS={threads} OPENBLAS_NUM_THREADS={threads}"
        " python scripts/track_landmarks.py"
        " --clips {input.clips:q}"
        " --model {input.model:q}"
        " --output {output.landmarks:q}"
        " 2> {log:q}"


rule face_model:
    """Learn a basis of expressions from the landmarks of the training split."""
    input:
        sheet="results/videos/{dataset}/clips.csv",
        model="results/weights/face_landmarker.task",
        landmarks=sharded("results/tracking/{dataset}/landmarks/shard{shard}.parquet"),
        code=sources("scripts/learn_face_model.py"),
    output:
        model="results/tracking/{dataset}/face_model.npz",
    log:
        "results/logs/tracking/{dataset}/face_model.log",
    wildcard_constraints:
        dataset=datasets_with_videos(),
    conda:
        "../envs/elp.yaml"
    threads: 1
    params:
        settings=as_json(settings.tracking),
    shell:
        "OMP_NUM_THREADS={threads} OPENBLAS_NUM_THREADS={threads}"
        " python scripts/learn_face_model.py"
        " --sheet {input.sheet:q}"
        " --model {input.model:q}"
        " --landmarks {input.landmarks:q}"
        " --settings {params.settings:q}"
        " --output {output.model:q}"
        " 2> {log:q}"


rule neutrals:
    """Estimate the neutral face and the open eyes of every person, from all clips."""
    input:
        sheet="results/videos/{dataset}/clips.csv",
        model="results/weights/face_landmarker.task",
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
    threads: 1
    params:
        settings=as_json(settings.tracking),
    shell:
        "OMP_NUM_THREADS={threads} OPENBLAS_NUM_THREADS={threads}"
        " python scripts/estimate_neutrals.py"
        " --sheet {input.sheet:q}"
        " --model {input.model:q}"
        " --landmarks {input.landmarks:q}"
        " --settings {params.settings:q}"
        " --output {output.neutrals:q}"
        " --expressions-output {output.expressions:q}"
        " 2> {log:q}"


rule coefficients:
    """Fit the face model to a shard's landmarks, mark blinks, leave out what has too many gaps."""
    input:
        sheet="results/videos/{dataset}/clips.csv",
        clips="results/clips/{dataset}/shard{shard}",
        landmarks="results/tracking/{dataset}/landmarks/shard{shard}.parquet",
        face_model="results/tracking/{dataset}/face_model.npz",
        neutrals="results/tracking/{dataset}/neutrals.npz",
        code=sources("scripts/fit_coefficients.py"),
    output:
        coefficients="results/tracking/{dataset}/coefficients/shard{shard}.parquet",
        table="results/tracking/{dataset}/coefficients/shard{shard}.csv",
    log:
        "results/logs/tracking/{dataset}/coefficients/shard{shard}.log",
    wildcard_constraints:
        dataset=datasets_with_videos(),
    conda:
        "../envs/elp.yaml"
    threads: 1
    params:
        settings=as_json(settings.tracking),
        fps=frame_rate_of_dataset,
    shell:
        "OMP_NUM_THREADS={threads} OPENBLAS_NUM_THREADS={threads}"
        " python scripts/fit_coefficients.py"
        " --sheet {input.sheet:q}"
        " --clips {input.clips:q}"
        " --landmarks {input.landmarks:q}"
        " --face-model {input.face_model:q}"
        " --neutrals {input.neutrals:q}"
        " --settings {params.settings:q}"
        " --fps {params.fps}"
        " --output {output.coefficients:q}"
        " --table {output.table:q}"
        " 2> {log:q}"


rule import_coefficients:
    """Take over a shard's coefficients that were extracted elsewhere, at our frame rate."""
    input:
        sheet="results/videos/{dataset}/clips.csv",
        files=unpacked_files,
        clips="results/clips/{dataset}/shard{shard}",
        code=sources("scripts/import_coefficients.py"),
    output:
        coefficients="results/tracking/{dataset}/coefficients/shard{shard}.parquet",
        table="results/tracking/{dataset}/coefficients/shard{shard}.csv",
    log:
        "results/logs/tracking/{dataset}/import_coefficients/shard{shard}.log",
    wildcard_constraints:
        dataset=datasets_with_given_coefficients(),
    conda:
        "../envs/elp.yaml"
    threads: 1
    params:
        root=root_of_dataset,
        fps=frame_rate_of_dataset,
    shell:
        "python scripts/import_coefficients.py"
        " --sheet {input.sheet:q}"
        " --root {params.root:q}"
        " --clips {input.clips:q}"
        " --fps {params.fps}"
        " --output {output.coefficients:q}"
        " --table {output.table:q}"
        " 2> {log:q}"


rule tracking_quality:
    """Tell what became of every clip of the tables' data sets, and plot how they were tracked."""
    input:
        tables=of_tables("results/tracking/{dataset}/coefficients/shard{shard}.csv"),
        tracks=of_tables("results/tracking/{dataset}/coefficients/shard{shard}.parquet"),
        code=sources("scripts/report_tracking.py"),
    output:
        table=report(
            "results/tracking_quality.csv",
            caption="../workflow/report/tracking.rst",
            category="Tracking",
        ),
        plot=report(
            "results/tracking_quality.png",
            caption="../workflow/report/tracking.rst",
            category="Tracking",
        ),
    log:
        "results/logs/tracking/quality.log",
    conda:
        "../envs/elp.yaml"
    threads: 1
    params:
        names=of_tables("{dataset}"),
    shell:
        "python scripts/report_tracking.py"
        " --names {params.names:q}"
        " --tables {input.tables:q}"
        " --tracks {input.tracks:q}"
        " --output {output.table:q}"
        " --plot {output.plot:q}"
        " 2> {log:q}"


rule accuracy:
    """Compare a sample corpus' tracked pose, blinks, smile and emotion with the truth."""
    input:
        sheet="results/videos/{dataset}/clips.csv",
        tracks=sharded("results/tracking/{dataset}/coefficients/shard{shard}.parquet"),
        truth=sharded("results/videos/{dataset}/truth/shard{shard}.parquet"),
        face_model="results/tracking/{dataset}/face_model.npz",
        emotions="results/emotion/{dataset}.csv",
        code=sources("scripts/check_tracking.py"),
    output:
        row="results/tracking/{dataset}/accuracy.csv",
    log:
        "results/logs/tracking/{dataset}/accuracy.log",
    wildcard_constraints:
        dataset=datasets_of_layouts("sample_corpus"),
    conda:
        "../envs/elp.yaml"
    threads: 1
    params:
        dataset=labelling_settings,
        settings=as_json(settings.emotion),
    shell:
        "python scripts/check_tracking.py"
        " --name {wildcards.dataset:q}"
        " --sheet {input.sheet:q}"
        " --tracks {input.tracks:q}"
        " --truth {input.truth:q}"
        " --face-model {input.face_model:q}"
        " --emotions {input.emotions:q}"
        " --dataset {params.dataset:q}"
        " --settings {params.settings:q}"
        " --output {output.row:q}"
        " 2> {log:q}"


rule tracking_accuracy:
    """Gather the accuracy of the sample corpora among the tables' data sets."""
    input:
        rows=of_sample_corpora("results/tracking/{dataset}/accuracy.csv"),
        code=sources("scripts/collect_accuracy.py"),
    output:
        table=report("results/tracking_accuracy.csv", category="Tracking"),
    log:
        "results/logs/tracking/accuracy.log",
    conda:
        "../envs/elp.yaml"
    threads: 1
    shell:
        "python scripts/collect_accuracy.py"
        " --output {output.table:q}"
        " --rows {input.rows:q}"
        " 2> {log:q}"
