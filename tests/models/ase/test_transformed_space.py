import pytest
import torch
from torch.nn import functional as F

from elp.models.ase.base_space import draw
from elp.models.ase.transformed_space import DrawnCodes, look_up

B, T, H, V, N, C = 4, 6, 5, 3, 2, 7


def dense_look_up(
    table: torch.Tensor, soft: torch.Tensor, base: torch.Tensor, emotion: torch.Tensor
) -> torch.Tensor:
    """As the paper writes it: ẑ = e ⊗ z, and a 1×1 convolution over its N·V channels."""
    hard = F.one_hot(base, V).to(soft.dtype)
    z = hard.detach() - soft.detach() + soft
    transformed = torch.einsum("bn,bthv->bnvth", emotion, z).flatten(1, 2)  # B NV T H
    return F.conv2d(transformed, table.T[:, :, None, None]).permute(0, 2, 3, 1)


def double(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, dtype=torch.float64, requires_grad=True)


@pytest.mark.parametrize("mixture", [False, True])
def test_the_lookup_is_the_dense_convolution(mixture: bool) -> None:
    torch.manual_seed(0)
    table, logits, upstream = double(N * V, C), double(B, T, H, V), double(B, T, H, C)
    one_hot = F.one_hot(torch.tensor([0, 1, 1, 0]), N).double()
    emotion = torch.rand(B, N, dtype=torch.float64) if mixture else one_hot
    base, soft = draw(logits, 1.0)
    assert soft is not None
    fast = look_up(table, DrawnCodes(base, emotion, soft, V))
    dense = dense_look_up(table, soft, base, emotion)
    torch.testing.assert_close(fast, dense, atol=1e-14, rtol=0)
    for ours, reference in zip(
        torch.autograd.grad(fast, (table, logits), upstream, retain_graph=True),
        torch.autograd.grad(dense, (table, logits), upstream),
        strict=True,
    ):
        assert reference.abs().max() > 0.01
        torch.testing.assert_close(ours, reference, atol=1e-14, rtol=0)


def test_codewords_lie_in_the_block_of_their_emotion() -> None:
    base = torch.randint(V, (B, T, H))
    emotion = torch.tensor([0, 1, 1, 0])
    weights = F.one_hot(emotion, N).float()
    codes = DrawnCodes(base, weights, None, V).codes
    assert torch.equal(codes // V, emotion[:, None, None].expand(B, T, H))
    # v' = arg max of ẑ = e ⊗ z, as the paper defines it
    transformed = torch.einsum("bn,bthv->bthnv", weights, F.one_hot(base, V).float()).flatten(3)
    assert torch.equal(codes, transformed.argmax(dim=-1))
