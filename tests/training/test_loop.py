import logging
import math
import threading
from pathlib import Path

import pandas as pd
import pytest
import torch
from made_up_features import make_features
from pydantic import ValidationError
from small_ase import small_ase
from torch import Tensor

from elp.config.optimiser import OptimiserSettings
from elp.config.rlhg import RlhgOptimiser
from elp.errors import TrainingError
from elp.features.windows import TrainingWindows, WindowBatch
from elp.models.ase.losses import ase_loss
from elp.models.ase.model import Ase
from elp.training.checkpoint import NAME, alone_in, fingerprint
from elp.training.log import plot_training, write_training_csv
from elp.training.loop import Schedule, fit
from elp.training.optimiser import make_optimiser, rate_at

SCHEDULE = Schedule(steps=11, log_every=3, checkpoint_every=4)
LOGGED = [1, 3, 6, 9, 11]


class KilledError(Exception):
    """Stands in for the end of the process."""


def trained(
    work: Path,
    *,
    killed_at: int | None = None,
    run: str = "a",
    learning_rate: float = 1e-3,
    clip: float | None = None,
) -> tuple[Ase, list[dict[str, float]]]:
    """A small model after a run, or up to a step at which it is killed."""
    model = small_ase()
    windows = TrainingWindows(make_features(), 20)

    def batch(step: int) -> WindowBatch:
        if step == killed_at:
            raise KilledError
        return windows.random_batch(4, seed=7, step=step)

    schedule = Schedule(SCHEDULE.steps, SCHEDULE.log_every, SCHEDULE.checkpoint_every, clip)
    optimiser = make_optimiser(model, OptimiserSettings(learning_rate=learning_rate))
    rows = fit(model, ase_loss, batch, optimiser, schedule, seed=7, work=work, run=run)
    return model, rows


def assert_identical(one: torch.nn.Module, other: torch.nn.Module) -> None:
    weights, others = one.state_dict(), other.state_dict()
    for name, weight in weights.items():
        assert torch.equal(weight, others[name]), name


def without_rate(rows: list[dict[str, float]]) -> list[dict[str, float]]:
    return [{k: v for k, v in row.items() if k != "windows_per_s"} for row in rows]


@pytest.mark.parametrize("killed_at", [3, 5, 6, 10, 11])
def test_a_killed_run_resumes_to_the_same_weights_and_rows(killed_at: int, tmp_path: Path) -> None:
    whole, rows = trained(tmp_path / "whole")
    with pytest.raises(KilledError):
        trained(tmp_path / "killed", killed_at=killed_at)
    resumed, resumed_rows = trained(tmp_path / "killed")
    assert_identical(whole, resumed)
    assert [row["step"] for row in rows] == LOGGED
    assert without_rate(resumed_rows) == without_rate(rows)


def test_training_changes_every_parameter(tmp_path: Path) -> None:
    model, _ = trained(tmp_path)
    before = dict(small_ase().named_parameters())
    for name, parameter in model.named_parameters():
        assert not torch.equal(parameter, before[name]), name


def test_torchs_own_generator_is_unchanged(tmp_path: Path) -> None:
    state = torch.random.get_rng_state()
    trained(tmp_path)
    assert torch.equal(state, torch.random.get_rng_state())


def test_the_same_seed_gives_the_same_weights(tmp_path: Path) -> None:
    assert_identical(trained(tmp_path / "a")[0], trained(tmp_path / "b")[0])


