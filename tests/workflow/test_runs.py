from pathlib import Path

import numpy as np
import pytest
from made_up_features import make_features

from elp.errors import DataError
from elp.features.store import Statistics, write_features
from elp.workflow.runs import parse_run_path

PATHS = {
    "results/models/vico/elp/seed0/model.safetensors": ("vico", "elp", 0, ("model.safetensors",)),
    "results/samples/l2l/elp_h8/seed12/test.parquet": ("l2l", "elp_h8", 12, ("test.parquet",)),
    "results/forced/vico/elp/seed3/sad/test.parquet": ("vico", "elp", 3, ("sad", "test.parquet")),
    "results/models/seed2/seed1/seed0/model.safetensors": ("seed2", "seed1", 0, None),
    "results/models/vico/seedling/seed4": ("vico", "seedling", 4, ()),
}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("project", ["", "/srv/someone/seed7/elp"])
def test_a_path_is_split_into_its_parts(path: str, project: str) -> None:
    run = parse_run_path(Path(project, path))
    dataset, name, seed, rest = PATHS[path]
    assert (run.dataset, run.run, run.seed) == (dataset, name, seed)
    assert rest is None or run.rest == rest
    assert run.results == Path(project, "results")


@pytest.mark.parametrize(
    "path",
    [
        "results/models/vico/elp/model.safetensors",
        "results/models/vico/elp/seed/model.safetensors",
        "results/models/vico/elp/seedx/model.safetensors",
        "elp/seed0/model.safetensors",
        "",
    ],
)
def test_a_path_of_another_form_is_refused(path: str) -> None:
    with pytest.raises(DataError, match="not a path of the form results/STEP/DATASET/RUN/seedN"):
        parse_run_path(Path(path))


def test_a_run_finds_the_features_of_its_data_set(tmp_path: Path) -> None:
    folder = tmp_path / "results/features/vico"
    write_features(folder / "test.arrow", make_features())
    Statistics({"mfcc": np.zeros(29)}, {"mfcc": np.full(29, 2.0)}).save(folder / "statistics.npz")
    run = parse_run_path(tmp_path / "results/models/vico/elp/seed0/model.safetensors")
    assert run.features("test").clips == make_features().clips
    assert (run.statistics().std["mfcc"] == 2).all()
    with pytest.raises(DataError, match=r"features/vico/ood\.arrow"):
        run.features("ood")
