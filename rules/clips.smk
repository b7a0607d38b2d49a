"""Clips: both faces at a constant rate, and the speaker's sound; the sound alone without videos.

Needs results/videos/{dataset}/ and the files that it names, for videos also
results/weights/face_landmarker.task; makes results/clips/{dataset}/shard{shard}/.
"""


rule clips:
    """Cut a shard's conversations: aligned face crops and sound; faulty clips are left out."""
    input:
        sheet="results/videos/{dataset}/clips.csv",
        videos=videos_of_shard,
        landmarker="results/weights/face_landmarker.task",
        code=sources("scripts/cut_clips.py"),
    output:
        clips=directory("results/clips/{dataset}/shard{shard}"),
    log:
        "results/logs/clips/{dataset}/shard{shard}.log",
    wildcard_constraints:
        dataset=datasets_with_videos(),
    conda:
        "../envs/elp.yaml"
    params:
        **options("shard", videos=None, **cutting_options),
    shell:
        "python scripts/cut_clips.py {params.options:q} 2> {log:q}"


rule sounds:
    """Cut a shard's sounds for data sets of coefficients without videos, or copy given MFCC."""
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
    params:
        **options("shard", files=None, **cutting_options),
    shell:
        "python scripts/cut_sounds.py {params.options:q} 2> {log:q}"
