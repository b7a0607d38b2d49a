"""Videos of listeners: meshes, portraits in motion, and all of them side by side.

Needs results/samples, results/features, results/tracking and, for pictures, results/clips; makes
results/meshes, results/renders, results/strips and results/gallery.
"""


rule meshes:
    """Draw one run's listeners as mesh videos, one sample a clip."""
    input:
        samples="results/samples/{dataset}/{run}/seed{seed}/{split}.parquet",
        features="results/features/{dataset}/{split}.arrow",
        face_model="results/tracking/{dataset}/face_model.npz",
        neutrals="results/tracking/{dataset}/neutrals.npz",
        code=sources("scripts/draw_meshes.py"),
    output:
        videos=directory("results/meshes/{dataset}/{run}/seed{seed}/{split}"),
    log:
        "results/logs/renders/meshes/{dataset}/{run}/seed{seed}/{split}.log",
    wildcard_constraints:
        dataset=datasets_of_renders(),
    conda:
        "../envs/elp.yaml"
    params:
        field_of_view=settings.tracking.field_of_view,
        mesh=as_json(settings.mesh),
        renders=as_json(settings.renders),
    shell:
        "python scripts/draw_meshes.py"
        " --samples {input.samples:q}"
        " --features {input.features:q}"
        " --face-model {input.face_model:q}"
        " --neutrals {input.neutrals:q}"
        " --field-of-view {params.field_of_view}"
        " --mesh {params.mesh:q}"
        " --renders {params.renders:q}"
        " --output {output.videos:q}"
        " 2> {log:q}"


rule renders:
    """Move the real listener's portrait as one run's listeners move."""
    input:
        samples="results/samples/{dataset}/{run}/seed{seed}/{split}.parquet",
        features="results/features/{dataset}/{split}.arrow",
        coefficients=sharded(
            "results/tracking/{dataset}/coefficients/shard{shard}.parquet"
        ),
        clips=sharded("results/clips/{dataset}/shard{shard}"),
        face_model="results/tracking/{dataset}/face_model.npz",
        neutrals="results/tracking/{dataset}/neutrals.npz",
        renderer=trained_renderer,
        code=sources("scripts/render_listeners.py"),
    output:
        videos=directory("results/renders/{dataset}/{run}/seed{seed}/{split}"),
    log:
        "results/logs/renders/{dataset}/{run}/seed{seed}/{split}.log",
    wildcard_constraints:
        dataset=datasets_of_renders(),
    conda:
        "../envs/elp.yaml"
    params:
        field_of_view=settings.tracking.field_of_view,
        mesh=as_json(settings.mesh),
        renders=as_json(settings.renders),
        renderer=renderer_option,
    shell:
        "python scripts/render_listeners.py"
        " --samples {input.samples:q}"
        " --features {input.features:q}"
        " --coefficients {input.coefficients:q}"
        " --clips {input.clips:q}"
        " --face-model {input.face_model:q}"
        " --neutrals {input.neutrals:q}"
        " --field-of-view {params.field_of_view}"
        " --mesh {params.mesh:q}"
        " --renders {params.renders:q}"
        " --output {output.videos:q}"
        " {params.renderer:q}"
        " 2> {log:q}"


rule strips:
    """Put the speaker, the real listener and every run's side by side, with the speaker's sound."""
    input:
        meshes=of_rendered_runs("results/meshes/{dataset}/{run}/seed{seed}/{split}"),
        photos=of_rendered_runs("results/renders/{dataset}/{run}/seed{seed}/{split}"),
        features="results/features/{dataset}/{split}.arrow",
        coefficients=sharded(
            "results/tracking/{dataset}/coefficients/shard{shard}.parquet"
        ),
        clips=sharded("results/clips/{dataset}/shard{shard}"),
        face_model="results/tracking/{dataset}/face_model.npz",
        neutrals="results/tracking/{dataset}/neutrals.npz",
        code=sources("scripts/make_strips.py"),
    output:
        videos=directory("results/strips/{dataset}/seed{seed}/{split}"),
    log:
        "results/logs/renders/strips/{dataset}/seed{seed}/{split}.log",
    wildcard_constraints:
        dataset=datasets_of_renders(),
    conda:
        "../envs/elp.yaml"
    params:
        titles=titles_of_renders(),
        field_of_view=settings.tracking.field_of_view,
        mesh=as_json(settings.mesh),
        renders=as_json(settings.renders),
    shell:
        "python scripts/make_strips.py"
        " --meshes {input.meshes:q}"
        " --photos {input.photos:q}"
        " --titles {params.titles:q}"
        " --features {input.features:q}"
        " --coefficients {input.coefficients:q}"
        " --clips {input.clips:q}"
        " --face-model {input.face_model:q}"
        " --neutrals {input.neutrals:q}"
        " --field-of-view {params.field_of_view}"
        " --mesh {params.mesh:q}"
        " --renders {params.renders:q}"
        " --output {output.videos:q}"
        " 2> {log:q}"


use rule meshes as meshes_forced with:
    input:
        samples="results/samples/{dataset}/{run}/seed{seed}/forced/{emotion}/{split}.parquet",
        features="results/features/{dataset}/{split}.arrow",
        face_model="results/tracking/{dataset}/face_model.npz",
        neutrals="results/tracking/{dataset}/neutrals.npz",
        code=sources("scripts/draw_meshes.py"),
    output:
        videos=directory(
            "results/meshes/{dataset}/{run}/seed{seed}/forced/{emotion}/{split}"
        ),
    log:
        "results/logs/renders/meshes/{dataset}/{run}/seed{seed}/forced/{emotion}/{split}.log",


use rule renders as renders_forced with:
    input:
        samples="results/samples/{dataset}/{run}/seed{seed}/forced/{emotion}/{split}.parquet",
        features="results/features/{dataset}/{split}.arrow",
        coefficients=sharded(
            "results/tracking/{dataset}/coefficients/shard{shard}.parquet"
        ),
        clips=sharded("results/clips/{dataset}/shard{shard}"),
        face_model="results/tracking/{dataset}/face_model.npz",
        neutrals="results/tracking/{dataset}/neutrals.npz",
        renderer=trained_renderer,
        code=sources("scripts/render_listeners.py"),
    output:
        videos=directory(
            "results/renders/{dataset}/{run}/seed{seed}/forced/{emotion}/{split}"
        ),
    log:
        "results/logs/renders/{dataset}/{run}/seed{seed}/forced/{emotion}/{split}.log",


rule gallery:
    """Gather all listeners in a page that plays them together, with their curves."""
    input:
        files=files_of_gallery,
        page="src/elp/gallery/page.html",
        code=sources("scripts/build_gallery.py"),
    output:
        page="results/gallery/index.html",
        videos=directory("results/gallery/videos"),
    log:
        "results/logs/renders/gallery.log",
    conda:
        "../envs/elp.yaml"
    params:
        plan=plan_of_gallery(),
    shell:
        "python scripts/build_gallery.py"
        " --plan {params.plan:q}"
        " --page {output.page:q}"
        " --videos {output.videos:q}"
        " 2> {log:q}"
