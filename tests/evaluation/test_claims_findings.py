"""Each sentence behind the claims, on numbers that bear it and on numbers that say the opposite."""

import pandas as pd
import pytest
from made_up_tables import BEST, facts, scores

from elp.evaluation.claims import examine
from elp.evaluation.claims_findings import findings_of

LABELS = {"elp": "ELP", "elp_es": "ELP-ES", "a": "A", "b": "B"}


def said(run: str = "elp", **values: float | tuple[float, float]) -> list[str]:
    """Sentences on quantities of test clips, or of test and training clips."""
    rows = []
    for quantity, value in values.items():
        pair = value if isinstance(value, tuple) else (value,)
        for split, number in zip(("test", "train"), pair, strict=False):
            rows += [("corpus", run, seed, split, quantity, number) for seed in (0, 1)]
    columns = ["dataset", "run", "seed", "split", "quantity", "value"]
    return list(findings_of([], LABELS, pd.DataFrame(rows, columns=columns)))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            {"expression_vd_elp": 0.5, "expression_vd_gt": 9.0},
            "V-D of β of ELP is 0.5000, below the real listeners' 9.000: its faces vary less",
        ),
        (
            {"expression_vd_elp": 9.5, "expression_vd_gt": 9.0},
            "V-D of β of ELP is 9.500, not below the real listeners' 9.000.",
        ),
        (
            {"expression_rms_elp_against_dls_random": 0.05},
            "by 0.0500 training standard deviations, of which real motion has about 1: the codes "
            "hardly change what is decoded",
        ),
        (
            {"expression_rms_elp_against_dls_random": 0.7},
            "by 0.7000 training standard deviations, of which real motion has about 1: the codes "
            "change what is decoded",
        ),
        (
            {"blink_frames_elp": 0.0, "blink_frames_gt": 0.09, "blink_probability_max": 0.2},
            "ELP never blinks, real listeners in 9.0%; its blink probability reaches 0.2000",
        ),
        (
            {"blink_frames_elp": 0.3, "blink_frames_gt": 0.09, "blink_probability_max": 1.0},
            "ELP blinks in 30.0% of its frames, real listeners in 9.0%; its blink probability",
        ),
        (
            {"expression_fd_elp": (18.0, 10.0)},
            "10.00 on training clips and 18.00 on test clips: part of what it learned holds for",
        ),
        (
            {"expression_fd_elp": (9.0, 10.0)},
            "10.00 on training clips and 9.000 on test clips: it is no better on the people",
        ),
        ({"emotion_accuracy": 0.25}, "ELP recognises the emotion of the speech on 25% of the"),
    ],
)
def test_a_sentence_says_what_its_numbers_say(values: dict[str, float], expected: str) -> None:
    (sentence,) = said(**values)
    assert sentence.startswith("corpus: ")
    assert expected in sentence


def test_every_run_has_its_own_sentences() -> None:
    (sentence,) = said("elp_es", emotion_accuracy=0.5)
    assert "ELP-ES recognises" in sentence


def test_without_a_number_there_is_no_sentence() -> None:
    assert said(expression_vd_elp=0.5) == []
    assert said(blink_frames_elp=0.0, blink_frames_gt=0.1) == []
    assert said("rlhg", emotion_accuracy=0.5) == []


@pytest.mark.parametrize(
    ("own", "expected"),
    [(0.2, "ELP is nearer the ideal than B"), (1.5, "B is nearer the ideal than ELP")],
)
def test_the_nearest_method_is_the_one_that_the_interval_shows(own: float, expected: str) -> None:
    known = facts("table1", ["a", "b", "gt", "elp"])
    offsets = {"a": 2.0, "b": 1.0, "gt": 0.0, "elp": own}
    joined = {("made_up", run): scores(known, offset) for run, offset in offsets.items()}
    checked = examine(joined, known, [BEST])
    empty = pd.DataFrame(columns=["dataset", "run", "seed", "split", "quantity", "value"])
    sentences = list(findings_of(checked, LABELS, empty))
    assert len(sentences) == len(BEST.columns)
    assert all(expected in sentence for sentence in sentences)


def test_an_undecided_difference_names_no_nearest_method() -> None:
    known = facts("table1", ["b", "gt", "elp"])
    joined = {
        ("made_up", run): scores(known, offset)
        for run, offset in {"b": 1.0, "gt": 0.0, "elp": 1.001}.items()
    }
    empty = pd.DataFrame(columns=["dataset", "run", "seed", "split", "quantity", "value"])
    assert list(findings_of(examine(joined, known, [BEST]), LABELS, empty)) == []
