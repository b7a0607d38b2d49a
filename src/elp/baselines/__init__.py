"""Baselines: listeners without a network of their own (Sec. 4.1), one module for each."""
