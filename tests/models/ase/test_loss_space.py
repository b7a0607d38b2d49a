"""The spaces of the objective, each against an explicit computation on coefficients or vertices."""

from functools import partial
from typing import Literal

import numpy as np
import pytest
import torch
from made_up_faces import faces_of
from made_up_features import make_features
from scipy.spatial.transform import Rotation
from small_ase import SIZES as SMALL_SIZES
from small_ase import SMALL, small_ase
from torch import Tensor

from elp.config.ase import AseSettings
from elp.config.schedule import ScheduleSettings
from elp.errors import ElpError
from elp.features.splits import TrainingSplits
from elp.features.store import Statistics
from elp.features.windows import WindowBatch
from elp.models.ase.energy_score import motion_energy
from elp.models.ase.kind import KIND
from elp.models.ase.loss_space import loss_space
from elp.models.ase.losses import ase_loss, motion_distance
from elp.models.kind import new_model
from elp.models.sizes import Sizes
from elp.tracking.face_model import FaceModel

Space = Literal["z", "coefficients", "mesh"]

B, T, D, P = 3, 20, 6, 6
SIZES = Sizes(n_emotions=3, expression=D, pose=P, style=12)
STATISTICS = Statistics(
    {"listener_expression": np.arange(6.0), "listener_pose": np.array([0, 0, 0.1, 0, 1, -25])},
    {
        "listener_expression": np.array([0.4, 1, 0.1, 2, 0.01, 0.5]),
        "listener_pose": np.array([0.07, 0.06, 0.05, 0.3, 0.35, 0.5]),
    },
)


def motion(seed: int) -> tuple[Tensor, Tensor]:
    """Z-scored expression and pose."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(B, T, D, generator=generator), torch.randn(B, T, P, generator=generator)


def in_units(expression: Tensor, pose: Tensor) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients as trackers give them."""
    return (
        STATISTICS.denormalise("listener_expression", expression.numpy()),
        STATISTICS.denormalise("listener_pose", pose.numpy()),
    )


def test_z_scores_are_left_alone() -> None:
    expression, pose = motion(0)
    terms = loss_space("z", None, None)(expression, pose)
    assert terms == {"expression": expression, "pose": pose}


def test_coefficients_are_eq_3_on_beta_and_p() -> None:
    space = loss_space("coefficients", STATISTICS, None)
    generated, target = space(*motion(0)), space(*motion(1))
    assert list(generated) == ["expression", "pose"]
    for name, own, other in zip(generated, in_units(*motion(0)), in_units(*motion(1)), strict=True):
        expected = np.linalg.norm(own - other, axis=-1).sum(axis=1)
        found = motion_distance(generated[name], target[name])
        np.testing.assert_allclose(found, expected, rtol=1e-4)


def test_expression_is_the_displacement_of_the_vertices(model: FaceModel) -> None:
    space = loss_space("mesh", STATISTICS, model)
    generated, target = (space(*motion(seed))["expression"] for seed in (0, 1))
    faces = [
        faces_of(model, in_units(*motion(seed))[0].reshape(-1, D)).reshape(B, T, -1, 3)
        for seed in (0, 1)
    ]
    moved = np.linalg.norm(faces[0] - faces[1], axis=-1)  # of each vertex, in cm
    expected = np.sqrt((moved**2).mean(axis=-1)).sum(axis=1)
    np.testing.assert_allclose(motion_distance(generated, target), expected, rtol=1e-4)


@pytest.mark.parametrize("axis", range(3))
def test_rotation_is_the_displacement_of_the_vertices(axis: int, model: FaceModel) -> None:
    pose = torch.zeros(1, 1, P)
    pose[..., axis] = 0.5
    space = loss_space("mesh", STATISTICS, model)
    still, turned = (space(torch.zeros(1, 1, D), values) for values in (0 * pose, pose))
    assert torch.equal(still["translation"], turned["translation"])
    vector = np.zeros(3)
    vector[axis] = 0.5 * STATISTICS.std["listener_pose"][axis]
    vertices = Rotation.from_rotvec(vector).apply(model.template)
    expected = np.sqrt(((vertices - model.template) ** 2).sum(axis=1).mean())
    found = motion_distance(still["rotation"], turned["rotation"]).item()
    assert found == pytest.approx(expected, rel=1e-3)  # a small turn: the arc is the chord


def test_translation_is_in_cm(model: FaceModel) -> None:
    space = loss_space("mesh", STATISTICS, model)
    generated, target = (space(*motion(seed))["translation"] for seed in (0, 1))
    own, other = (in_units(*motion(seed))[1][..., 3:] for seed in (0, 1))
    expected = np.linalg.norm(own - other, axis=-1).sum(axis=1)
    np.testing.assert_allclose(motion_distance(generated, target), expected, rtol=1e-4)


