"""Settings: typed once, frozen, unknown keys refused.

One module for each step, so that a script depends only on the settings it reads; `elp.config.root`
joins them. Defaults are the paper's values where the paper states one.
"""
