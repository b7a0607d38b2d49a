"""Inputs of the motion models: speech, style and coefficients of a split, and windows of them."""
