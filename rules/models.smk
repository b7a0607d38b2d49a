"""Trained motion models, one per data set, run and seed.

Needs results/features/{dataset}/train.arrow.
Makes results/models/{dataset}/{run}/seed{seed}/model.safetensors, training.csv, training.png, and
results/listener.
"""


rule train_model:
    """Train a motion model; killed, it goes on from its last checkpoint.

    One thread, so that the data sets train side by side. The MALLOC variables keep freed memory
    with the process: training on a CPU is up to twice as fast. `gpu` is counted only where a
    profile limits it; with more than one, as many processes share each batch (torchrun).
    """
    input:
        features="results/features/{dataset}/train.arrow",
        code=sources_of_model("scripts/train_model.py"),
    output:
        model="results/models/{dataset}/{run}/seed{seed}/model.safetensors",
        table="results/models/{dataset}/{run}/seed{seed}/training.csv",
        plot=report(
            "results/models/{dataset}/{run}/seed{seed}/training.png",
            caption="../workflow/report/training.rst",
            category="Training",
        ),
    log:
        "results/logs/models/{dataset}/{run}/seed{seed}.log",
    wildcard_constraints:
        run=trained_runs(*MODELS),
    conda:
        "../envs/elp.yaml"
    threads: 1
    resources:
        gpu=1,
    params:
        module=module_of_model,
        settings=model_settings,
        schedule=schedule_settings,
        work="results/models/{dataset}/{run}/seed{seed}/work",
    shell:
        "MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=1000000000000"
        " python -m elp.training.distributed {resources.gpu} scripts/train_model.py"
        " --features {input.features:q}"
        " --module {params.module:q}"
        " --settings {params.settings:q}"
        " --schedule {params.schedule:q}"
        " --seed {wildcards.seed}"
        " --code {input.code:q}"
        " --work {params.work:q}"
        " --model {output.model:q}"
        " --table {output.table:q}"
        " --plot {output.plot:q}"
        " 2> {log:q}"


rule listener:
    """Put the model that generates for a person into one folder, with all that it needs."""
    input:
        model=of_listener("results/models/{dataset}/{run}/seed{seed}/model.safetensors"),
        statistics=of_listener("results/features/{dataset}/statistics.npz"),
        face_model=of_listener("results/tracking/{dataset}/face_model.npz"),
        expressions=of_listener("results/tracking/{dataset}/expressions.npz"),
        landmarker="results/weights/face_landmarker.task",
        code=sources("scripts/bundle_listener.py"),
    output:
        folder=directory("results/listener"),
    log:
        "results/logs/models/listener.log",
    conda:
        "../envs/elp.yaml"
    params:
        about=about_listener(),
    shell:
        "python scripts/bundle_listener.py"
        " --model {input.model:q}"
        " --statistics {input.statistics:q}"
        " --face-model {input.face_model:q}"
        " --expressions {input.expressions:q}"
        " --landmarker {input.landmarker:q}"
        " --about {params.about:q}"
        " --output {output.folder:q}"
        " 2> {log:q}"
