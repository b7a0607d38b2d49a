"""What the motion models read: speech, style and motion of a split, and windows of it."""
