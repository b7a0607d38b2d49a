"""Learning2Listen (Ng et al., CVPR 2022): a VQ-VAE of motion, and a predictor of its codes."""
