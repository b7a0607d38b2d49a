"""Where a result comes from: noted by the job that makes it, read by `python -m elp trace`."""
