"""What the DAG does not say about results: which are in Git, which show people, which are plots.

Paths are patterns; `*` matches within a name.
"""

# In Git, which shows their lines; DVC keeps their hashes only.
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

# People of all data sets in use together. A stage makes these anew before they are versioned, so
# that they show nobody of other settings.
PEOPLE_TOGETHER = (
    "results/renderer/examples.png",
    "results/gallery/*",
    "results/figure[1456].png",
)

# One for each data set in use.
SHEETS = ("results/videos/*",)

# Files in no stage, and why.
NOT_VERSIONED = {
    "results/logs": "they differ between runs; .snakemake/metadata has what matters of them",
    "results/models/*/*/*/work": "checkpoints of a running training, deleted when it ends",
    "results/renderer/work": "checkpoints of the renderer's training, deleted when it ends",
    "results/report.html": "made from the results by one command at any time",
}

IMAGES = ("results/table3.png", "results/figure7.png", "results/figure8.png")
