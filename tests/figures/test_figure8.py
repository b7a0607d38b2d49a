"""Figure 8: counts of labels, and their plot."""

from pathlib import Path

import pytest

from elp.errors import DataError
from elp.figures.figure8 import label_shares, plot_labels


def test_shares_are_counts_by_emotion_in_order(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("clip,emotion\n" + "".join(f"c{i},{'xy'[i % 4 == 0]}\n" for i in range(8)))
    shares = label_shares({"a": path}, {"a": ("z", "x", "y")})
    assert shares["emotion"].tolist() == ["z", "x", "y"]
    assert shares["clips"].tolist() == [0, 6, 2]
    assert shares["share"].tolist() == [0, 0.75, 0.25]
    plot_labels(tmp_path / "figure8.png", shares)
    assert (tmp_path / "figure8.png").read_bytes().startswith(b"\x89PNG")


def test_a_table_without_labels_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("clip\nc0\n")
    with pytest.raises(DataError, match=r"a\.csv lacks the columns \['emotion'\]"):
        label_shares({"a": tmp_path / "a.csv"}, {"a": ("x",)})
