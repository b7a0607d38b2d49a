"""Emotion labels.

Needs results/videos/{dataset}/clips.csv; where labels come from speech also results/clips and
weights. Makes results/emotion/{dataset}.csv, {dataset}.png, sample_speech.safetensors.
"""


rule speech_emotion_model:
    """Train the speech analyzer on labelled synthetic speech."""
    input:
        code=sources("scripts/train_speech_emotion.py"),
    output:
        model="results/emotion/sample_speech.safetensors",
        accuracy="results/emotion/sample_speech_accuracy.csv",
    log:
        "results/logs/emotion/sample_speech.log",
    conda:
        "../envs/elp.yaml"
    params:
        **options(settings=as_json(settings.emotion)),
    shell:
        "python scripts/train_speech_emotion.py {params.options:q} 2> {log:q}"


rule emotion:
    """Label each clip from the sheet, the speech or a table, and plot the histogram."""
    input:
        sheet="results/videos/{dataset}/clips.csv",
        clips=sharded("results/clips/{dataset}/shard{shard}"),
        weights=analyzer_weights,
        table=emotion_table,
        code=sources("scripts/label_emotion.py"),
    output:
        labels="results/emotion/{dataset}.csv",
        plot=in_report("results/emotion/{dataset}.png", "emotion"),
    log:
        "results/logs/emotion/{dataset}.log",
    conda:
        "../envs/elp.yaml"
    params:
        **options("dataset", table=None, **labelling_options),
    shell:
        "python scripts/label_emotion.py {params.options:q} 2> {log:q}"
