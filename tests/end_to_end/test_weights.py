"""Model files that are not ours are fetched only where a target needs them."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from workplace import Workplace

pytestmark = pytest.mark.workflow

# What a dry run prints of the jobs that fetch them.
LANDMARKER = "output: results/weights/face_landmarker.task"
SPEECH_EMOTION = "output: results/weights/speech_emotion.h5"
VGG19 = "output: results/weights/vgg19.pth"


def planned(workplace: Workplace, target: str, **changes: object) -> str:
    """What a dry run would do."""
    settings = yaml.safe_load((workplace.folder / "tests/end_to_end/test.yaml").read_text())
    for section, values in changes.items():
        settings[section] = settings.get(section, {}) | values
    (workplace.folder / "own.yaml").write_text(yaml.safe_dump(settings))
    own = Workplace(workplace.folder, Path("own.yaml"))
    return own.run(target, "--dry-run")


def test_nothing_is_fetched_that_a_target_does_not_need(
    new_workplace: Callable[[str], Workplace],
) -> None:
    workplace = new_workplace("weights")
    table, renderer = "results/table1.csv", "results/renderer.csv"
    assert LANDMARKER in planned(workplace, table)
    assert SPEECH_EMOTION not in planned(workplace, table)
    assert VGG19 not in planned(workplace, renderer)
    assert VGG19 in planned(workplace, renderer, renderer={"trunk": "vgg19"})
    speech = {"emotion_source": "analyzer", "emotions": ["positive", "unpositive"]}
    tiny = yaml.safe_load((workplace.folder / "tests/end_to_end/test.yaml").read_text())["datasets"]
    datasets = {"sample_vico": tiny["sample_vico"] | speech}
    published = {"analyzer": "published"}
    assert SPEECH_EMOTION in planned(workplace, table, datasets=datasets, emotion=published)
    assert "rule emotion" in planned(workplace, "results/emotion/sample_vico.csv")
    assert "rule " not in planned(workplace, "results/weights/face_landmarker.task").replace(
        "rule weights", ""
    )
