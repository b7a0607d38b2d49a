"""Learning2Listen (Ng et al., CVPR 2022): a VQ-VAE of motion, and a predictor of its codes."""

PAST = 32  # frames that a window of the VQ-VAE has
STRIDE = 8  # frames a code
TOKENS = PAST // STRIDE
