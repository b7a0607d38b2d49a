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
    """Train the renderer; killed, it goes on from its last checkpoint."""
    input:
        frames=frames_of_renderer,
        code=sources("scripts/train_renderer.py"),
    output:
        model="results/renderer/model.safetensors",
        table="results/renderer/training.csv",
        plot="results/renderer/training.png",
        sheet=report("results/renderer/examples.png", category="Renderer"),
    log:
        "results/logs/renderer/training.log",
    conda:
        "../envs/elp.yaml"
    threads: 2
    resources:
        gpu=1,
    params:
        settings=settings_of_renderer(),
        work="results/renderer/work",
    shell:
        "OMP_NUM_THREADS={threads} MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=1000000000000"
        " python scripts/train_renderer.py"
        " --frames {input.frames:q}"
        " --settings {params.settings:q}"
        " --code {input.code:q}"
        " --work {params.work:q}"
        " --model {output.model:q}"
        " --table {output.table:q}"
        " --plot {output.plot:q}"
        " --sheet {output.sheet:q}"
        " 2> {log:q}"
