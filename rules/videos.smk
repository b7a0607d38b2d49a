"""Videos: the clip sheet of every data set in one form, and the made-up sample corpus.

Needs the sheet of a data set on disk, or nothing; makes results/videos/{dataset}/: clips.csv, and for
sample corpora shard{shard}/ with the videos and truth/shard{shard}.parquet, which only
rule tracking_accuracy reads.
"""


rule clip_sheet:
    """Check the clip sheet of a data set on disk, and write it in our own columns.

    Where it names coefficient files, these are read too: one fault in them stops the data set here.
    """
    input:
        sheet=sheet_of_dataset,
        downloads=downloads_of_dataset,
        code=sources("scripts/read_clip_sheet.py"),
    output:
        sheet="results/videos/{dataset}/clips.csv",
    log:
        "results/logs/videos/{dataset}/clip_sheet.log",
    wildcard_constraints:
        dataset=datasets_of_layouts(
            "vico", "vico_coefficients", "clips", "coefficients", "talking_heads"
        ),
    conda:
        "../envs/elp.yaml"
    threads: 1
    params:
        settings=sheet_settings,
        downloads=downloads_option,
    shell:
        "python scripts/read_clip_sheet.py"
        " --sheet {input.sheet:q}"
        " {params.downloads:q}"
        " --settings {params.settings:q}"
        " --output {output.sheet:q}"
        " 2> {log:q}"


rule unpacked:
    """Make clips of what Learning2Listen or lm-listener released."""
    input:
        release=root_of_dataset_on_disk,
        code=sources("scripts/unpack_release.py"),
    output:
        sheet="results/videos/{dataset}/clips.csv",
        files=directory("results/videos/{dataset}/coefficients"),
    log:
        "results/logs/videos/{dataset}/unpacked.log",
    wildcard_constraints:
        dataset=datasets_of_layouts("l2l", "lm_listener"),
    conda:
        "../envs/elp.yaml"
    threads: 1
    params:
        settings=sheet_settings,
    shell:
        "python scripts/unpack_release.py"
        " --release {input.release:q}"
        " --settings {params.settings:q}"
        " --sheet {output.sheet:q}"
        " --files {output.files:q}"
        " 2> {log:q}"


rule sample_sheet:
    """Plan a half of the sample corpus: who talks with whom, in which mood."""
    input:
        code=sources("scripts/plan_sample_corpus.py"),
    output:
        sheet="results/videos/{dataset}/clips.csv",
    log:
        "results/logs/videos/{dataset}/sample_sheet.log",
    wildcard_constraints:
        dataset=datasets_of_layouts("sample_corpus"),
    conda:
        "../envs/elp.yaml"
    threads: 1
    params:
        corpus=corpus_of_dataset,
        splits=splits_of_dataset,
        shards=shards_of_dataset,
    shell:
        "python scripts/plan_sample_corpus.py"
        " --corpus {params.corpus:q}"
        " --splits {params.splits}"
        " --shards {params.shards}"
        " --output {output.sheet:q}"
        " 2> {log:q}"


rule sample_videos:
    """Film a shard of the sample corpus: puppets that talk and listen, and the truth aside."""
    input:
        portrait="src/elp/sample_corpus/portrait.csv",
        code=sources("scripts/film_sample_corpus.py"),
    output:
        videos=directory("results/videos/{dataset}/shard{shard}"),
        truth="results/videos/{dataset}/truth/shard{shard}.parquet",
    log:
        "results/logs/videos/{dataset}/sample_videos/shard{shard}.log",
    wildcard_constraints:
        dataset=datasets_of_layouts("sample_corpus"),
    conda:
        "../envs/elp.yaml"
    threads: 1
    params:
        corpus=corpus_of_dataset,
        splits=splits_of_dataset,
        shards=shards_of_dataset,
    shell:
        "python scripts/film_sample_corpus.py"
        " --corpus {params.corpus:q}"
        " --splits {params.splits}"
        " --shard {wildcards.shard}"
        " --shards {params.shards}"
        " --videos {output.videos:q}"
        " --truth {output.truth:q}"
        " 2> {log:q}"
