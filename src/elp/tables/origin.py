"""What the numbers of a data set are made from, and whether they compare with the paper's."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from elp.config.tables import TableFacts
from elp.io.rows import read_frame
from elp.metrics.estimate import LEAST

LAYOUTS = {
    "sample_corpus": "**made-up conversations, not the paper's**",
    "vico": "videos in the layout of ViCo",
    "clips": "videos of the user's own clip sheet",
    "coefficients": "coefficients that were extracted elsewhere",
    "vico_coefficients": "the coefficients that ViCo's authors released",
    "lm_listener": "the coefficients that lm-listener released, and the user's own sounds",
    "l2l": "the coefficients that Learning2Listen released",
}
SOURCES = {
    "sheet": "from the clip sheet",
    "table": "from the table given in the settings",
    "published": "from the speech, by the published Speech-Emotion-Analyzer weights",
    "sample_speech": "from the speech, by a network trained on the sample corpus' own labelled "
    "speech and not by the published weights",
}
FITTED = ("sample_corpus", "vico", "clips")  # layouts of videos, whose coefficients we fit


def origin(
    dataset: str, scores: Mapping[str, pd.DataFrame], facts: TableFacts, emotions: Sequence[str]
) -> str:
    """One line on what the numbers of a data set are made from."""
    rows = next(iter(scores.values()))
    samples = max(s.loc[s["sample"] >= 0, "sample"].nunique() for s in scores.values())
    of_clips = rows[rows["clip"] != ""]
    people = of_clips["person"].nunique()
    counts = [
        f"{_plural(of_clips['clip'].nunique(), f'{facts.table.split} clip')} of "
        + _plural(people, "person", "people"),
        _plural(rows["seed"].nunique(), "training seed"),
        f"{_plural(samples, 'sample')} a clip where a method draws any",
    ]
    layout = LAYOUTS.get(facts.datasets[dataset].layout, facts.datasets[dataset].layout)
    labels = "; ".join(map(_named, sorted(set(emotions))))
    few = "" if people >= LEAST else f" **No interval: {_plural(people, 'person', 'people')}.**"
    return f"Made from {layout}: {', '.join(counts)}. Emotion labels: {labels}.{few}"


def _named(source: str) -> str:
    name, *balanced = source.split(", ")
    return ", ".join([SOURCES.get(name, name), *balanced])


def comparability(facts: TableFacts) -> str:
    """Notes on whether sizes compare with the paper's, which depends on the coefficients."""
    fitted = [name for name in facts.table.datasets if facts.datasets[name].layout in FITTED]
    given = [name for name in facts.table.datasets if name not in fitted]
    notes = ""
    if fitted:
        notes += (
            f"- {', '.join(fitted)}: coefficients come from this project's own landmark fit, so "
            "the sizes of\n  FD, V-D and STS of β are not comparable with the paper's.\n"
        )
    if given:
        notes += (
            f"- {', '.join(given)}: coefficients are given; the sizes of FD, V-D and STS of β are\n"
            "  comparable with the paper's only if its authors used the same ones.\n"
        )
    return notes


def read_sources(paths: Sequence[Path]) -> dict[str, list[str]]:
    """The source of each clip's emotion label, by data set, from results/emotion/{dataset}.csv.

    Raises
    ------
    DataError
        If the column `source` is missing.
    """
    tables = {path.stem: read_frame(path, ("source",)) for path in paths}
    return {name: table["source"].astype(str).tolist() for name, table in tables.items()}


def _plural(count: int, noun: str, several: str = "") -> str:
    return f"{count} {noun if count == 1 else several or noun + 's'}"
