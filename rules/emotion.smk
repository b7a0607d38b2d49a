"""Emotion labels.

Needs results/videos/{dataset}/clips.csv; where labels come from speech also results/clips and
weights. Makes results/emotion/{dataset}.csv, {dataset}.png, sample_speech.safetensors.
"""


rule speech_emotion_model:
    """Train the analyzer's network on the sample corpus' own labelled speech."""
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
        settings=as_json(settings.emotion),
    shell:
        "python scripts/train_speech_emotion.py"
        " --settings {params.settings:q}"
        " --model {output.model:q}"
        " --accuracy {output.accuracy:q}"
        " 2> {log:q}"


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
        plot=report(
            "results/emotion/{dataset}.png",
            caption="../workflow/report/emotion.rst",
            category="Emotion",
        ),
    log:
        "results/logs/emotion/{dataset}.log",
    conda:
        "../envs/elp.yaml"
    params:
        dataset=labelling_settings,
        settings=as_json(settings.emotion),
        weights=analyzer_option,
    shell:
        "python scripts/label_emotion.py"
        " --sheet {input.sheet:q}"
        " --clips {input.clips:q}"
        " --name {wildcards.dataset}"
        " --dataset {params.dataset:q}"
        " --settings {params.settings:q}"
        " --output {output.labels:q}"
        " --plot {output.plot:q}"
        " {params.weights:q}"
        " 2> {log:q}"
