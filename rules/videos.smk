"""Videos: every data set's clip sheet in one form, and the synthetic sample corpus.

Needs the sheet of a data set on disk, or nothing; makes results/videos/{dataset}/: clips.csv, and for
sample corpora shard{shard}/ with the videos and truth/shard{shard}.parquet, which only
rule tracking_accuracy reads.
"""


rule clip_sheet:
    """Check the clip sheet of a data set on disk, and the coefficient files that it names."""
    input:
        source=sheet_of_dataset,
        downloads=downloads_of_dataset,
        code=sources("scripts/read_clip_sheet.py"),
    output:
        sheet="results/videos/{dataset}/clips.csv",
    log:
        "results/logs/videos/{dataset}/clip_sheet.log",
    wildcard_constraints:
        dataset=datasets_with_sheets(),
    conda:
        "../envs/elp.yaml"
    params:
        **options(settings=sheet_settings),
    shell:
        "python scripts/read_clip_sheet.py {params.options:q} 2> {log:q}"


rule release:
    """Convert a release of Learning2Listen or lm-listener to clips."""
    input:
        release=root_on_disk,
        code=sources("scripts/unpack_release.py"),
    output:
        sheet="results/videos/{dataset}/clips.csv",
        files=directory("results/videos/{dataset}/coefficients"),
    log:
        "results/logs/videos/{dataset}/release.log",
    wildcard_constraints:
        dataset=datasets_of_layouts("l2l", "lm_listener"),
    conda:
        "../envs/elp.yaml"
    params:
        **options(settings=sheet_settings),
    shell:
        "python scripts/unpack_release.py {params.options:q} 2> {log:q}"


rule corpus_sheet:
    """Plan one half of the sample corpus: who talks with whom, in which mood."""
    input:
        code=sources("scripts/plan_sample_corpus.py"),
    output:
        sheet="results/videos/{dataset}/clips.csv",
    log:
        "results/logs/videos/{dataset}/corpus_sheet.log",
    wildcard_constraints:
        dataset=datasets_of_layouts("sample_corpus"),
    conda:
        "../envs/elp.yaml"
    params:
        **options(**corpus_options),
    shell:
        "python scripts/plan_sample_corpus.py {params.options:q} 2> {log:q}"


rule corpus_videos:
    """Film a shard of the sample corpus: puppets that talk and listen, with their truth."""
    input:
        portrait="src/elp/sample_corpus/portrait.csv",
        code=sources("scripts/film_sample_corpus.py"),
    output:
        videos=directory("results/videos/{dataset}/shard{shard}"),
        truth="results/videos/{dataset}/truth/shard{shard}.parquet",
    log:
        "results/logs/videos/{dataset}/corpus_videos/shard{shard}.log",
    wildcard_constraints:
        dataset=datasets_of_layouts("sample_corpus"),
    conda:
        "../envs/elp.yaml"
    params:
        **options("shard", portrait=None, **corpus_options),
    shell:
        "python scripts/film_sample_corpus.py {params.options:q} 2> {log:q}"
