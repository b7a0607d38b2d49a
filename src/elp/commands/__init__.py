"""The commands of `python -m elp`: options and their help; each imports its work when it runs."""
