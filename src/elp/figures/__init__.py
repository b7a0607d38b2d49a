"""Figures of the paper that are data, and plots of tables."""
