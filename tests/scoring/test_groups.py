"""The groups of scores: p is the head's rotation; the translation and the mesh are apart."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from made_up_faces import made_up_model
from made_up_scores import FACTS, SETTINGS

from elp.config.tables import TableFacts
from elp.errors import DataError
from elp.metrics import frechet_distance, rpcc_flat, rpcc_time, variation_sum
from elp.scoring.context import WindowLengths, mesh_scale
from elp.scoring.score import score
from elp.scoring.series import ClipSeries, Group
from elp.scoring.summary import summarise
from elp.tables.columns import columns, shown
from elp.tables.compare import numbers
from elp.tables.page import render
from elp.tracking.canonical_mesh import CanonicalMesh
from elp.tracking.face_model import FaceModel

FRAMES, CLIPS = 100, 5
MEANS = np.array([0.2, -0.1, 0.02, 1.0, -2.0, -25.0])  # radians, and cm before the camera
SPREAD = np.array([0.05, 0.05, 0.02, 1.0, 1.0, 2.0])
Change = Callable[[np.ndarray, int], np.ndarray]


def walk(seed: int, dimensions: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(FRAMES, dimensions)).cumsum(axis=0) / 7


def head(seed: int) -> np.ndarray:
    return MEANS + SPREAD * walk(seed, 6)


def same(pose: np.ndarray, clip: int) -> np.ndarray:
    return pose


def elsewhere(pose: np.ndarray, clip: int) -> np.ndarray:
    """Another translation."""
    return np.hstack([pose[:, :3], 3 * head(90 + clip)[:, 3:] + 5])


def noisy(pose: np.ndarray, clip: int) -> np.ndarray:
    """White noise for the rotation, with the means and the spread of all rotations."""
    noise = np.random.default_rng(clip).normal(size=(FRAMES, 3))
    return np.hstack([MEANS[:3] + 2 * SPREAD[:3] * noise, pose[:, 3:]])


def rows(change: Change = same, width: int = 6) -> pd.DataFrame:
    """Scores of listeners whose heads follow the speakers' nearly as the real ones do."""

    def clips(series: Callable[[int], np.ndarray], change: Change) -> list[ClipSeries]:
        return [
            ClipSeries(f"c{i}", (change(series(i), i),), series(i), series(i + 20))
            for i in range(CLIPS)
        ]

    groups: dict[Group, list[ClipSeries]] = {
        "expression": clips(lambda seed: walk(seed, 6), same),
        "pose": clips(lambda seed: head(seed)[:, :width], change),
        "blink": clips(lambda seed: (walk(seed, 1) > 1).astype(float), same),
    }
    real = {group: [clip.target for clip in series] for group, series in groups.items()}
    return score(groups, 25.0, SETTINGS, real, WindowLengths(50, 10)).assign(seed=0)


def facts_of(kind: str) -> TableFacts:
    """A table with these columns."""
    table = FACTS.table.model_copy(update={"columns": kind})
    return FACTS.model_copy(update={"table": table})


def table(kind: str, *changes: Change) -> pd.DataFrame:
    """The numbers of a table with a row for each change."""
    facts = facts_of(kind)
    joined = {("made_up", change.__name__): rows(change) for change in changes}
    return numbers(joined, facts).set_index("method").drop(columns="dataset")


@pytest.mark.parametrize("kind", ["apart", "together", "beyond"])
def test_the_translation_is_in_no_column_of_p(kind: str) -> None:
    found = table(kind, same, elsewhere)
    joint = [name for name in found if name.startswith("both")]
    pd.testing.assert_series_equal(
        *(found.drop(columns=joint).loc[change] for change in ("same", "elsewhere")),
        check_names=False,
    )
    assert all(found.loc["same", name] != found.loc["elsewhere", name] for name in joint)


def test_the_translation_has_columns_of_its_own_in_the_appendix() -> None:
    found = table("extra", same, elsewhere).dropna(axis="columns")  # one sample has no spread
    changed = {name for name in found if found.loc["same", name] != found.loc["elsewhere", name]}
    assert {f"translation_{name}" for name in ("fd_frechet", "vd_sum", "sid_paper")} <= changed
    assert {f"translation_{name}" for name in ("rpcc_time", "wtlcc_peak_signed")} <= changed
    assert "translation_sts_canonical" in changed
    assert all(name.startswith(("translation", "both")) for name in changed)


