"""The Mesh-to-Video Renderer: training frames, the trained network, its reconstructions.

Needs results/clips, results/tracking; makes results/renderer/frames/{dataset}/shard{shard}.parquet,
results/renderer/model.safetensors, training.csv, training.png, examples.png, results/reconstruction/
{dataset}/{method}.csv, results/renderer.csv.
"""


rule renderer_frames:
    """Collect training frames of a shard, and draw their meshes."""
    input:
        sheet="results/videos/{dataset}/clips.csv",
        clips="results/clips/{dataset}/shard{shard}",
        coefficients="results/tracking/{dataset}/coefficients/shard{shard}.parquet",
        faces=faces_of_dataset,
        code=sources("scripts/collect_renderer_frames.py"),
    output:
        frames="results/renderer/frames/{dataset}/shard{shard}.parquet",
    log:
        "results/logs/renderer/frames/{dataset}/shard{shard}.log",
    conda:
        "../envs/elp.yaml"
    params:
        **options(**frame_options),
    shell:
        "python scripts/collect_renderer_frames.py {params.options:q} 2> {log:q}"


rule train_renderer:
    """Train the renderer, or resume its last checkpoint (several GPUs: docs/cluster.md)."""
    input:
        frames=frames_of_renderer,
        vgg19=trunk_weights(),
        code=sources("scripts/train_renderer.py"),
    output:
        model="results/renderer/model.safetensors",
        table="results/renderer/training.csv",
        plot=in_report("results/renderer/training.png", "renderer_training"),
        examples=in_report("results/renderer/examples.png", "renderer_examples"),
    log:
        "results/logs/renderer/training.log",
    conda:
        "../envs/elp.yaml"
    threads: 2
    resources:
        gpu=1,
    params:
        **options("code", **renderer_options),
    shell:
        trained_by("scripts/train_renderer.py")


rule reconstruction:
    """Animate held-out people from their first frame and compare with the real frames."""
    input:
        sheet="results/videos/{dataset}/clips.csv",
        landmarks=sharded("results/tracking/{dataset}/landmarks/shard{shard}.parquet"),
        coefficients=coefficients_of_dataset,
        clips=sharded("results/clips/{dataset}/shard{shard}"),
        faces=faces_of_dataset,
        landmarker="results/weights/face_landmarker.task",
        renderer=renderer_of_method,
        vgg19=trunk_weights(),
        code=sources("scripts/reconstruct_people.py"),
    output:
        scores="results/reconstruction/{dataset}/{method}.csv",
    log:
        "results/logs/reconstruction/{dataset}/{method}.log",
    conda:
        "../envs/elp.yaml"
    params:
        **options("dataset", "method", **reconstruction_options),
    shell:
        "python scripts/reconstruct_people.py {params.options:q} 2> {log:q}"


rule reconstruction_table:
    """Compare the methods of animating a portrait."""
    input:
        scores=scores_of_reconstructions,
        code=sources("scripts/compare_reconstructions.py"),
    output:
        table=in_report("results/renderer.csv", "renderer"),
    log:
        "results/logs/reconstruction/table.log",
    conda:
        "../envs/elp.yaml"
    params:
        **options(),
    shell:
        "python scripts/compare_reconstructions.py {params.options:q} 2> {log:q}"
