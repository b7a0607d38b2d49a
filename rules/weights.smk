"""Model files that are not ours.

Needs nothing; makes results/weights/{face_landmarker.task,speech_emotion.h5,vgg19.pth}.
"""


rule face_landmarker:
    """Fetch MediaPipe's face landmark model, or copy weights.face_landmarker; check its hash."""
    input:
        code=sources("scripts/fetch_weights.py"),
    output:
        weights="results/weights/face_landmarker.task",
    log:
        "results/logs/weights/face_landmarker.log",
    conda:
        "../envs/elp.yaml"
    params:
        path=option("--path", settings.weights.face_landmarker),
    shell:
        "python scripts/fetch_weights.py"
        " --name face_landmarker"
        " {params.path:q}"
        " --output {output.weights:q}"
        " 2> {log:q}"


rule speech_emotion:
    """Fetch the Speech-Emotion-Analyzer's weights, or copy weights.speech_emotion; check them."""
    input:
        code=sources("scripts/fetch_weights.py"),
    output:
        weights="results/weights/speech_emotion.h5",
    log:
        "results/logs/weights/speech_emotion.log",
    conda:
        "../envs/elp.yaml"
    params:
        path=option("--path", settings.weights.speech_emotion),
    shell:
        "python scripts/fetch_weights.py"
        " --name speech_emotion"
        " {params.path:q}"
        " --output {output.weights:q}"
        " 2> {log:q}"


rule vgg19:
    """Fetch torchvision's VGG-19, or copy weights.vgg19; check its hash."""
    input:
        code=sources("scripts/fetch_weights.py"),
    output:
        weights="results/weights/vgg19.pth",
    log:
        "results/logs/weights/vgg19.log",
    conda:
        "../envs/elp.yaml"
    params:
        path=option("--path", settings.weights.vgg19),
    shell:
        "python scripts/fetch_weights.py"
        " --name vgg19"
        " {params.path:q}"
        " --output {output.weights:q}"
        " 2> {log:q}"