def test_a_checkpoint_of_another_run_is_not_used(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(KilledError):
        trained(tmp_path, killed_at=6)
    model, rows = trained(tmp_path, run="b")
    assert "made with other settings, data or code; training starts from step 0" in caplog.text
    assert [row["step"] for row in rows] == LOGGED
    assert_identical(model, trained(tmp_path / "whole")[0])


def test_a_damaged_checkpoint_is_not_used(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / NAME).write_bytes(b"half a checkpoint")
    model, _ = trained(tmp_path)
    assert "not readable" in caplog.text
    assert_identical(model, trained(tmp_path / "whole")[0])


def test_checkpoints_hold_no_code(tmp_path: Path) -> None:
    trained(tmp_path)
    state = torch.load(tmp_path / NAME, weights_only=True)
    assert state["steps"] == SCHEDULE.steps
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_a_fingerprint_changes_with_settings_and_content(tmp_path: Path) -> None:
    path = tmp_path / "data"
    prints = set()
    for text, content in (("a", b"1"), ("b", b"1"), ("a", b"2")):
        path.write_bytes(content)
        prints.add(fingerprint([text], [path]))
        assert fingerprint([text], [path]) in prints
    assert len(prints) == 3


def test_two_processes_do_not_share_a_work_folder(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    entered = threading.Event()

    def second() -> None:
        with alone_in(tmp_path):
            entered.set()

    with alone_in(tmp_path):
        thread = threading.Thread(target=second)
        thread.start()
        assert not entered.wait(0.3)
    assert entered.wait(10)
    thread.join()
    assert "another process is training here" in caplog.text


def test_a_loss_of_nan_stops_the_run(tmp_path: Path) -> None:
    model = small_ase()
    windows = TrainingWindows(make_features(), 20)

    def loss(model: Ase, batch: WindowBatch) -> dict[str, Tensor]:
        size = model.motion_decoder.bias.square().sum()
        return {"size": size, "broken": size * (math.nan if batch.emotion[0] < 0 else 1.0)}

    def batch(step: int) -> WindowBatch:
        drawn = windows.random_batch(4, seed=7, step=step)
        if step == 5:
            drawn.emotion.fill_(-1)
        return drawn

    with pytest.raises(TrainingError, match=r"step 5: the loss is not .* \(size .*, broken nan\)"):
        fit(
            model,
            loss,
            batch,
            make_optimiser(model, OptimiserSettings()),
            SCHEDULE,
            seed=0,
            work=tmp_path,
            run="a",
        )


def test_a_gradient_of_nan_stops_the_run_before_it_reaches_the_weights(
    tmp_path: Path,
) -> None:
    model = small_ase()
    windows = TrainingWindows(make_features(), 20)

    def loss(model: Ase, batch: WindowBatch) -> dict[str, Tensor]:
        zero = (model.motion_decoder.bias * 0).square().sum()
        return {"root": zero.sqrt()}  # finite, but its derivative is not

    with pytest.raises(TrainingError, match=r"step 1: the gradient is not .*clip_gradient"):
        fit(
            model,
            loss,
            lambda step: windows.random_batch(4, seed=7, step=step),
            make_optimiser(model, OptimiserSettings()),
            SCHEDULE,
            seed=0,
            work=tmp_path,
            run="a",
        )
    assert all(parameter.isfinite().all() for parameter in model.parameters())


def test_gradients_can_be_clipped(tmp_path: Path) -> None:
    plain, _ = trained(tmp_path / "plain")
    clipped, rows = trained(tmp_path / "clipped", clip=0.1)
    assert all(row["gradient_norm"] > 0.1 for row in rows)  # the norm before clipping
    assert not torch.equal(plain.motion_decoder.bias, clipped.motion_decoder.bias)


def test_rows_become_a_csv_and_a_plot(tmp_path: Path) -> None:
    _, rows = trained(tmp_path / "work")
    write_training_csv(tmp_path / "training.csv", {"ase": rows})
    table = pd.read_csv(tmp_path / "training.csv")
    terms = ["expression", "pose", "blink", "emotion", "smoothness"]
    assert list(table.columns) == [
        "stage",
        "step",
        *terms,
        "total",
        "gradient_norm",
        "windows_per_s",
        "kept",
    ]
    assert list(table["step"]) == LOGGED
    assert table["total"].tolist() == pytest.approx(table[terms].sum(axis=1).tolist())
    assert (table["windows_per_s"] > 0).all()
    plot_training(tmp_path / "training.png", {"ase": rows})
    assert (tmp_path / "training.png").read_bytes().startswith(b"\x89PNG")


def test_progress_is_logged_with_the_time_left(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        trained(tmp_path)
    lines = [record.message for record in caplog.records if record.name == "elp.training.clock"]
    assert len(lines) == len(LOGGED)
    assert lines[1].startswith("step 3/11: loss ")
    assert lines[1].endswith(" left")


def test_the_noam_schedule_is_the_transformers() -> None:
    width, warm_up, factor = 256, 100_000, 2.0  # of L2L's VQ-VAE
    peak = factor * width**-0.5 * warm_up**-0.5
    settings = OptimiserSettings(learning_rate=peak, warm_up=warm_up)
    for step in (1, 10, 50_000, 100_000, 100_001, 400_000):
        textbook = factor * width**-0.5 * min(step**-0.5, step * warm_up**-1.5)
        assert rate_at(step, settings) == pytest.approx(textbook, rel=1e-12)


def test_a_rate_that_decays_in_steps_is_torchs() -> None:
    settings = OptimiserSettings(learning_rate=2e-3, decay_every=3, decay=0.5)
    optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=2e-3)
    reference = torch.optim.lr_scheduler.StepLR(optimiser, 3, 0.5)
    for step in range(1, 12):
        assert rate_at(step, settings) == pytest.approx(optimiser.param_groups[0]["lr"])
        optimiser.step()
        reference.step()


def test_a_schedule_can_be_given_in_epochs_or_as_a_fraction_of_the_steps() -> None:
    halved = RlhgOptimiser().in_steps(steps=10_000, epoch=7)
    rates = [rate_at(step, halved) for step in (1, 210, 211, 420, 421)]
    assert rates == pytest.approx([2e-3, 2e-3, 1e-3, 1e-3, 5e-4])
    warm = OptimiserSettings(learning_rate=1e-3, warm_up=0.2)
    for steps in (50, 1000):
        settings = warm.in_steps(steps, epoch=7)
        rates = [rate_at(step, settings) for step in (steps // 10, steps // 5, 4 * steps // 5)]
        assert rates == pytest.approx([5e-4, 1e-3, 5e-4])
    assert warm.in_steps(2, epoch=7).warm_up == 1
    fixed = OptimiserSettings(warm_up=300)
    assert fixed.in_steps(steps=10, epoch=7) == fixed


def test_a_schedule_replaces_the_default_and_two_are_refused() -> None:
    chosen = RlhgOptimiser.model_validate({"decay_every": 800})  # as in files of older versions
    assert (chosen.decay_every, chosen.decay_epochs) == (800, None)
    assert RlhgOptimiser.model_validate(RlhgOptimiser().model_dump()) == RlhgOptimiser()
    with pytest.raises(ValidationError, match="`warm_up` and `decay_epochs` are 2 schedules"):
        OptimiserSettings(warm_up=100, decay_epochs=30)
    with pytest.raises(ValidationError, match=r"`warm_up` is 2.5: set whole steps, or a fraction"):
        OptimiserSettings(warm_up=2.5)


def test_the_rate_of_each_step_is_used(tmp_path: Path) -> None:
    model, rates = small_ase(), []
    optimiser = make_optimiser(model, OptimiserSettings(algorithm="adam"))
    assert type(optimiser) is torch.optim.Adam

    def loss(model: Ase, batch: WindowBatch) -> dict[str, Tensor]:
        rates.append(optimiser.param_groups[0]["lr"])
        return ase_loss(model, batch)

    windows = TrainingWindows(make_features(), 20)
    schedule = Schedule(3, 1, 1, learning_rate=lambda step: 1e-3 / step)
    fit(
        model,
        loss,
        lambda step: windows.random_batch(4, 0, step),
        optimiser,
        schedule,
        seed=0,
        work=tmp_path,
        run="a",
    )
    assert optimiser.param_groups[0]["lr"] == pytest.approx(1e-3 / 3)
    assert rates[1:] == pytest.approx([1e-3, 1e-3 / 2])
