"""Trained motion models, one per data set, run and seed.

Needs results/features/{dataset}/train.arrow and statistics.npz; for a loss on the mesh
results/tracking/{dataset}/face_model.npz.
Makes results/models/{dataset}/{run}/seed{seed}/model.safetensors, training.csv, training.png, and
results/listener.
"""


rule train_model:
    """Train a motion model on one thread, or resume its last checkpoint."""
    input:
        unpack(units_of_loss),
        features="results/features/{dataset}/train.arrow",
        code=sources_of_model("scripts/train_model.py"),
    output:
        model="results/models/{dataset}/{run}/seed{seed}/model.safetensors",
        table="results/models/{dataset}/{run}/seed{seed}/training.csv",
        plot=in_report(
            "results/models/{dataset}/{run}/seed{seed}/training.png", "training"
        ),
    log:
        "results/logs/models/{dataset}/{run}/seed{seed}.log",
    wildcard_constraints:
        run=trained_runs(*MODELS),
    conda:
        "../envs/elp.yaml"
    resources:
        gpu=1,
    params:
        **options("seed", "code", **training_options),
    shell:
        trained_by("scripts/train_model.py")


rule listener:
    """Bundle the model that `elp generate` uses with all the files it needs."""
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
        **options(about=about_listener()),
    shell:
        "python scripts/bundle_listener.py {params.options:q} 2> {log:q}"
