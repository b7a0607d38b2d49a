"""Coefficients that were extracted elsewhere go through to a table, without any video."""

import csv
import io
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import soundfile
import yaml
from workplace import Workplace

pytestmark = pytest.mark.workflow

CLIPS = {"train": 4, "test": 3}
METHODS = ["nn_motion", "gt", "elp"]
FPS, SECONDS, RATE = 30, 4, 16_000


def write_corpus(root: Path) -> None:
    """Smooth 56-d listeners that follow their speaker, beeps for speech, and the sheet."""
    generator = np.random.default_rng(0)
    rows = []
    for split, count in CLIPS.items():
        for number in range(count):
            name = f"{split}{number}"
            noise = generator.normal(0, 1, (2, FPS * SECONDS + 20, 56))
            smooth = np.apply_along_axis(np.convolve, 1, noise, np.ones(20) / 20, "valid")
            speaker, listener = smooth[:, : FPS * SECONDS]
            np.save(root / f"{name}.speaker.npy", speaker.astype(np.float32))
            np.savez(root / f"{name}.listener.npz", deca=speaker + listener)
            time = np.arange(RATE * SECONDS) / RATE
            soundfile.write(root / f"{name}.wav", np.sin(900 * time) * np.sin(3 * time) / 2, RATE)
            rows.append(
                {
                    "clip": name,
                    "split": split,
                    "speaker_coefficients": f"{name}.speaker.npy",
                    "listener_coefficients": f"{name}.listener.npz",
                    "audio": f"{name}.wav",
                    "speaker_id": f"s_{name}",
                    "listener_id": f"l_{name}",
                    "attitude": ("positive", "negative")[number % 2],
                }
            )
    with (root / "clips.csv").open("w", newline="") as sheet:
        writer = csv.DictWriter(sheet, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def prepare(workplace: Workplace, runs: Sequence[str] = METHODS, **dataset: object) -> Workplace:
    root = workplace.folder / "root"
    root.mkdir()
    write_corpus(root)
    own = {
        "layout": "coefficients",
        "root": str(root),
        "fps": FPS,
        "shards": 1,
        "schedule": {"steps": 5, "batch_size": 2},
        **dataset,
    }
    settings = yaml.safe_load((workplace.folder / "tests/end_to_end/test.yaml").read_text())
    # Of this data set alone: the quality of tracking is reported of all that any table shows.
    names = yaml.safe_load((workplace.folder / "config/config.yaml").read_text())["tables"]
    tables: dict[str, dict[str, list[str]]] = {name: {"datasets": ["given"]} for name in names}
    tables["table1"] |= {"runs": list(runs), "beyond": []}
    settings |= {"datasets": {"given": own}, "tables": tables}
    (workplace.folder / "own.yaml").write_text(yaml.safe_dump(settings))
    return Workplace(workplace.folder, Path("own.yaml"))


def test_coefficients_go_through_to_the_table(new_workplace: Callable[[str], Workplace]) -> None:
    workplace = prepare(new_workplace("coefficients"))
    printed = workplace.run("results/table1.csv", "results/tracking_quality.csv")
    assert "landmarks" not in printed
    assert not (workplace.folder / "results/weights").exists()
    scores = pd.read_csv(io.BytesIO(workplace.read("table1.csv"))).set_index("method")
    assert list(scores.index) == METHODS
    assert scores.loc["gt", "expression_fd"] == pytest.approx(0, abs=1e-6)
    assert scores.loc["elp", "expression_fd"] > 0
    assert "coefficients that were extracted elsewhere" in workplace.read("table1.md").decode()
    quality = pd.read_csv(io.BytesIO(workplace.read("tracking_quality.csv")))
    assert set(quality["status"]) == {"ok"}
    tracks = pd.read_parquet(
        workplace.folder / "results/tracking/given/coefficients/shard0.parquet"
    )
    assert set(tracks["status"]) == {"given"}
    assert len(tracks["expression"][0]) == 50
    assert len(tracks) == 2 * 7 * 25 * SECONDS
    log = workplace.folder / "results/logs/videos/given/clip_sheet.log"
    assert "have no `blink`" in log.read_text()


def test_faulty_files_stop_with_every_fault(new_workplace: Callable[[str], Workplace]) -> None:
    workplace = prepare(new_workplace("faulty_coefficients"))
    root = workplace.folder / "root"
    (root / "train0.speaker.npy").unlink()
    shutil.copy(root / "train0.wav", root / "test1.speaker.npy")
    printed = workplace.run("results/table1.csv", succeeds=False)
    for fault in (
        "2 faults",
        "train0.speaker.npy does not exist",
        "test1.speaker.npy: not a readable .npy file",
    ):
        assert fault in printed
    assert "Traceback" not in printed