def test_white_noise_for_the_rotation_moves_the_columns_of_p() -> None:
    found = table("apart", same, noisy)
    assert found.loc["noisy", "pose_fd"] > 10
    assert found.loc["noisy", "pose_rpcc"] > 0.1
    assert abs(found.loc["noisy", "pose_vd"] - found.loc["same", "pose_vd"]) > 10
    # pooled and flattened, the depth alone decides: here RPCC does not see the noise
    pooled = summarise(rows(noisy), SETTINGS).set_index(["group", "metric", "variant"])
    assert pooled.loc[("pose", "rpcc", "flat"), "value"] < 0.001


def test_rotations_are_in_degrees_and_correlate_over_time() -> None:
    found = table("apart", noisy)
    listeners = [np.degrees(noisy(head(i), i)[:, :3]) for i in range(CLIPS)]
    real, speakers = (
        [np.degrees(head(i + shift)[:, :3]) for i in range(CLIPS)] for shift in (0, 20)
    )
    spread = np.mean([variation_sum(listener) for listener in listeners])
    assert found.loc["noisy", "pose_vd"] == pytest.approx(spread)
    triples = list(zip(speakers, listeners, real, strict=True))
    over_time = np.mean([rpcc_time(*triple) for triple in triples])
    assert found.loc["noisy", "pose_rpcc"] == pytest.approx(over_time)
    assert over_time != pytest.approx(np.mean([rpcc_flat(*triple) for triple in triples]), rel=0.1)


def test_a_p_of_three_numbers_is_a_rotation_only() -> None:
    facts = facts_of("extra")
    scores = rows(width=3)
    assert set(scores["group"]) == {"expression", "rotation", "pose", "both", "blink"}
    assert not [c.name for c in shown(facts, [scores]) if c.section == "translation"]
    assert [c.name for c in shown(facts, [scores, rows()]) if c.section == "translation"]
    both = numbers({("l2l", "elp"): scores, ("vico", "elp"): rows()}, facts)
    assert list(both["translation_vd_sum"].isna()) == [True, False]


def test_only_optional_columns_may_be_missing() -> None:
    scores = rows()
    lacking = scores[scores["group"] != "rotation"]
    column = next(column for column in columns(FACTS) if column.name == "pose_fd")
    assert shown(FACTS, [lacking]) == columns(FACTS)
    with pytest.raises(DataError, match="scores lack pose_fd"):
        column.parts(lacking)


def test_the_page_leaves_out_what_a_data_set_lacks() -> None:
    facts = facts_of("extra")
    for scores, sections in ((rows(width=3), 0), (rows(), 2)):  # cells, and differences
        joined = {("made_up", run): scores for run in facts.table.rows}
        page = render(joined, facts, None, {"made_up": ["sheet"]})
        assert page.count("Rest of p") == sections
        assert "ES mesh" not in page  # without a face model


def test_a_unit_of_beta_moves_the_mesh_as_far_as_its_scale_says(mesh: CanonicalMesh) -> None:
    model = made_up_model(mesh)
    first, second = walk(1, 6), walk(2, 6)
    apart = np.einsum("vck,tk->tvc", model.expression * model.deviation, first - second)
    expected = 10 * np.sqrt((apart**2).sum(axis=2).mean(axis=1))  # mm
    distance = np.linalg.norm(mesh_scale(model) * (first - second), axis=1)
    np.testing.assert_allclose(distance, expected, rtol=1e-9)


def vertices(model: FaceModel, expression: np.ndarray) -> np.ndarray:
    """All coordinates of each frame's mesh in mm, (T, 3 V)."""
    moved = np.einsum("vck,tk->tvc", model.expression * model.deviation, expression)
    return np.asarray(10 * (model.template + moved).reshape(len(expression), -1))


def test_scores_on_the_mesh_are_those_of_its_vertices(mesh: CanonicalMesh) -> None:
    model = made_up_model(mesh)
    target, generated = walk(1, 6), walk(2, 6)
    clip = ClipSeries("c", (generated,), target, walk(3, 6))
    scores = score({"expression": [clip]}, 25.0, SETTINGS, mesh=mesh_scale(model))
    values = scores[scores["variant"] == "mesh"].set_index("metric")["value"]
    shift = vertices(model, generated) - vertices(model, target)
    windows = [
        np.sqrt((shift[start : start + 50] ** 2).sum(axis=1).mean() / len(model.template))
        for start in (0, 50)
    ]
    assert values["es"] == pytest.approx(np.mean(windows))  # one sample: its distance in mm
    apart = frechet_distance(vertices(model, generated), vertices(model, target))
    assert values["fd"] == pytest.approx(apart / len(model.template), rel=1e-6)
