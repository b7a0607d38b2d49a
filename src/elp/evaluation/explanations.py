"""What may lie behind the verdicts: sentences that say what the numbers of a data set say."""

from collections.abc import Callable
from functools import partial

import numpy as np

from elp.evaluation.ablation_claims import FEWER
from elp.evaluation.evidence import Evidence, UnknownError
from elp.tables.text import bracket, number

NEAR = 0.1  # below this part of the real listeners' spread a face is called nearly still
ALIKE = 0.8, 1.25  # V-D between these multiples of the real listeners' is called alike
DECODED = ("nn_motion", "nn_audio", "dls_random")  # baselines that use ELP's decoders


def elp_variation(evidence: Evidence) -> str:
    """Whether ELP moves less than the real listeners."""
    own, real = evidence.measured("expression_vd_elp"), evidence.measured("expression_vd_gt")
    return f"V-D of β is {number(own)}, {_against(own, real)} the real listeners' {number(real)}."


def random_codes(evidence: Evidence) -> str:
    """Whether random codes decode to faces that move."""
    random = evidence.measured("expression_vd_dls_random")
    real = evidence.measured("expression_vd_gt")
    faces = "nearly still" if random < NEAR * real else "moving"
    return f"they decode to {faces} faces, V-D of β {number(random)} (real: {number(real)})."


def use_of_codes(evidence: Evidence) -> str:
    """Whether ELP's codes decode to other motion than random codes do."""
    rms = evidence.measured("expression_rms_elp_against_dls_random")
    alike = "nearly the same motion as" if rms < NEAR else "other motion than"
    return (
        f"they decode to {alike} random codes; the two differ by {number(rms)} standard deviations "
        "of the real training listeners (RMS of β)."
    )


def blinks(evidence: Evidence) -> str:
    """Whether ELP blinks, and how often."""
    peak, own = evidence.measured("blink_probability_max"), evidence.measured("blink_frames_elp")
    real = evidence.measured("blink_frames_gt")
    said = f"the blink probability reaches {number(peak)}"
    if own == 0:
        return (
            f"none is generated: {said}, below the threshold; the real listeners' eyes are closed "
            f"in {real:.1%} of the frames."
        )
    return (
        f"eyes are closed in {own:.1%} of the frames, {_against(own, real)} the real listeners' "
        f"{real:.1%}; {said}."
    )


def motion_on_training_clips(evidence: Evidence) -> str:
    """Whether ELP moves more on the clips it was trained on."""
    shares = []
    for split in ("train", "test"):
        real = evidence.measured("expression_vd_gt", split)
        if real == 0:
            raise UnknownError(f"`expression_vd_gt` on {split} clips is 0")
        shares.append(evidence.measured("expression_vd_elp", split) / real)
    train, test = shares
    verdict = "more motion than on test clips" if train > test else "no more than on test clips"
    return f"{verdict}: V-D of β is {train:.1%} of the real listeners' there and {test:.1%} here."


def memory(evidence: Evidence) -> str:
    """Whether ELP's gain over random codes on training clips remains on test clips."""
    (train, train_random), (test, test_random) = (
        [evidence.measured(f"expression_fd_{kind}", split) for kind in ("elp", "dls_random")]
        for split in ("train", "test")
    )
    gain, left = train_random - train, test_random - test
    if gain <= 0:
        verdict = "none: on training clips random codes are as near the real listener"
    elif left < gain / 2:
        verdict = "most of what ELP gains over random codes on training clips is lost on test clips"
    else:
        verdict = "at least half of what ELP gains over random codes is kept on test clips"
    return (
        f"{verdict} (FD of β: {number(train)} against {number(train_random)} on training clips, "
        f"{number(test)} against {number(test_random)} on test clips)."
    )


def shared_decoders(evidence: Evidence) -> str:
    """Which baselines that use ELP's decoders move less than the real listeners."""
    real = evidence.real("expression_vd")
    found: dict[bool, list[str]] = {True: [], False: []}
    for run in DECODED:
        value = evidence.score("table1", run, "expression_vd")
        found[value < real].append(f"{evidence.label(run)} {number(value)}")
    less, rest = (", ".join(found[key]) or "none" for key in (True, False))
    return f"V-D of β below the real listeners' {number(real)}: {less}; not below: {rest}."


