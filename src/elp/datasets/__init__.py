"""Data sets on disk: the clip sheet, and the layouts that are converted to one."""
