"""The claims about Figures 7 and 8: sections of results/claims.md."""

from collections.abc import Iterator, Mapping

import pandas as pd

from elp.evaluation.verdicts import of_difference
from elp.metrics.estimate import Interval
from elp.tables.text import bracket, line, number


def separation_claim(table: pd.DataFrame) -> Iterator[str]:
    """Whether 𝕌 separates the emotions better than ∇, from results/figure7.csv, as Markdown."""
    yield "## 𝕌 tells the emotions apart better than ∇"
    yield ""
    yield (
        "Sec. 4.3, Figure 7. Accuracy with which the five nearest windows of other clips name the "
        "emotion of a held-out clip, and its difference to ∇. With the label given, 𝕌 reads the "
        "answer; only the row with the predicted emotion can support the claim."
    )
    yield ""
    if table.empty:
        yield "Not known: results/figure7.csv has no rows."
        return
    yield line(["data set", "run", "emotion", "silhouette", "accuracy", "chance", "against ∇", ""])
    yield line(["---", "---", "---", "---:", "---:", "---:", "---:", "---"])
    for row in table.to_dict("records"):
        gap, verdict = "", ""
        low, high = row["difference_low"], row["difference_high"]
        if row["emotion"] != "none" and pd.isna(low):
            verdict = "no ∇ to compare with"
        elif row["emotion"] != "none":
            gap = f"{number(row['difference'])}{bracket(low, high)}"
            answer_given = row["emotion"] != "predicted"
            verdict = "(given the answer)" if answer_given else of_difference(Interval(low, high))
        names = [str(row[name]) for name in ("dataset", "run", "emotion")]
        accuracy = f"{number(row['accuracy'])}{bracket(row['low'], row['high'])}"
        numbers = [number(row["silhouette"]), accuracy, number(row["chance"])]
        yield line([*names, *numbers, gap, verdict])


def imbalance_claim(shares: pd.DataFrame) -> Iterator[str]:
    """How unbalanced the emotions are, from results/figure8.csv, as Markdown."""
    yield "## The emotions are unbalanced (L2L: about eight times as many positive)"
    yield ""
    yield "Sec. 5, Figure 8. A property of the data, not of a method:"
    yield ""
    if shares.empty:
        yield "Not known: results/figure8.csv has no rows."
    for dataset, part in shares.groupby("dataset", sort=False):
        counts = dict(zip(part["emotion"].astype(str), part["clips"].tolist(), strict=True))
        yield f"- {dataset}: {', '.join(f'{e} {n}' for e, n in counts.items())}. {_balance(counts)}"


def _balance(counts: Mapping[str, int]) -> str:
    """How much more frequent the most frequent emotion is than the rarest."""
    most, rarest = (extreme(counts, key=lambda name: counts[name]) for extreme in (max, min))
    if counts[most] == counts[rarest]:
        return "All are equally frequent."
    if counts[rarest] == 0:
        return f"There is no clip with {rarest}."
    times = counts[most] / counts[rarest]
    return f"{most} is {times:.1f} times as frequent as {rarest}."
