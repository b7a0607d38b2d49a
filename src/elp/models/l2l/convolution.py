"""Convolutions of Learning2Listen: from frames to one token for each 8 frames."""

from torch import nn

KERNEL, LEAK = 5, 0.2


def convolve(inputs: int, channels: int, stride: int = 1) -> nn.Sequential:
    """A convolution that repeats the ends, then a leaky ReLU and batch normalisation."""
    return nn.Sequential(
        nn.Conv1d(inputs, channels, KERNEL, stride, KERNEL // 2, padding_mode="replicate"),
        nn.LeakyReLU(LEAK),
        nn.BatchNorm1d(channels),
    )


def squeeze(inputs: int, channels: int) -> nn.Sequential:
    """Three convolutions that halve the length: the first by its stride, two by max-pooling."""
    return nn.Sequential(
        convolve(inputs, channels, stride=2),
        convolve(channels, channels),
        nn.MaxPool1d(2),
        convolve(channels, channels),
        nn.MaxPool1d(2),
    )
