"""Motion models that are trained: the Adaptive Space Encoder and its parts."""
