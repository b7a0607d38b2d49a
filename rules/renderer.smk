"""The Mesh-to-Video Renderer: training frames, the trained network, what it is worth.

Needs results/clips, results/tracking; makes results/renderer/frames/{dataset}/shard{shard}.parquet,
results/renderer/model.safetensors, training.csv, training.png, examples.png, results/renderer.csv.
"""


rule renderer_frames:
    """Collect training frames of a shard, and draw their meshes."""
    input:
        sheet="results/videos/{dataset}/clips.csv",
        clips="results/clips/{dataset}/shard{shard}",
        coefficients="results/tracking/{dataset}/coefficients/shard{shard}.parquet",
        face_model="results/tracking/{dataset}/face_model.npz",
        neutrals="results/tracking/{dataset}/neutrals.npz",
        code=sources("scripts/collect_frames.py"),
    output:
        frames="results/renderer/frames/{dataset}/shard{shard}.parquet",
    log:
        "results/logs/renderer/frames/{dataset}/shard{shard}.log",
    conda:
        "../envs/elp.yaml"
    params:
        field_of_view=settings.tracking.field_of_view,
        network=network_of_renderer(),
        every=lambda wildcards: settings.renderer.every,
    shell:
        "python scripts/collect_frames.py"
        " --sheet {input.sheet:q}"
        " --clips {input.clips:q}"
        " --coefficients {input.coefficients:q}"
        " --face-model {input.face_model:q}"
        " --neutrals {input.neutrals:q}"
        " --field-of-view {params.field_of_view}"
        " --network {params.network:q}"
        " --every {params.every}"
        " --output {output.frames:q}"
        " 2> {log:q}"


rule train_renderer:
    """Train the renderer; killed, it goes on from its last checkpoint.

    With more than one `gpu` as many processes share each batch (torchrun); docs/cluster.md tells
    how to ask for them.
    """
    input:
        frames=frames_of_renderer,
        trunk=trunk_weights(),
        code=sources("scripts/train_renderer.py"),
    output:
        model="results/renderer/model.safetensors",
        table="results/renderer/training.csv",
        plot=report(
            "results/renderer/training.png",
            caption="../workflow/report/renderer_training.rst",
            category="Renderer",
        ),
        sheet=report(
            "results/renderer/examples.png",
            caption="../workflow/report/renderer_examples.rst",
            category="Renderer",
        ),
    log:
        "results/logs/renderer/training.log",
    conda:
        "../envs/elp.yaml"
    threads: 2
    resources:
        gpu=1,
    params:
        settings=settings_of_renderer(),
        trunk=trunk_option(),
        work="results/renderer/work",
    shell:
        "OMP_NUM_THREADS={threads} MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=1000000000000"
        " python -m elp.training.distributed {resources.gpu} scripts/train_renderer.py"
        " --frames {input.frames:q}"
        " --settings {params.settings:q}"
        " {params.trunk:q}"
        " --code {input.code:q}"
        " --work {params.work:q}"
        " --model {output.model:q}"
        " --table {output.table:q}"
        " --plot {output.plot:q}"
        " --sheet {output.sheet:q}"
        " 2> {log:q}"


rule reconstructions:
    """Show held-out people by one method from their first frame, and compare with the real ones."""
    input:
        sheet="results/videos/{dataset}/clips.csv",
        landmarks=sharded("results/tracking/{dataset}/landmarks/shard{shard}.parquet"),
        coefficients=sharded(
            "results/tracking/{dataset}/coefficients/shard{shard}.parquet"
        ),
        clips=sharded("results/clips/{dataset}/shard{shard}"),
        face_model="results/tracking/{dataset}/face_model.npz",
        neutrals="results/tracking/{dataset}/neutrals.npz",
        landmarker="results/weights/face_landmarker.task",
        renderer=renderer_of_method,
        trunk=trunk_weights(),
        code=sources("scripts/judge_renderer.py"),
    output:
        table="results/renderer/scores/{dataset}/{method}.csv",
    log:
        "results/logs/renderer/scores/{dataset}/{method}.log",
    wildcard_constraints:
        method="still|warp|learned",
    conda:
        "../envs/elp.yaml"
    threads: 1
    params:
        tracking=as_json(settings.tracking),
        mesh=as_json(settings.mesh),
        options=judge_options,
    shell:
        "OMP_NUM_THREADS={threads} OPENBLAS_NUM_THREADS={threads}"
        " python scripts/judge_renderer.py"
        " --dataset {wildcards.dataset}"
        " --method {wildcards.method}"
        " --sheet {input.sheet:q}"
        " --landmarks {input.landmarks:q}"
        " --coefficients {input.coefficients:q}"
        " --clips {input.clips:q}"
        " --face-model {input.face_model:q}"
        " --neutrals {input.neutrals:q}"
        " --landmarker {input.landmarker:q}"
        " --tracking {params.tracking:q}"
        " --mesh {params.mesh:q}"
        " --output {output.table:q}"
        " {params.options:q}"
        " 2> {log:q}"


rule renderer_table:
    """Hold the ways to move a portrait against each other."""
    input:
        scores=scores_of_renderers,
        code=sources("scripts/compare_renderers.py"),
    output:
        table=report(
            "results/renderer.csv",
            caption="../workflow/report/renderer.rst",
            category="Renderer",
        ),
    log:
        "results/logs/renderer/table.log",
    conda:
        "../envs/elp.yaml"
    shell:
        "python scripts/compare_renderers.py"
        " --scores {input.scores:q}"
        " --output {output.table:q}"
        " 2> {log:q}"
