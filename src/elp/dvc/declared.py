"""What cannot be read off the DAG: the only table by hand.

Paths are patterns, in which `*` stands for a part of a name.
"""

# Small enough for Git to show line by line; DVC only knows their hashes.
IN_GIT = ("results/*.csv", "results/metrics.json")

METRICS = ("results/metrics.json",)

# Pictures, videos and voices of people, by data set; see docs/dvc.md.
PEOPLE = (
    "results/videos/*",
    "results/clips/*",
    "results/renderer/frames/*",
    "results/renders/*",
    "results/strips/*",
)

# The same of all data sets in use together. A stage makes these anew from its settings before they
# are versioned, so that no other settings' people can be left in them.
PEOPLE_TOGETHER = (
    "results/renderer/examples.png",
    "results/gallery/*",
    "results/figure[1456].png",
)

# Every data set in use has one of these.
SHEETS = ("results/videos/*",)

# Files that no stage has, and why.
NOT_VERSIONED = {
    "results/logs": "they differ from run to run; what matters of them is in .snakemake/metadata",
    "results/models/*/*/*/work": "checkpoints of a training under way, gone with its end",
    "results/renderer/work": "the same of the renderer",
    "results/report.html": "made from the results by one command, whenever somebody wants it",
}

IMAGES = ("results/table3.png", "results/figure7.png", "results/figure8.png")
