import pytest
import torch
from torch import nn

from elp.models.ase.codewords import CodeMap


def test_index_codes_are_one_channel_from_0_to_1() -> None:
    layer = CodeMap(6, 4, "index")
    codes = torch.randint(6, (2, 7, 5))
    number = (codes + 1)[..., None] / 6
    expected = nn.functional.leaky_relu(number @ layer.weight + layer.bias, 0.2)
    torch.testing.assert_close(layer(codes), expected)


@pytest.mark.parametrize("representation", ["onehot", "index"])
def test_a_code_map_is_initialised_as_a_convolution(representation: str) -> None:
    torch.manual_seed(0)
    layer = CodeMap(64, 4096, representation)  # type: ignore[arg-type]
    reference = nn.Conv2d(64 if representation == "onehot" else 1, 4096, 1)
    assert reference.bias is not None
    for ours, theirs in ((layer.weight, reference.weight), (layer.bias, reference.bias)):
        assert ours.std().item() == pytest.approx(theirs.std().item(), rel=0.05)
