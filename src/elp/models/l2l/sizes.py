"""Lengths that VQ-VAE and predictor share."""

PAST = 32  # frames that a window of the VQ-VAE has
STRIDE = 8  # frames a code
TOKENS = PAST // STRIDE
