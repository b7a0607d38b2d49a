"""The paper's claims that the tables can check."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Claim:
    """A statement of the paper about a table: one run is better than others in some columns.

    Parameters
    ----------
    text : str
        The statement in short.
    source : str
        Where the paper says it.
    table : str
        Name of the table.
    better : str
        The run that the paper calls better.
    columns : tuple of str
        The columns that it names.
    others : tuple of str
        The runs to compare with; if empty, the best other run of the paper.
    """

    text: str
    source: str
    table: str
    better: str
    columns: tuple[str, ...]
    others: tuple[str, ...] = ()


BOTH = ("expression", "pose")


def _each(*metrics: str) -> tuple[str, ...]:
    return tuple(f"{group}_{metric}" for metric in metrics for group in BOTH)


CLAIMS = (
    Claim("ELP has the lowest FD", "Sec. 4.2, Table 1", "table1", "elp", _each("fd")),
    Claim("ELP has the lowest STS", "Sec. 4.2, Table 1", "table1", "elp", _each("sts")),
    Claim(
        "ELP is in step with the speaker as real listeners are (RPCC, WTLCC)",
        "Sec. 4.2, Table 1",
        "table1",
        "elp",
        _each("rpcc", "wtlcc"),
    ),
    Claim(
        "ELP's motion is as diverse as real motion (V-D, SI-D)",
        "Sec. 4.2, Table 1",
        "table1",
        "elp",
        _each("vd", "sid"),
    ),
    Claim(
        "ELP generates blinks where L2L and the regressions do not",
        "Sec. 4.2, Table 1",
        "table1",
        "elp",
        ("blink_wtlcc",),
        ("l2l", "rlhg", "pch"),
    ),
    Claim(
        "Regression (RLHG, PCH) is weaker than ELP on FD and STS",
        "Sec. 4.2, Table 1",
        "table1",
        "elp",
        _each("fd", "sts"),
        ("rlhg", "pch"),
    ),
    Claim(
        "L2L falls behind ELP on FD and STS",
        "Sec. 4.2, Table 1",
        "table1",
        "elp",
        _each("fd", "sts"),
        ("l2l",),
    ),
    *(
        Claim(
            f"𝕌 is better than ∇ for {label}",
            "Sec. 4.3, Table 2",
            "table2",
            run,
            ("fd", "rpcc", "sts", "vd", "wtlcc"),
            (f"{run}_base",),
        )
        for run, label in (
            ("elp", "ELP"),
            ("nn_motion", "NN-motion"),
            ("nn_audio", "NN-audio"),
            ("dls_random", "DLS-Random"),
        )
    ),
    Claim(
        "H = 128 is better than fewer heads",
        "Sec. 4.3, Table 3",
        "table3",
        "elp_h128",
        ("fd", "wtlcc", "sts"),
        ("elp_h1", "elp_h4", "elp_h16", "elp_h64"),
    ),
    Claim(
        "L2L, whose codebook is like a single head, is better than H = 1 on FD",
        "Sec. 4.3, Table 3",
        "table3",
        "l2l",
        ("fd",),
        ("elp_h1",),
    ),
)
