"""Trained motion models: the Adaptive Space Encoder, and the published models beside it."""
