"""Videos from the web.

Needs a data set's list of videos; puts them below the data set's root, where they stay, and makes
results/downloads/{dataset}/videos.csv.
"""


rule talking_head_videos:
    """List the raw videos of TalkingHead-1KH's lists."""
    input:
        lists=lists_of_talking_heads,
        code=sources("scripts/list_talking_heads.py"),
    output:
        wanted="results/downloads/{dataset}/wanted.csv",
    log:
        "results/logs/downloads/{dataset}/wanted.log",
    wildcard_constraints:
        dataset=datasets_with_downloads(),
    conda:
        "../envs/elp.yaml"
    params:
        **options(lists=None, root=root_on_disk, settings=sheet_settings),
    shell:
        "python scripts/list_talking_heads.py {params.options:q} 2> {log:q}"


rule downloads:
    """Fetch a data set's videos; unavailable ones are rows of the table, not errors."""
    input:
        wanted=wanted_videos,
        code=sources("scripts/fetch_videos.py"),
    output:
        table="results/downloads/{dataset}/videos.csv",
    log:
        "results/logs/downloads/{dataset}/videos.log",
    wildcard_constraints:
        dataset=datasets_with_downloads(),
    conda:
        "../envs/elp.yaml"
    params:
        **options(root=root_on_disk, settings=as_json(settings.downloads)),
    shell:
        "python scripts/fetch_videos.py {params.options:q} 2> {log:q} && tail -n 1 {log:q}"
