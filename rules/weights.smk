"""Third-party model files.

Needs nothing; makes results/weights/{face_landmarker.task,speech_emotion.h5,vgg19.pth}.
"""


rule weights:
    """Download a model file, or copy the one that `weights` names; check its hash."""
    input:
        code=sources("scripts/fetch_weights.py"),
    output:
        weights="results/weights/{file}",
    log:
        "results/logs/weights/{file}.log",
    wildcard_constraints:
        file="face_landmarker.task|speech_emotion.h5|vgg19.pth",
    conda:
        "../envs/elp.yaml"
    params:
        **options(name=name_of_weights, path=path_of_weights),
    shell:
        "python scripts/fetch_weights.py {params.options:q} 2> {log:q}"
