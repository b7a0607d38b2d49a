"""One training loop for all networks: checkpoints, ranks, logs."""
