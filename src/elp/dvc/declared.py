"""What cannot be read off the DAG: the only table by hand.

Paths are patterns, in which `*` stands for a part of a name.
"""

# Small enough for Git to show line by line; DVC only knows their hashes.
IN_GIT = ("results/*.csv", "results/metrics.json")

METRICS = ("results/metrics.json",)

# Pictures, videos and voices of people; see docs/dvc.md.
PEOPLE = (
    "results/videos",
    "results/clips",
    "results/renderer/frames",
    "results/renderer/examples.png",
    "results/renders",
    "results/strips",
    "results/gallery",
    "results/figure[1456].png",
)

# Folders that are written by one rule file, but not versioned as a whole: some of it is `PEOPLE`.
SPLIT = ("results/renderer",)

# Files that no stage has, and why.
NOT_VERSIONED = {
    "results/logs": "they differ from run to run; what matters of them is in .snakemake/metadata",
    "results/models/*/*/*/work": "checkpoints of a training under way, gone with its end",
    "results/renderer/work": "the same of the renderer",
    "results/report.html": "made from the results by one command, whenever somebody wants it",
}

IMAGES = ("results/table3.png", "results/figure7.png", "results/figure8.png")
