"""Each sentence follows its numbers: as they were, their opposite, and none."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from checked_claims import checked

from elp.evaluation.evidence import Evidence, UnknownError, gather
from elp.evaluation.explanations import EXPLANATIONS, explain

DIAGNOSTICS = {
    ("elp", "test", "expression_vd_gt"): 8.0,
    ("elp", "test", "expression_vd_elp"): 0.8,
    ("elp", "test", "expression_vd_dls_random"): 0.05,
    ("elp", "test", "expression_fd_elp"): 13.0,
    ("elp", "test", "expression_fd_dls_random"): 13.2,
    ("elp", "test", "expression_rms_elp_against_dls_random"): 0.02,
    ("elp", "test", "blink_probability_max"): 0.125,
    ("elp", "test", "blink_frames_gt"): 0.05,
    ("elp", "test", "blink_frames_elp"): 0.0,
    ("elp", "test", "emotion_accuracy"): 0.25,
    ("elp", "train", "expression_vd_gt"): 8.0,
    ("elp", "train", "expression_vd_elp"): 4.0,
    ("elp", "train", "expression_fd_elp"): 5.0,
    ("elp", "train", "expression_fd_dls_random"): 13.0,
}
VARIATION = {
    "gt": 8.0, "elp": 0.8, "random": 8.2, "pch": 1.0,
    "nn_motion": 1.0, "nn_audio": 1.1, "dls_random": 0.05,
}  # fmt: skip
SCORES = {
    run: {
        f"{group}_{metric}": 0.0 if run == "gt" else 1.0 if run == "pch" else 2.0
        for group in ("expression", "pose")
        for metric in ("fd", "sts")
    }
    | {"expression_vd": variation, "pose_vd": variation}
    for run, variation in VARIATION.items()
}
EVIDENCE = Evidence(
    "made_up",
    [
        checked("table2", "elp", "elp_base", "vd", 0.5, 0.9),
        checked("table3", "elp_h128", "elp_h1", "fd", -0.1, 0.1),
        checked("table3", "elp_h128", "elp_h4", "fd", -0.1, 0.1),
    ],
    {"table1": SCORES},
    DIAGNOSTICS,
    0.33,
    {"pch": "PCH", "nn_audio": "NN-audio"},
)
EMPTY = Evidence("made_up", [], {}, {}, float("nan"), {})


def measured(split: str = "test", **values: float) -> Evidence:
    own = {("elp", split, name): value for name, value in values.items()}
    return replace(EVIDENCE, diagnostics={**DIAGNOSTICS, **own})


def scored(run: str, **values: float) -> Evidence:
    return replace(EVIDENCE, scores={"table1": {**SCORES, run: {**SCORES[run], **values}}})


def found(*findings: Any) -> Evidence:
    return replace(EVIDENCE, findings=list(findings))


CASES = [
    ("Variation of ELP", EVIDENCE, "is 0.8000, below the real listeners' 8.000"),
    ("Variation of ELP", measured(expression_vd_elp=9.0), "is 9.000, above the real listeners'"),
    ("Variation of ELP", measured(expression_vd_elp=8.0), "equal to the real listeners'"),
    ("Random codes", EVIDENCE, "nearly still faces, V-D of β 0.0500"),
    ("Random codes", measured(expression_vd_dls_random=3.0), "to moving faces, V-D of β 3.000"),
    ("ELP's own codes", EVIDENCE, "nearly the same motion as random codes; the two differ by 0.02"),
    (
        "ELP's own codes",
        measured(expression_rms_elp_against_dls_random=0.4),
        "other motion than random codes; the two differ by 0.4",
    ),
    ("Blinks of ELP", EVIDENCE, "none is generated: the blink probability reaches 0.1250, below"),
    (
        "Blinks of ELP",
        measured(blink_frames_elp=0.04, blink_probability_max=0.9),
        "closed in 4.0% of the frames, below the real listeners' 5.0%; the blink probability "
        "reaches 0.9000",
    ),
    ("Blinks of ELP", measured(blink_frames_elp=0.06), "above the real listeners' 5.0%"),
    ("ELP on training clips", EVIDENCE, "more motion than on test clips: V-D of β is 50.0%"),
    (
        "ELP on training clips",
        measured("train", expression_vd_elp=0.4),
        "no more than on test clips: V-D of β is 5.0% of the real listeners' there and 10.0% here",
    ),
    ("ELP on training clips", measured("train", expression_vd_gt=0.0), "not known"),
    ("Memory of training clips", EVIDENCE, "most of what ELP gains over random codes"),
    ("Memory of training clips", measured(expression_fd_elp=6.0), "at least half of what ELP"),
    ("Memory of training clips", measured("train", expression_fd_elp=14.0), "none: on training"),
    (
        "Baselines with ELP's decoders",
        EVIDENCE,
        "8.000: nn_motion 1.000, NN-audio 1.100, dls_random 0.0500; not below: none",
    ),
    (
        "Baselines with ELP's decoders",
        scored("nn_audio", expression_vd=9.0),
        "nn_motion 1.000, dls_random 0.0500; not below: NN-audio 9.000",
    ),
    ("Random", EVIDENCE, "has about the spread of the test listeners, V-D of β 8.200"),
    ("Random", scored("random", expression_vd=13.0), "has more than the spread"),
    ("Random", scored("random", expression_vd=3.0), "has less than the spread"),
    ("Transformed space 𝕌", EVIDENCE, "brings V-D nearer to the real listeners': 0.7000 [0.5"),
    (
        "Transformed space 𝕌",
        found(checked("table2", "elp", "elp_base", "vd", -0.9, -0.5)),
        "does not bring V-D nearer to the real listeners': -0.7000",
    ),
    (
        "Transformed space 𝕌",
        found(checked("table2", "elp", "elp_base", "vd", -0.1, 0.5)),
        "has no decided effect on V-D: 0.2000",
    ),
    ("Emotion of the speech", EVIDENCE, "right in 25% of them, not above the chance level of 33%"),
    ("Emotion of the speech", measured(emotion_accuracy=0.8), "right in 80% of them, above the"),
    ("Emotion of the speech", replace(EVIDENCE, chance=float("nan")), "not known (no chance"),
    ("Number of heads", EVIDENCE, "none of the 2 comparisons is decided"),
    (
        "Number of heads",
        found(
            checked("table3", "elp_h128", "elp_h1", "fd", 0.1, 0.2),
            checked("table3", "elp_h128", "elp_h4", "fd", -0.2, -0.1),
            checked("table3", "elp_h128", "elp_h16", "fd", -0.2, 0.1),
            checked("table3", "elp_h128", "elp_h256", "fd", 0.1, 0.2),  # for fewer heads
        ),
        "2 of 3 comparisons are decided, 1 of them for more heads",
    ),
    *(
        case
        for group, symbol in (("expression", "β"), ("pose", "p"))
        for metric in ("fd", "sts")
        for case in (
            (
                f"Lowest {metric.upper()} of {symbol}",
                EVIDENCE,
                "PCH (1.000), which is given the listener's first frame; its V-D is 1.000, below",
            ),
            (
                f"Lowest {metric.upper()} of {symbol}",
                scored("random", **{f"{group}_{metric}": 0.5}),
                "random (0.5000); its V-D is 8.200, above the real listeners' 8.000",
            ),
        )
    ),
]


@pytest.mark.parametrize(("title", "evidence", "text"), CASES)
def test_a_sentence_says_what_the_numbers_say(title: str, evidence: Evidence, text: str) -> None:
    (line,) = (line for line in explain(evidence) if line.startswith(f"- *{title}*: "))
    assert text in line


def test_every_sentence_is_tested_with_numbers_that_say_the_opposite() -> None:
    for title in EXPLANATIONS:
        assert len({text for other, _, text in CASES if other == title}) >= 2


@pytest.mark.parametrize("title", EXPLANATIONS)
def test_without_numbers_a_sentence_says_what_is_missing(title: str) -> None:
    with pytest.raises(UnknownError, match=r"^no "):
        EXPLANATIONS[title](EMPTY)
    (line,) = (line for line in explain(EMPTY) if line.startswith(f"- *{title}*: "))
    assert "not known (no " in line


def test_evidence_is_gathered_by_data_set_and_averaged_over_seeds() -> None:
    diagnostics = pd.DataFrame(
        [
            ("a", "elp", 0, "test", "expression_vd_elp", 1.0),
            ("a", "elp", 1, "test", "expression_vd_elp", 3.0),
            ("b", "elp", 0, "test", "expression_vd_elp", 7.0),
        ],
        columns=["dataset", "run", "seed", "split", "quantity", "value"],
    )
    table = pd.DataFrame(
        [("a", "elp", 1.5), ("c", "elp", 2.5)], columns=["dataset", "method", "expression_fd"]
    )
    separation = pd.DataFrame({"dataset": ["a", "a"], "chance": [0.5, 0.5]})
    first, second, third = gather([], {"table1": table}, diagnostics, separation, {"elp": "ELP"})
    assert [first.dataset, second.dataset, third.dataset] == ["a", "c", "b"]
    assert first.measured("expression_vd_elp") == 2.0
    assert first.score("table1", "elp", "expression_fd") == 1.5
    assert first.chance == 0.5
    assert third.measured("expression_vd_elp") == 7.0
    with pytest.raises(UnknownError, match="no `expression_fd` of elp in table1"):
        third.score("table1", "elp", "expression_fd")
