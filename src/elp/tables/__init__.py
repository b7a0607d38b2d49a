"""Tables over the scores of all runs: as numbers, and as pages for people."""
