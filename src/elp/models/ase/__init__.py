"""The Adaptive Space Encoder (Sec. 3.1 to 3.3)."""
