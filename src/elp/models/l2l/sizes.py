"""Lengths common to VQ-VAE and predictor."""

PAST = 32  # frames of a window of the VQ-VAE
STRIDE = 8  # frames of a code
TOKENS = PAST // STRIDE
