"""Files of a training run from made-up rows; real rows are in test_loop.py."""

from pathlib import Path

import pandas as pd
import pytest

from elp.training.log import plot_training, write_training_csv

Rows = dict[str, list[dict[str, float]]]


def rows(steps: int = 5, smoothness: float = 0.5) -> Rows:
    logged = [
        {
            "step": float(20 * k),
            "expression": 3.0 / (k + 1),
            "smoothness": smoothness,
            "total": 3.0 / (k + 1) + smoothness,
            "gradient_norm": 10.0 / (k + 1),
            "windows_per_s": 100.0 + k,
        }
        for k in range(1, steps + 1)
    ]
    return {"ase": logged}


def test_rows_survive_the_csv_to_the_last_bit(tmp_path: Path) -> None:
    write_training_csv(tmp_path / "training.csv", rows())
    table = pd.read_csv(tmp_path / "training.csv", float_precision="round_trip")
    assert table.drop(columns=["stage", "kept"]).to_dict("records") == rows()["ase"]
    assert table["kept"].tolist() == [0, 0, 0, 0, 1]  # nothing validated: the last step is kept
    assert (tmp_path / "training.csv").read_text().splitlines()[1].startswith("ase,20,")


def test_stages_follow_one_another_each_with_its_terms(tmp_path: Path) -> None:
    second = [
        {name: value for name, value in row.items() if name != "smoothness"}
        for row in rows(2)["ase"]
    ]
    both = rows() | {"predictor": second}
    write_training_csv(tmp_path / "training.csv", both)
    table = pd.read_csv(tmp_path / "training.csv")
    assert list(table["stage"]) == ["ase"] * 5 + ["predictor"] * 2
    assert table["smoothness"].isna().tolist() == [False] * 5 + [True] * 2
    plot_training(tmp_path / "training.png", both)
    assert (tmp_path / "training.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("given", [rows(), rows(1), rows(smoothness=0.0)])
def test_one_step_and_a_term_of_zero_can_be_plotted(given: Rows, tmp_path: Path) -> None:
    plot_training(tmp_path / "training.png", given)
    assert (tmp_path / "training.png").read_bytes().startswith(b"\x89PNG")


def test_the_same_rows_give_the_same_plot(tmp_path: Path) -> None:
    for name, given in (("a", rows()), ("b", rows()), ("c", rows(4))):
        plot_training(tmp_path / f"{name}.png", given)
    one, other, another = ((tmp_path / f"{name}.png").read_bytes() for name in "abc")
    assert one == other
    assert one != another
