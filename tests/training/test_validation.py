"""The step that is kept: of a model that must overfit, resumed runs, and the report."""

import logging
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from made_up_features import make_features
from small_ase import small_ase
from torch import Tensor

from elp.config.optimiser import OptimiserSettings
from elp.errors import TrainingError
from elp.features.windows import TrainingWindows, WindowBatch
from elp.models.ase.losses import ase_loss
from elp.models.ase.model import Ase
from elp.training.log import plot_training, write_training_csv
from elp.training.loop import Rows, Schedule, fit
from elp.training.optimiser import make_optimiser
from elp.training.validation import Best, Validation, kept_step

STEPS, EVERY, CHECKPOINT_EVERY = 40, 4, 5


class KilledError(Exception):
    """Stands in for the end of the process."""


def validation(*ignored: str) -> Validation:
    """Five windows of noise, in batches of two: what is learned of other noise is no help."""
    windows = TrainingWindows(make_features((20,) * 7), 20)
    batches = [windows.batch(np.array(rows)) for rows in ([2, 3], [4, 5], [6])]
    return Validation(batches, EVERY, ignored)


def trained(
    work: Path,
    judge: Validation | None,
    *,
    killed_at: int | None = None,
    learning_rate: float = 1e-2,
    steps: int = STEPS,
) -> tuple[Ase, Rows]:
    """A model that learns two windows of noise by heart."""
    model, windows = small_ase(), TrainingWindows(make_features((20,) * 7), 20)

    def batch(step: int) -> WindowBatch:
        if step == killed_at:
            raise KilledError
        return windows.batch(np.array([0, 1]))

    optimiser = make_optimiser(model, OptimiserSettings(learning_rate=learning_rate))
    schedule = Schedule(steps, log_every=5, checkpoint_every=CHECKPOINT_EVERY)
    rows = fit(
        model, ase_loss, batch, optimiser, schedule, seed=7, work=work, run="a", validation=judge
    )
    return model, rows


def scores(rows: Rows) -> dict[int, float]:
    return {int(row["step"]): row["validation"] for row in rows if "validation" in row}


def assert_identical(one: torch.nn.Module, other: torch.nn.Module) -> None:
    others = other.state_dict()
    for name, weight in one.state_dict().items():
        assert torch.equal(weight, others[name]), name


def without_rate(rows: Rows) -> Rows:
    return [{k: v for k, v in row.items() if k != "windows_per_s"} for row in rows]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ase, Rows]:
    return trained(tmp_path_factory.mktemp("whole"), validation("emotion"))


def test_the_kept_step_has_the_least_score_before_the_model_overfits(
    whole: tuple[Ase, Rows], tmp_path: Path
) -> None:
    model, rows = whole
    found = scores(rows)
    assert list(found) == [*range(EVERY, STEPS, EVERY), STEPS]
    kept = kept_step(rows)
    assert kept < STEPS
    assert found[kept] == min(found.values()) < found[STEPS]
    assert validation("emotion").score(model, ase_loss, 7, STEPS) == found[kept]
    # A run that ends there has the same weights: those of the kept step, and no others.
    shorter, _ = trained(tmp_path, None, steps=kept)
    assert_identical(model, shorter)


def test_the_score_is_the_loss_in_evaluation_mode_over_all_windows() -> None:
    model = small_ase(dropout=0.5).train()
    for module in model.modules():
        if isinstance(module, torch.nn.modules.batchnorm._BatchNorm):
            module.running_mean = torch.full_like(module.running_mean, 0.3)  # type: ignore[arg-type]

    def no_draws(model: Ase, batch: WindowBatch) -> dict[str, Tensor]:
        _, emotions = model.encode_logits(batch.mfcc, batch.style, batch.speaker)
        return {"logits": emotions.square().mean(), "ignored": emotions.sum()}

    score = validation("ignored").score(model, no_draws, 0, 1)
    windows = TrainingWindows(make_features((20,) * 7), 20).batch(np.arange(2, 7))
    with torch.no_grad():
        expected = no_draws(model.eval(), windows)["logits"]
    assert score == pytest.approx(expected.item(), rel=1e-5)


