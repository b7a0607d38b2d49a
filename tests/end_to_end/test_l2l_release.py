"""Learning2Listen's released arrays go through to a row of the table."""

import io
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import yaml
from released_l2l import write_release
from workplace import Workplace

pytestmark = pytest.mark.workflow

METHODS = ["gt", "elp"]
WINDOWS = {"train": 5, "test": 3}


def prepare(workplace: Workplace) -> Workplace:
    """Two shows with a cut in each, the user's emotions, and settings that name them."""
    root, labels = workplace.folder / "l2l", ["clip,emotion"]
    for listener in ("conan", "fallon"):
        for number, (split, count) in enumerate(WINDOWS.items()):
            frames = [64 * k for k in range(count)]
            shows = {f"{split}_a.mp4": frames, f"{split}_b.mp4": frames}
            write_release(root, listener, split, shows, seed=number)
            labels += [f"{listener}_{split}_00000,positive"]
            labels += [f"{listener}_{split}_{count:05d},unpositive"]
    (root / "emotions.csv").write_text("\n".join(labels) + "\n")
    settings = yaml.safe_load((workplace.folder / "tests/end_to_end/test.yaml").read_text())
    names = yaml.safe_load((workplace.folder / "config/config.yaml").read_text())["tables"]
    tables: dict[str, dict[str, list[str]]] = {name: {"datasets": ["l2l"]} for name in names}
    tables["table1"] |= {"runs": METHODS, "beyond": []}
    own = {
        "layout": "l2l",
        "root": "l2l",
        "identities": "shared",
        "emotions": ["positive", "unpositive"],
        "emotion_source": "table",
        "emotion_table": "l2l/emotions.csv",
        "shards": 1,
        "schedule": {"steps": 5, "batch_size": 2},
    }
    settings |= {"datasets": {"l2l": own}, "tables": tables}
    (workplace.folder / "own.yaml").write_text(yaml.safe_dump(settings))
    return Workplace(workplace.folder, Path("own.yaml"))


def test_released_arrays_go_through_to_the_table(new_workplace: Callable[[str], Workplace]) -> None:
    workplace = prepare(new_workplace("l2l_release"))
    workplace.run("results/table1.csv")
    scores = pd.read_csv(io.BytesIO(workplace.read("table1.csv"))).set_index("method")
    assert list(scores.index) == METHODS
    assert scores.loc["gt", "expression_fd"] == pytest.approx(0, abs=1e-6)
    assert scores.loc["elp", "expression_fd"] > 0
    assert "coefficients that Learning2Listen released" in workplace.read("table1.md").decode()
    tracks = pd.read_parquet(workplace.folder / "results/tracking/l2l/coefficients/shard0.parquet")
    seconds = 2 * 2 * (5 + 3) * 64 / 30  # listeners, shows
    assert len(tracks) == pytest.approx(2 * 25 * seconds, abs=16)  # both people, whole frames


def test_a_wrong_folder_names_what_it_lacks(new_workplace: Callable[[str], Workplace]) -> None:
    workplace = prepare(new_workplace("l2l_without_audio"))
    (workplace.folder / "l2l/data/fallon/test/p0_speak_audio_clean_deca.npy").unlink()
    said = workplace.run("results/table1.csv", succeeds=False)
    assert "data/fallon/test/p0_speak_audio_clean_deca.npy does not exist" in said
    assert "Traceback" not in said
