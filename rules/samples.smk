"""Generated listeners, of trained models and of baselines.

Needs results/features, results/models, results/tracking; makes results/samples/{dataset}/{run}/
seed{seed}/{split}.parquet and forced/{emotion}/{split}.parquet, results/diagnostics.csv,
results/emotion_control.csv.
"""


rule samples:
    """Generate K listeners a clip with a trained model."""
    input:
        model="results/models/{dataset}/{run}/seed{seed}/model.safetensors",
        features="results/features/{dataset}/{split}.arrow",
        statistics="results/features/{dataset}/statistics.npz",
        mesh=generated_mesh,
        code=sources_of_model("scripts/sample_model.py"),
    output:
        samples="results/samples/{dataset}/{run}/seed{seed}/{split}.parquet",
    log:
        "results/logs/samples/{dataset}/{run}/seed{seed}/{split}.log",
    wildcard_constraints:
        run=trained_runs(*MODELS),
    conda:
        "../envs/elp.yaml"
    threads: 1
    resources:
        gpu=1,
    params:
        settings=as_json(settings.sampling),
        tracking=as_json(settings.tracking),
        mesh=mesh_options,
    shell:
        "python scripts/sample_model.py"
        " --model {input.model:q}"
        " --features {input.features:q}"
        " --statistics {input.statistics:q}"
        " --settings {params.settings:q}"
        " --tracking {params.tracking:q}"
        " --seed {wildcards.seed}"
        " --output {output.samples:q}"
        " {params.mesh:q}"
        " 2> {log:q}"


rule samples_forced:
    """The same with an emotion asked for, whatever the speaker's."""
    input:
        model="results/models/{dataset}/{run}/seed{seed}/model.safetensors",
        features="results/features/{dataset}/{split}.arrow",
        statistics="results/features/{dataset}/statistics.npz",
        code=sources_of_model("scripts/sample_model.py"),
    output:
        samples="results/samples/{dataset}/{run}/seed{seed}/forced/{emotion}/{split}.parquet",
    log:
        "results/logs/samples/{dataset}/{run}/seed{seed}/forced/{emotion}/{split}.log",
    wildcard_constraints:
        run=trained_runs("ase"),
    conda:
        "../envs/elp.yaml"
    threads: 1
    resources:
        gpu=1,
    params:
        settings=forced_sampling,
    shell:
        "python scripts/sample_model.py"
        " --model {input.model:q}"
        " --features {input.features:q}"
        " --statistics {input.statistics:q}"
        " --settings {params.settings:q}"
        " --seed {wildcards.seed}"
        " --output {output.samples:q}"
        " 2> {log:q}"


rule samples_baseline:
    """Answer with a retrieved or a random listener."""
    input:
        train="results/features/{dataset}/train.arrow",
        features="results/features/{dataset}/{split}.arrow",
        statistics="results/features/{dataset}/statistics.npz",
        model=model_of_baseline,
        code=sources("scripts/sample_baseline.py"),
    output:
        samples="results/samples/{dataset}/{run}/seed{seed}/{split}.parquet",
    log:
        "results/logs/samples/{dataset}/{run}/seed{seed}/{split}.log",
    wildcard_constraints:
        run=baseline_runs(),
    conda:
        "../envs/elp.yaml"
    params:
        baseline=baseline_settings,
        settings=as_json(settings.sampling),
        window=window_of_run,
        model=model_option,
    shell:
        "python scripts/sample_baseline.py"
        " --train {input.train:q}"
        " --features {input.features:q}"
        " --statistics {input.statistics:q}"
        " --baseline {params.baseline:q}"
        " --settings {params.settings:q}"
        " --window {params.window}"
        " --seed {wildcards.seed}"
        " --output {output.samples:q}"
        " {params.model:q}"
        " 2> {log:q}"


rule samples_gt:
    """Take the real listeners as a run of their own."""
    input:
        features="results/features/{dataset}/{split}.arrow",
        tracks=sharded("results/tracking/{dataset}/coefficients/shard{shard}.parquet"),
        code=sources("scripts/copy_truth.py"),
    output:
        samples="results/samples/{dataset}/{run}/seed{seed}/{split}.parquet",
    log:
        "results/logs/samples/{dataset}/{run}/seed{seed}/{split}.log",
    wildcard_constraints:
        run=true_runs(),
    conda:
        "../envs/elp.yaml"
    shell:
        "python scripts/copy_truth.py"
        " --features {input.features:q}"
        " --tracks {input.tracks:q}"
        " --output {output.samples:q}"
        " 2> {log:q}"


rule diagnostics:
    """Measure what the codes carry: entropy, spread, blinks, training against test clips."""
    input:
        models=diagnosed_models,
        features=features_of_tables,
        code=sources("scripts/diagnose.py"),
    output:
        table="results/diagnostics.csv",
    log:
        "results/logs/samples/diagnostics.log",
    conda:
        "../envs/elp.yaml"
    params:
        settings=as_json(settings.sampling),
    shell:
        "python scripts/diagnose.py"
        " --models {input.models:q}"
        " --settings {params.settings:q}"
        " --output {output.table:q}"
        " 2> {log:q}"


rule emotion_control:
    """Let a probe trained on real listeners read the emotion of generated ones."""
    input:
        forced=forced_samples,
        features=features_of_tables,
        code=sources("scripts/probe_emotion.py"),
    output:
        table="results/emotion_control.csv",
    log:
        "results/logs/samples/emotion_control.log",
    conda:
        "../envs/elp.yaml"
    params:
        settings=as_json(settings.metrics),
    shell:
        "python scripts/probe_emotion.py"
        " --forced {input.forced:q}"
        " --settings {params.settings:q}"
        " --output {output.table:q}"
        " 2> {log:q}"
