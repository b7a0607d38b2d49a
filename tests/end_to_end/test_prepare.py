"""A split-screen video of two real people goes through `elp prepare` and on to a table."""

import io
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import yaml
from workplace import Workplace

pytestmark = pytest.mark.workflow


def test_a_video_of_two_people_becomes_a_table(
    real: Path, landmarker_model: Path, new_workplace: Callable[[str], Workplace]
) -> None:
    workplace = new_workplace("prepared")
    talks = workplace.folder / "talks"
    talks.mkdir()
    shutil.copy(real / "faces/two_people_split_screen.mp4", talks / "talk.mp4")
    command = [sys.executable, "-m", "elp", "prepare", "talks", "--landmarker", landmarker_model]
    weights = ["--speech-emotion", real / "speech/Emotion_Voice_Detection_Model.h5"]
    ran = subprocess.run(
        [*command, *weights], cwd=workplace.folder, capture_output=True, text=True, check=True
    )
    assert "snakemake --cores all results/table1.csv --configfile" in ran.stderr
    tiny = yaml.safe_load((workplace.folder / workplace.settings).read_text())
    del tiny["tables"], tiny["renders"], tiny["renderer"]
    tiny |= {"tables": {"table1": {"runs": ["gt", "elp"], "beyond": []}}}
    tiny["datasets"] |= {"own": {"shards": 1, "schedule": {"steps": 5, "batch_size": 2}}}
    tiny["weights"] = {"face_landmarker": str(landmarker_model)}
    (workplace.folder / "tiny.yaml").write_text(yaml.safe_dump(tiny))
    settings = ("--configfile", "talks/prepared/settings.yaml", "tiny.yaml")
    workplace.run("results/table1.csv", "results/tracking_quality.csv", *settings)
    scores = pd.read_csv(io.BytesIO(workplace.read("table1.csv"))).set_index("method")
    assert scores.loc["gt", "expression_fd"] == pytest.approx(0, abs=1e-6)
    assert scores.loc["elp", "expression_fd"] > 0
    quality = pd.read_csv(io.BytesIO(workplace.read("tracking_quality.csv")))
    assert (quality["status"] == "ok").all(), quality["reason"].tolist()
    assert set(quality["person"]) == {"talk first", "talk second"}
    assert (quality["missing"] == 0).all()
