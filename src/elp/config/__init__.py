"""Settings: typed once, frozen, unknown keys refused.

Kept apart by step, so that a script depends only on the settings it reads; `elp.config.root` joins
them. Defaults are the paper's values wherever the paper gives one.
"""
