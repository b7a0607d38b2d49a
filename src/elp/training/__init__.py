"""One training loop for every network: checkpoints, ranks, logs."""
