"""What a claim of the paper is: whom it compares, in which columns, and how it is tested."""

from dataclasses import dataclass
from typing import Literal

# better: nearer to the ideal than the others; more: a higher score than the others;
# beyond chance: a better score than listeners of other clips have;
# real: a score like the real listeners'; in step: as far from chance as the real listeners
Kind = Literal["better", "more", "beyond chance", "real", "in step"]
MOTION = ("fd", "vd", "sid", "rpcc", "wtlcc", "sts")  # the columns of motion, without blinks

# A score is like the real listeners' if it is within this part of theirs. In the paper's Table 1 it
# holds 7 of the 8 diversities of ELP, which the paper calls highly effective (the 8th is 21% off),
# and none of the regressions'. It is also the usual margin of bioequivalence (80 to 125%).
DIVERSITY_MARGIN = 0.2
# A listener is in step like the real ones if it comes at least this part of the way from chance to
# them, and goes beyond them by no more: nearer to them than to chance. In the paper's Table 1, with
# Random as chance, ELP comes 87 to 106% of the way in WTLCC.
STEP_MARGIN = 0.5
MARGINS: dict[Kind, float] = {"real": DIVERSITY_MARGIN, "in step": STEP_MARGIN}


@dataclass(frozen=True)
class Claim:
    """A statement of the paper about one run of a table.

    Parameters
    ----------
    text : str
        The statement in short.
    source : str
        Where the paper says it.
    quote : str
        What it says, word for word.
    table : str
        Name of the table.
    run : str
        The run that the statement is about.
    columns : tuple of str
        The columns that test it.
    others : tuple of str
        The runs to compare with; if empty, every other run of the paper. Kinds that compare with
        the real listeners or with chance have none.
    kind : str
        How it is tested.
    note : str
        What of the statement is not tested, or how it is read; printed.
    """

    text: str
    source: str
    quote: str
    table: str
    run: str
    columns: tuple[str, ...]
    others: tuple[str, ...] = ()
    kind: Kind = "better"
    note: str = ""