def nearest(evidence: Evidence, group: str, metric: str) -> str:
    """Which method has the lowest score in a column of Table 1, and how much it moves."""
    column = f"{group}_{metric}"
    known = {
        run: columns[column]
        for run, columns in evidence.scores.get("table1", {}).items()
        if run not in evidence.truth and not np.isnan(columns.get(column, np.nan))
    }
    if not known:
        raise UnknownError(f"no `{column}` in table1")
    run = min(known, key=lambda name: known[name])
    own, real = evidence.score("table1", run, f"{group}_vd"), evidence.real(f"{group}_vd")
    given = ", which is given the listener's first frame" if run in ("pch", "rlhg") else ""
    return (
        f"{evidence.label(run)} ({number(known[run])}){given}; its V-D is {number(own)}, "
        f"{_against(own, real)} the real listeners' {number(real)}."
    )


def drawn_frames(evidence: Evidence) -> str:
    """Whether frames drawn from real listeners have the spread of the test listeners."""
    own = evidence.score("table1", "random", "expression_vd")
    real = evidence.real("expression_vd")
    low, high = (bound * real for bound in ALIKE)
    spread = "less than" if own < low else "more than" if own > high else "about"
    return (
        f"it draws frames of real training listeners and has {spread} the spread of the test "
        f"listeners, V-D of β {number(own)} (real: {number(real)})."
    )


def transformed_space(evidence: Evidence) -> str:
    """Whether 𝕌 moves V-D towards the real listeners'."""
    finding = evidence.finding("table2", "elp", "elp_base", "vd")
    effect = {
        "supported": "brings V-D nearer to the real listeners'",
        "contradicted": "does not bring V-D nearer to the real listeners'",
    }.get(finding.verdict, "has no decided effect on V-D")
    interval = bracket(finding.interval.low, finding.interval.high)
    return f"it {effect}: {number(finding.value)}{interval} against ∇."


def emotion_recognition(evidence: Evidence) -> str:
    """Whether the emotion of a test clip's speech is recognised."""
    accuracy = evidence.measured("emotion_accuracy")
    if np.isnan(evidence.chance):
        raise UnknownError("no chance level in figure7.csv")
    level = "above" if accuracy > evidence.chance else "not above"
    return (
        f"that of test clips is predicted right in {accuracy:.0%} of them, {level} the chance "
        f"level of {evidence.chance:.0%}."
    )


def number_of_heads(evidence: Evidence) -> str:
    """How many comparisons with fewer heads than 128 are decided."""
    of_heads = [f for f in evidence.findings if f.claim.run == "elp_h128" and f.other in FEWER]
    verdicts = [found.verdict for found in of_heads]
    if not verdicts:
        raise UnknownError("no comparison over the number of heads in table3")
    more, fewer = verdicts.count("supported"), verdicts.count("contradicted")
    if more + fewer == 0:
        return f"none of the {len(verdicts)} comparisons is decided."
    count = f"{more + fewer} of {len(verdicts)}"
    return f"{count} comparisons are decided, {more} of them for more heads."


EXPLANATIONS: dict[str, Callable[[Evidence], str]] = {
    "Variation of ELP": elp_variation,
    "Random codes": random_codes,
    "ELP's own codes": use_of_codes,
    "Blinks of ELP": blinks,
    "ELP on training clips": motion_on_training_clips,
    "Memory of training clips": memory,
    "Baselines with ELP's decoders": shared_decoders,
    "Lowest FD of β": partial(nearest, group="expression", metric="fd"),
    "Lowest FD of p": partial(nearest, group="pose", metric="fd"),
    "Lowest STS of β": partial(nearest, group="expression", metric="sts"),
    "Lowest STS of p": partial(nearest, group="pose", metric="sts"),
    "Random": drawn_frames,
    "Transformed space 𝕌": transformed_space,
    "Emotion of the speech": emotion_recognition,
    "Number of heads": number_of_heads,
}


def explain(evidence: Evidence) -> list[str]:
    """A line of Markdown per explanation; where a number is missing, the line says which."""
    lines = []
    for title, sentence in EXPLANATIONS.items():
        try:
            text = sentence(evidence)
        except UnknownError as error:
            text = f"not known ({error})."
        lines.append(f"- *{title}*: {text}")
    return lines


def _against(own: float, real: float) -> str:
    return "below" if own < real else "above" if own > real else "equal to"
