"""The renderer is trained on real videos of single people, in the layout of TalkingHead-1KH."""

import io
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from workplace import Workplace

pytestmark = pytest.mark.workflow

SETTINGS = Path("tests/end_to_end/talking_heads.yaml")


def test_real_talking_heads_train_the_renderer_and_judge_it(
    real: Path, new_workplace: Callable[[str], Workplace]
) -> None:
    workplace = new_workplace("talking_heads")
    videos = sorted((real / "talkinghead").glob("*.mp4"))[:3]
    for number, video in enumerate(videos):
        part = "val" if number == 0 else "train"
        name = f"videoNo{number:04d}_0000_S0_E300_L0_T0_R256_B256.mp4"
        (workplace.folder / f"heads/{part}/cropped_clips").mkdir(parents=True, exist_ok=True)
        (workplace.folder / f"heads/{part}/cropped_clips/{name}").write_bytes(video.read_bytes())
    workplace.run("results/renderer.csv", "--configfile", str(workplace.settings), str(SETTINGS))
    table = pd.read_csv(io.BytesIO(workplace.read("renderer.csv")))
    assert set(table["dataset"]) == {"heads"}
    assert set(table["method"]) == {"still", "warp", "learned"}
    assert (table["clips"][table["metric"] == "l1"] == 1).all()
    tracks = pd.read_csv(io.BytesIO(workplace.read("tracking/heads/coefficients/shard0.csv")))
    assert list(tracks["role"]) == ["speaker"] * 3
    assert (tracks["status"] == "ok").all(), tracks["reason"].tolist()
    assert (workplace.folder / "results/renderer/examples.png").stat().st_size > 1000


def test_talking_heads_are_refused_where_somebody_must_listen(
    new_workplace: Callable[[str], Workplace],
) -> None:
    workplace = new_workplace("nobody_listens")
    settings = ("--configfile", str(workplace.settings), str(SETTINGS), "--config")
    for option, message in (
        ('tables={"table1": {"datasets": ["heads"]}}', "`heads` has no listeners"),
        (
            'renders={"datasets": ["heads"]}',
            "renders.datasets: `heads` is not a data set with videos",
        ),
        (
            'listener={"dataset": "heads"}',
            "listener.dataset: `heads` is not a data set with videos",
        ),
    ):
        said = workplace.run("-n", "results/renderer.csv", *settings, option, succeeds=False)
        assert message in said
