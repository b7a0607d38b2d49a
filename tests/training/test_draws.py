"""Random numbers of several ranks equal those of one process."""

import pytest
import torch

from elp.models.ase.gumbel_noise import gumbel_noise
from elp.models.l2l.predictor import mask_past
from elp.training.draws import Dropout, RankPart, drawing_for

BATCH, SPLIT = 5, 2


def parts() -> list[RankPart]:
    rows = (slice(0, SPLIT), slice(SPLIT, BATCH))
    return [RankPart(part, BATCH, torch.Generator().manual_seed(7)) for part in rows]


def test_dropout_of_two_ranks_is_that_of_one() -> None:
    x = torch.rand(BATCH, 30, 4) + 1
    torch.manual_seed(7)
    whole = Dropout(0.3)(x)
    assert (whole == 0).any()
    for part in parts():
        with drawing_for(part):
            torch.testing.assert_close(Dropout(0.3)(x[part.rows]), whole[part.rows])


def test_dropout_drops_nothing_in_evaluation() -> None:
    x = torch.rand(SPLIT, 30, 4)
    with drawing_for(parts()[0]):
        assert torch.equal(Dropout(0.3).eval()(x), x)


def test_a_second_draw_continues_the_first() -> None:
    torch.manual_seed(7)
    whole = [gumbel_noise((BATCH, 3)) for _ in range(2)]
    for part in parts():
        with drawing_for(part):
            for expected in whole:
                rows = expected[part.rows]
                assert torch.equal(gumbel_noise(tuple(rows.shape)), rows)


@pytest.mark.parametrize("share", [0.5, 1.0])
def test_masks_of_two_ranks_are_those_of_one(share: float) -> None:
    past = torch.zeros(BATCH, 8, dtype=torch.int64)
    torch.manual_seed(7)
    whole = mask_past(past, share, mask=9)
    assert (whole == 9).any()
    for part in parts():
        with drawing_for(part):
            assert torch.equal(mask_past(past[part.rows], share, mask=9), whole[part.rows])
