"""Tables of all runs' scores: as numbers, and as pages for people."""
