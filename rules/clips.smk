"""Clips: both faces at a constant rate, and the speaker's sound; only this where no video is given.

Needs results/videos/{dataset}/ and the files it names, for videos also
results/weights/face_landmarker.task; makes results/clips/{dataset}/shard{shard}/.
"""


rule clips:
    """Cut a shard's conversations: crops that hold the face, sound aligned, faulty ones left out."""
    input:
        sheet="results/videos/{dataset}/clips.csv",
        videos=videos_of_shard,
        model="results/weights/face_landmarker.task",
        code=sources("scripts/cut_clips.py"),
    output:
        clips=directory("results/clips/{dataset}/shard{shard}"),
    log:
        "results/logs/clips/{dataset}/shard{shard}.log",
    wildcard_constraints:
        dataset=datasets_with_videos(),
    conda:
        "../envs/elp.yaml"
    threads: 1
    params:
        root=root_of_dataset,
        shards=shards_of_dataset,
        fps=frame_rate_of_dataset,
        settings=as_json(settings.clips),
    shell:
        "python scripts/cut_clips.py"
        " --sheet {input.sheet:q}"
        " --root {params.root:q}"
        " --model {input.model:q}"
        " --shard {wildcards.shard}"
        " --shards {params.shards}"
        " --fps {params.fps}"
        " --settings {params.settings:q}"
        " --output {output.clips:q}"
        " 2> {log:q}"


rule sounds:
    """Cut a shard's sounds where coefficients are given and no videos, or take over given MFCC."""
    input:
        sheet="results/videos/{dataset}/clips.csv",
        files=unpacked_files,
        code=sources("scripts/cut_sounds.py"),
    output:
        clips=directory("results/clips/{dataset}/shard{shard}"),
    log:
        "results/logs/clips/{dataset}/sounds/shard{shard}.log",
    wildcard_constraints:
        dataset=datasets_with_given_coefficients(),
    conda:
        "../envs/elp.yaml"
    threads: 1
    params:
        root=root_of_dataset,
        shards=shards_of_dataset,
        fps=frame_rate_of_dataset,
        settings=as_json(settings.clips),
    shell:
        "python scripts/cut_sounds.py"
        " --sheet {input.sheet:q}"
        " --root {params.root:q}"
        " --shard {wildcards.shard}"
        " --shards {params.shards}"
        " --fps {params.fps}"
        " --settings {params.settings:q}"
        " --output {output.clips:q}"
        " 2> {log:q}"
