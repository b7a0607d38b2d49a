"""Generated listeners: their file, whole-clip motion, blinks read off the eyelids."""