@pytest.mark.parametrize("objective", ["distance", "energy"])
def test_only_z_scores_weigh_a_still_component_like_a_moving_one(
    objective: str, model: FaceModel
) -> None:
    """Component 4 has a standard deviation of 0.01, component 3 of 2: the same error in z."""

    def cost(name: Space, component: int) -> float:
        space = loss_space(name, STATISTICS, model)
        zero, pose = torch.zeros(B, T, D), torch.zeros(B, T, P)
        wrong = zero.clone()
        wrong[..., component] = 1
        target, generated = space(zero, pose)["expression"], space(wrong, pose)["expression"]
        if objective == "energy":
            return float(motion_energy(generated, generated, target).mean())
        return float(motion_distance(generated, target).mean())

    assert cost("z", 3) == pytest.approx(cost("z", 4))
    assert cost("coefficients", 3) == pytest.approx(200 * cost("coefficients", 4), rel=1e-4)
    ratio = 200 * model.deviation[3] / model.deviation[4]
    assert cost("mesh", 3) == pytest.approx(ratio * cost("mesh", 4), rel=1e-4)


@pytest.mark.parametrize("name", ["coefficients", "mesh"])
def test_the_units_of_the_z_scores_do_not_matter(name: Space, model: FaceModel) -> None:
    """Features scored by other standard deviations, of other people, give the same loss."""
    scale = torch.tensor([1.0, 2, 3, 4, 5, 6])
    std = {key: value * scale.numpy() for key, value in STATISTICS.std.items()}
    other = Statistics(STATISTICS.mean, std)
    expression, pose = motion(0)
    one = loss_space(name, STATISTICS, model)(expression, pose)
    two = loss_space(name, other, model)(expression / scale, pose / scale)
    for term, values in one.items():
        torch.testing.assert_close(values, two[term])


@pytest.mark.parametrize("objective", ["distance", "energy"])
@pytest.mark.parametrize("name", ["coefficients", "mesh"])
def test_the_gradient_reaches_every_parameter(
    name: Space, objective: str, model: FaceModel
) -> None:
    loss = {"space": name, "objective": objective}
    settings = AseSettings.model_validate(SMALL | {"loss": loss})
    ase = new_model(KIND, settings, SIZES, seed=0)
    space = loss_space(settings.loss.space, STATISTICS, model)
    terms = partial(ase_loss, space=space)(ase, windows())
    parts = ["expression", "pose"] if name == "coefficients" else ["rotation", "translation"]
    assert set(parts) <= set(terms)
    torch.stack(list(terms.values())).sum().backward()
    for parameter in ase.parameters():
        assert parameter.grad is not None
        assert parameter.grad.isfinite().all()


def windows() -> WindowBatch:
    expression, pose = motion(0)
    generator = torch.Generator().manual_seed(2)
    return WindowBatch(
        mfcc=torch.randn(B, T, SIZES.mfcc, generator=generator),
        style=torch.randn(B, T, SIZES.style, generator=generator),
        speaker=torch.cat([expression, pose], dim=-1),
        expression=expression,
        pose=pose,
        blink=torch.zeros(B, T),
        blink_before=torch.zeros(B),
        first=torch.zeros(B, SIZES.motion),
        emotion=torch.arange(B),
    )


def test_the_stage_measures_in_the_space_of_the_settings() -> None:
    """With standard deviations of 2 everywhere, distances are twice those of z-scores."""
    features, schedule = make_features(), ScheduleSettings(steps=1, batch_size=4)
    sizes = {"listener_expression": SMALL_SIZES.expression, "listener_pose": SMALL_SIZES.pose}
    twice = Statistics({}, {name: np.full(size, 2.0) for name, size in sizes.items()})
    terms = {}
    for name in ("z", "coefficients"):
        ase = small_ase(loss={"space": name}).eval()
        (stage,) = KIND.stages(ase, TrainingSplits(features, statistics=twice), schedule, 0)
        torch.manual_seed(0)
        terms[name] = stage.loss(ase, stage.batch_of_step(1))
    for term in ("expression", "pose"):
        torch.testing.assert_close(terms["coefficients"][term], 2 * terms["z"][term])
    torch.testing.assert_close(terms["coefficients"]["blink"], terms["z"]["blink"])


def test_what_is_missing_is_named(model: FaceModel) -> None:
    with pytest.raises(ElpError, match="coefficients` needs `statistics`"):
        loss_space("coefficients", None, model)
    with pytest.raises(ElpError, match="mesh` needs `face_model`"):
        loss_space("mesh", STATISTICS, None)
