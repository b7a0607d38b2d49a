"""Emotion control in the tidy table and in the appendix."""

import math

import pandas as pd
import pytest
from made_up_scores import FACTS, SETTINGS, run_scores

from elp.tables.all_metrics import all_metrics, with_control
from elp.tables.emotion_control import render_control

CONTROL = pd.DataFrame(
    [
        ("made_up", "elp", 0, "real", "all", 0.5, 0.3, 0.7, 0.25, 6, 3),
        ("made_up", "elp", 0, "forced", "all", 0.9, 0.8, 1.0, 0.25, 6, 3),
        ("made_up", "elp", 1, "real", "all", 0.5, 0.3, 0.7, 0.25, 6, 3),
        ("made_up", "elp", 1, "forced", "all", 0.7, 0.6, 0.8, 0.25, 6, 3),
        ("made_up", "unshown", 0, "forced", "all", 0.1, 0.0, 0.2, 0.25, 6, 3),
    ],
    columns=[
        *("dataset", "run", "seed", "generated", "emotion"),
        *("accuracy", "low", "high", "chance", "clips", "people"),
    ],
)


def test_emotion_control_is_appended_to_the_tidy_table() -> None:
    table = all_metrics([run_scores("elp", 0)], SETTINGS, "elp")
    whole = with_control(table, CONTROL)
    assert list(whole.columns) == list(table.columns)
    assert whole.dtypes.to_dict() == table.dtypes.to_dict()
    rows = whole[whole["metric"] == "emotion_control"].set_index(["run", "seed"])
    assert rows.loc[("elp", 1), "value"] == 0.7
    assert rows.loc[("elp", 1), "target"] == 0.5
    assert rows.loc[("elp", 1), "noise_floor"] == 0.25
    assert math.isnan(rows.loc[("unshown", 0), "target"])
    assert len(whole) == len(table) + 3


def test_the_appendix_prints_the_mean_over_seeds_and_chance() -> None:
    text = render_control(CONTROL, FACTS)
    (row,) = (line for line in text.splitlines() if line.startswith("| made_up"))
    assert row == (
        "| made_up | ELP | all | 0.8000 [0.7000, 0.9000] | 0.5000 [0.3000, 0.7000] | 0.2500 |"
    )
    assert float(row.split("|")[4].split()[0]) == pytest.approx(0.8)
