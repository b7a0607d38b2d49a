"""Generated listeners, of trained models and of baselines.

Needs results/features, results/models, results/tracking; makes results/samples/{dataset}/{run}/
seed{seed}/{split}.parquet and forced/{emotion}/{split}.parquet, results/diagnostics.csv,
results/emotion_control.csv.
"""


rule samples:
    """Generate K listeners per clip with a trained model; `forced` requests an emotion."""
    input:
        model="results/models/{dataset}/{run}/seed{seed}/model.safetensors",
        features="results/features/{dataset}/{split}.arrow",
        statistics="results/features/{dataset}/statistics.npz",
        faces=faces_for_blinks,
        code=sources_of_model("scripts/sample_model.py"),
    output:
        samples="results/samples/{dataset}/{run}/seed{seed}/{forced}{split}.parquet",
    log:
        "results/logs/samples/{dataset}/{run}/seed{seed}/{forced}{split}.log",
    wildcard_constraints:
        run=trained_runs(*MODELS),
    conda:
        "../envs/elp.yaml"
    resources:
        gpu=1,
    params:
        **options("seed", **sampling_options),
    shell:
        "python scripts/sample_model.py {params.options:q} 2> {log:q}"


rule samples_baseline:
    """Generate listeners with a baseline: retrieved or random."""
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
        **options("seed", **baseline_options),
    shell:
        "python scripts/sample_baseline.py {params.options:q} 2> {log:q}"


rule samples_truth:
    """Write the real listeners as samples of a run."""
    input:
        features="results/features/{dataset}/{split}.arrow",
        coefficients=coefficients_of_dataset,
        code=sources("scripts/sample_truth.py"),
    output:
        samples="results/samples/{dataset}/{run}/seed{seed}/{split}.parquet",
    log:
        "results/logs/samples/{dataset}/{run}/seed{seed}/{split}.log",
    wildcard_constraints:
        run=true_runs(),
    conda:
        "../envs/elp.yaml"
    params:
        **options(),
    shell:
        "python scripts/sample_truth.py {params.options:q} 2> {log:q}"


rule diagnostics:
    """Measure what the codes encode: entropy, spread, blinks, on training and test clips."""
    input:
        models=diagnosed_models,
        features=features_of_tables,
        code=sources("scripts/measure_diagnostics.py"),
    output:
        table="results/diagnostics.csv",
    log:
        "results/logs/samples/diagnostics.log",
    conda:
        "../envs/elp.yaml"
    params:
        **options(features=None, settings=as_json(settings.sampling)),
    shell:
        "python scripts/measure_diagnostics.py {params.options:q} 2> {log:q}"


rule emotion_control:
    """Classify generated listeners' emotions with a probe trained on real listeners."""
    input:
        forced=forced_samples,
        features=features_of_tables,
        code=sources("scripts/measure_emotion_control.py"),
    output:
        table="results/emotion_control.csv",
    log:
        "results/logs/samples/emotion_control.log",
    conda:
        "../envs/elp.yaml"
    params:
        **options(features=None, settings=as_json(settings.metrics)),
    shell:
        "python scripts/measure_emotion_control.py {params.options:q} 2> {log:q}"
