"""Videos of listeners: meshes, portraits in motion, and all of them side by side.

Needs results/samples, results/features, results/tracking and, for pictures, results/clips; makes
results/meshes, results/renders, results/strips and results/gallery. `forced` is empty or names the
requested emotion.
"""


rule meshes:
    """Draw one run's listeners as mesh videos, one sample per clip."""
    input:
        samples="results/samples/{dataset}/{run}/seed{seed}/{forced}{split}.parquet",
        features="results/features/{dataset}/{split}.arrow",
        faces=faces_of_dataset,
        code=sources("scripts/draw_meshes.py"),
    output:
        videos=directory("results/meshes/{dataset}/{run}/seed{seed}/{forced}{split}"),
    log:
        "results/logs/renders/meshes/{dataset}/{run}/seed{seed}/{forced}{split}.log",
    conda:
        "../envs/elp.yaml"
    params:
        **options(**drawing_options),
    shell:
        "python scripts/draw_meshes.py {params.options:q} 2> {log:q}"


rule renders:
    """Animate the real listener's portrait with one run's motion."""
    input:
        samples="results/samples/{dataset}/{run}/seed{seed}/{forced}{split}.parquet",
        features="results/features/{dataset}/{split}.arrow",
        coefficients=coefficients_of_dataset,
        clips=sharded("results/clips/{dataset}/shard{shard}"),
        faces=faces_of_dataset,
        renderer=trained_renderer,
        code=sources("scripts/render_listeners.py"),
    output:
        videos=directory("results/renders/{dataset}/{run}/seed{seed}/{forced}{split}"),
    log:
        "results/logs/renders/{dataset}/{run}/seed{seed}/{forced}{split}.log",
    conda:
        "../envs/elp.yaml"
    params:
        **options(**drawing_options),
    shell:
        "python scripts/render_listeners.py {params.options:q} 2> {log:q}"


rule strips:
    """Show the speaker, the real listener and every run's side by side, with the speaker's sound."""
    input:
        meshes=of_rendered_runs("results/meshes/{dataset}/{run}/seed{seed}/{split}"),
        photos=of_rendered_runs("results/renders/{dataset}/{run}/seed{seed}/{split}"),
        features="results/features/{dataset}/{split}.arrow",
        coefficients=coefficients_of_dataset,
        clips=sharded("results/clips/{dataset}/shard{shard}"),
        faces=faces_of_dataset,
        code=sources("scripts/make_strips.py"),
    output:
        videos=directory("results/strips/{dataset}/seed{seed}/{split}"),
    log:
        "results/logs/renders/strips/{dataset}/seed{seed}/{split}.log",
    conda:
        "../envs/elp.yaml"
    params:
        **options(titles=titles_of_renders(), **drawing_options),
    shell:
        "python scripts/make_strips.py {params.options:q} 2> {log:q}"


rule gallery:
    """Build a page that plays all listeners together, with their curves."""
    input:
        files=files_of_gallery(),
        template="src/elp/gallery/page.html",
        code=sources("scripts/build_gallery.py"),
    output:
        page="results/gallery/index.html",
        videos=directory("results/gallery/videos"),
    log:
        "results/logs/renders/gallery.log",
    conda:
        "../envs/elp.yaml"
    params:
        **options(**gallery_options),
    shell:
        "python scripts/build_gallery.py {params.options:q} 2> {log:q}"