def test_a_score_leaves_the_model_and_repeats() -> None:
    model = small_ase()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    first, again = (
        validation("emotion").score(model.train(), ase_loss, 3, step) for step in (1, 2)
    )
    assert first == again
    assert first != validation("emotion").score(model, ase_loss, 4, 1)  # other draws
    assert model.training
    for name, value in model.state_dict().items():
        assert torch.equal(value, before[name]), name


def test_training_steps_do_not_notice_the_validation(
    whole: tuple[Ase, Rows], tmp_path: Path
) -> None:
    _, rows = whole
    _, unseen = trained(tmp_path, None)
    terms = {int(row["step"]): row["total"] for row in rows}
    assert all("validation" not in row for row in unseen)
    assert all(terms[int(row["step"])] == row["total"] for row in unseen)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_run_killed_before_or_after_its_best_step_keeps_the_same(
    when: str, whole: tuple[Ase, Rows], tmp_path: Path
) -> None:
    model, rows = whole
    kept = kept_step(rows)
    checkpoint = (kept // CHECKPOINT_EVERY + (when == "after")) * CHECKPOINT_EVERY
    killed_at = checkpoint + 2
    assert EVERY < checkpoint < killed_at <= STEPS
    with pytest.raises(KilledError):
        trained(tmp_path, validation("emotion"), killed_at=killed_at)
    resumed, resumed_rows = trained(tmp_path, validation("emotion"))
    assert_identical(model, resumed)
    assert without_rate(resumed_rows) == without_rate(rows)
    # Killed again after the last step, when the outputs were not yet written.
    again, _ = trained(tmp_path, validation("emotion"), killed_at=1)
    assert_identical(model, again)


@pytest.mark.parametrize("steps", [8, 9])
def test_the_log_says_if_the_best_step_is_the_last(
    steps: int, caplog: pytest.LogCaptureFixture
) -> None:
    model = torch.nn.Linear(2, 1)
    best = Best.of(model, 8, 0.25)
    kept = model.weight.detach().clone()
    with torch.no_grad():
        model.weight += 1
    with caplog.at_level(logging.INFO):
        best.restore(model, steps)
    assert torch.equal(model.weight, kept)
    assert f"kept step 8 of {steps}: validation 0.25" in caplog.text
    assert ("more `schedule.steps` may give a better model" in caplog.text) == (steps == 8)


def test_a_score_that_is_not_finite_stops_the_run() -> None:
    judge = validation("emotion")
    judge.batches[1].expression[0, 3, 1] = torch.nan  # type: ignore[attr-defined]
    with pytest.raises(TrainingError, match="step 9: the validation score is not finite; check"):
        judge.score(small_ase(), ase_loss, 0, 9)


def test_the_report_shows_the_scores_and_the_kept_step(
    whole: tuple[Ase, Rows], tmp_path: Path
) -> None:
    _, rows = whole
    write_training_csv(tmp_path / "training.csv", {"ase": rows})
    table = pd.read_csv(tmp_path / "training.csv")
    assert list(table.columns[-2:]) == ["validation", "kept"]
    measured = table[table["validation"].notna()]
    assert dict(zip(measured["step"], measured["validation"], strict=True)) == scores(rows)
    assert table["validation"].isna().any()
    assert table.loc[table["kept"] == 1, "step"].tolist() == [kept_step(rows)]
    for name, given in (("with", rows), ("without", [dict(row) for row in rows])):
        if name == "without":
            for row in given:
                row.pop("validation", None)
        plot_training(tmp_path / f"{name}.png", {"ase": given})
    assert (tmp_path / "with.png").read_bytes() != (tmp_path / "without.png").read_bytes()
