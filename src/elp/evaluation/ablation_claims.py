"""The paper's claims of Sec. 4.3, on the transformed space and on the number of heads."""

from elp.evaluation.claim import MOTION, Claim

TABLE2, TABLE3 = "Sec. 4.3, Table 2", "Sec. 4.3, Table 3"
STABLE = (
    "𝕌 space has a stable improvement in each metric compared to ∇ space, some outcomes are "
    "affected by randomness (RPCC on DLS-Rand.+ ∇ or 𝕌)."
)
HEADS = (
    "And the listener motion diversity and synchronicity increased (H from 1 to 128) with "
    "increasing latent space size."
)
RUNS = {"elp": "ELP", "nn_motion": "NN-motion", "nn_audio": "NN-audio", "dls_random": "DLS-Random"}
FEWER = ("elp_h1", "elp_h4", "elp_h16", "elp_h64")

_SPACES = tuple(
    Claim(
        f"𝕌 is better than ∇ for {label}",
        TABLE2,
        STABLE,
        "table2",
        run,
        (*MOTION, "blink_wtlcc"),
        (f"{run}_base",),
    )
    for run, label in RUNS.items()
)

_HEADS = (
    Claim(
        "L2L, whose codebook is like a single head, is better than H = 1",
        TABLE3,
        "when H=1, our method exhibits slightly lower performance compared to L2L [31], as L2L "
        "[31] utilizes a larger number of codewords than our default number of categories V.",
        "table3",
        "l2l",
        MOTION,
        ("elp_h1",),
        note="Not tested: how slightly. L2L has no blinks.",
    ),
    Claim(
        "H = 128 is more diverse than fewer heads (V-D, SI-D)",
        TABLE3,
        HEADS,
        "table3",
        "elp_h128",
        ("vd", "sid"),
        FEWER,
        kind="more",
    ),
    Claim(
        "H = 128 is more in step than fewer heads (RPCC, WTLCC)",
        TABLE3,
        HEADS,
        "table3",
        "elp_h128",
        ("rpcc", "wtlcc"),
        FEWER,
    ),
    Claim(
        "H = 128 is better than fewer heads (FD, STS)",
        TABLE3,
        "Based on the aforementioned considerations, we set H to 128.",
        "table3",
        "elp_h128",
        ("fd", "sts"),
        FEWER,
    ),
    Claim(
        "H = 256 is worse than H = 128",
        TABLE3,
        "However, when H is excessively large (256), the performance of the model may be adversely "
        "affected",
        "table3",
        "elp_h128",
        (*MOTION, "blink_wtlcc"),
        ("elp_h256",),
    ),
)

ABLATION_CLAIMS = (*_SPACES, *_HEADS)
