"""Data sets on disk: the clip sheet, and every layout that can be turned into one."""
