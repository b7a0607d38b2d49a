import pytest
import torch
from torch import nn

from elp.models.ase.decoders import CodeMap, MotionDecoder


def test_the_motion_decoder_is_a_convolution_over_three_frames_and_all_heads() -> None:
    heads, channels, outputs = 5, 4, 3
    decoder = MotionDecoder(heads, channels, outputs).double()
    reference = nn.Conv2d(channels, outputs, (3, heads), padding=(1, 0)).double()
    kernel = decoder.weight.detach().unflatten(0, (heads, channels)).unflatten(2, (3, outputs))
    reference.weight.data = kernel.permute(3, 1, 2, 0).contiguous()  # D C 3 H
    assert decoder.bias.shape == (outputs,)
    reference.bias = nn.Parameter(decoder.bias.detach().clone())
    maps = torch.randn(2, 7, heads, channels, dtype=torch.float64)
    expected = reference(maps.permute(0, 3, 1, 2)).squeeze(3).transpose(1, 2)
    torch.testing.assert_close(decoder(maps), expected, atol=1e-12, rtol=0)


def test_index_codes_are_one_channel_in_0_to_1() -> None:
    layer = CodeMap(6, 4, "index")
    codes = torch.randint(6, (2, 7, 5))
    number = (codes + 1)[..., None] / 6
    expected = nn.functional.leaky_relu(number @ layer.weight + layer.bias, 0.2)
    torch.testing.assert_close(layer(codes), expected)


@pytest.mark.parametrize("representation", ["onehot", "index"])
def test_a_code_map_begins_as_a_convolution_does(representation: str) -> None:
    torch.manual_seed(0)
    layer = CodeMap(64, 4096, representation)  # type: ignore[arg-type]
    reference = nn.Conv2d(64 if representation == "onehot" else 1, 4096, 1)
    assert reference.bias is not None
    for ours, theirs in ((layer.weight, reference.weight), (layer.bias, reference.bias)):
        assert ours.std().item() == pytest.approx(theirs.std().item(), rel=0.05)
