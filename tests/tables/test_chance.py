"""No bold for scores at chance, and a note where the real listeners are at chance themselves."""

import numpy as np
import pandas as pd
import pytest
from made_up_scores import FACTS

from elp.config.tables import TableFacts
from elp.scoring.resampling import Resampled
from elp.tables.chance import chance_notes
from elp.tables.columns import TableColumn, columns
from elp.tables.compare import best_runs, scores_by_column
from elp.tables.differences import difference, distance
from elp.tables.origin import origin

CLIPS = 36
COLUMNS = {column.name: column for column in columns(FACTS)}
WTLCC, BLINKS, FD = (COLUMNS[n] for n in ("expression_wtlcc", "blink_wtlcc", "expression_fd"))
DURATION = TableColumn(
    "duration", "blink", ("blink",), "blink_duration", ("seconds",), "target", "blink, s → GT"
)


def noise(seed: int, size: float = 0.02) -> np.ndarray:
    return size * np.random.default_rng(seed).normal(size=CLIPS)


def rows(
    column: TableColumn,
    value: np.ndarray,
    target: np.ndarray,
    floor: np.ndarray | float = np.nan,
    people: int = 12,
) -> pd.DataFrame:
    """Scores of a run, clip by clip."""
    number = np.arange(CLIPS)
    return pd.DataFrame(
        {
            "group": column.groups[0],
            "metric": column.metric,
            "variant": column.variants[0],
            "clip": [f"c{i:02}" for i in number],
            "person": [f"p{i % people}" for i in number],
            "people": 1,
            "sample": 0,
            "resample": -1,
            "value": value,
            "target": target,
            "noise_floor": floor,
            "short": False,
            "constant": False,
            "seed": 0,
        }
    )


def scored(column: TableColumn, scores: dict[str, pd.DataFrame]) -> dict[str, Resampled]:
    return dict(scores_by_column(scores, [column], FACTS)[column])


def synchrony(
    gt: float, elp: float, random: float, chance: float, people: int = 12
) -> dict[str, pd.DataFrame]:
    """WTLCC of three runs around these means, each with the same chance level."""
    truth = gt + noise(0)
    values = {"gt": truth, "elp": elp + noise(1), "random": random + noise(2)}
    return {
        run: rows(WTLCC, value, truth, chance + noise(3), people) for run, value in values.items()
    }


def bold(column: TableColumn, scores: dict[str, pd.DataFrame]) -> list[str]:
    return [run for _, run in best_runs({column: scored(column, scores)}, FACTS)]


def notes(column: TableColumn, scores: dict[str, pd.DataFrame], facts: TableFacts = FACTS) -> str:
    return "\n".join(chance_notes({column: scored(column, scores)}, facts))


def test_a_method_near_a_truth_that_stands_out_is_bold() -> None:
    scores = synchrony(gt=0.3, elp=0.28, random=0.1, chance=0.1)
    assert bold(WTLCC, scores) == ["elp"]
    assert notes(WTLCC, scores) == ""


def test_where_the_truth_is_at_chance_the_page_says_so_and_nothing_is_bold() -> None:
    scores = synchrony(gt=0.1, elp=0.1, random=0.4, chance=0.1)
    assert bold(WTLCC, scores) == []
    note = notes(WTLCC, scores)
    assert note.startswith("- GT's own WTLCC (0.")
    assert "does not exceed chance" in note
    assert "ranks noise" in note
    assert note.count("[") == 1  # the interval of the difference


def test_two_people_cannot_tell_the_truth_from_chance() -> None:
    scores = synchrony(gt=0.3, elp=0.28, random=0.1, chance=0.1, people=2)
    assert bold(WTLCC, scores) == []
    assert "[" not in notes(WTLCC, scores)
    assert "does not exceed chance" in notes(WTLCC, scores)


def test_a_best_method_at_its_own_chance_level_is_not_bold() -> None:
    values = {"elp": 0.5 + noise(1), "random": 0.2 + noise(2)}
    for chance, expected in ((0.5, []), (0.3, ["elp"])):
        scores = {
            run: rows(BLINKS, value, np.ones(CLIPS), chance + noise(3))
            for run, value in values.items()
        }
        assert bold(BLINKS, scores) == expected


def test_scores_without_a_chance_level_have_no_such_rule() -> None:
    values = {"gt": np.zeros(CLIPS), "elp": 1 + noise(1), "random": 2 + noise(2)}
    scores = {run: rows(FD, value, np.zeros(CLIPS)) for run, value in values.items()}
    assert bold(FD, scores) == ["elp"]
    assert notes(FD, scores) == ""


def test_columns_are_judged_together() -> None:
    """A difference of p = 0.02 is bold alone, and not among four columns."""
    people = np.arange(CLIPS) % 12
    effect = np.random.default_rng(4).normal(size=12)[people]
    gap = effect - effect.mean() + 0.8 * effect.std()
    scores = {
        "elp": rows(FD, np.zeros(CLIPS), np.zeros(CLIPS)),
        "random": rows(FD, gap, np.zeros(CLIPS)),
    }
    alone = scored(FD, scores)
    assert 0.0125 < (alone["random"].own - alone["elp"].own).p_value() < 0.05
    assert best_runs({FD: alone}, FACTS) == {(FD, "elp")}
    others = (COLUMNS[name] for name in ("pose_fd", "expression_sts", "pose_sts"))
    assert best_runs({FD: alone, **dict.fromkeys(others, alone)}, FACTS) == set()


@pytest.mark.parametrize("run", ["elp", "random"])
def test_blink_durations_are_compared_on_the_clips_that_both_have(run: str) -> None:
    """Long blinks are in the first half; a run that blinks there only is not further from GT."""
    truth = np.where(np.arange(CLIPS) < CLIPS // 2, 0.4, 0.2) + noise(0, 0.01)
    half = np.where(np.arange(CLIPS) < CLIPS // 2, truth + 0.01, np.nan)
    scores = {"elp": rows(DURATION, truth + 0.01, truth), "random": rows(DURATION, half, truth)}
    away = {name: distance(value, "target") for name, value in scored(DURATION, scores).items()}
    assert away[run].value == pytest.approx(0.01)
    gap = difference(away["random"], away["elp"], 0.95)
    assert gap.value == pytest.approx(0, abs=1e-12)
    assert not bold(DURATION, scores)


def test_clips_whose_real_listener_never_blinks_do_not_count() -> None:
    truth = np.where(np.arange(CLIPS) < CLIPS // 2, 0.2, np.nan)
    value = np.where(np.arange(CLIPS) < CLIPS // 2, 0.2, 0.9)
    score = scored(DURATION, {"elp": rows(DURATION, value, truth)})["elp"]
    assert distance(score, "target").value == pytest.approx(0)
    assert score.value == pytest.approx(0.55)


@pytest.mark.parametrize(
    ("people", "said"),
    [(1, "No interval: 1 person"), (2, "No interval: 2 people"), (3, None), (12, None)],
)
def test_the_number_of_people_is_printed_and_too_few_are_named(
    people: int, said: str | None
) -> None:
    text = origin("made_up", {"elp": rows(FD, noise(1), noise(2), people=people)}, FACTS, [])
    assert f"36 test clips of {people} p" in text
    assert (said in text) if said else ("No interval" not in text)
