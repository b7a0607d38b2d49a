"""Generated listeners: their file, motion of whole clips, blinks read from the eyelids."""
