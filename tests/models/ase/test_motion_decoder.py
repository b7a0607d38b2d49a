import torch
from torch import nn

from elp.models.ase.motion_decoder import MotionDecoder


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
