"""Scores of generated listeners against real ones, one module a metric; see docs/metrics.md.

Each is a function of numpy arrays, a row per frame, of any number of dimensions.
"""

import lazy_loader

# Each module is imported when a name of it is asked for, so that who uses one metric does not
# depend on all of them; the names stand in __init__.pyi.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
