"""Metrics of generated listeners against real ones, one module each; see docs/metrics.md.

Each is a function of numpy arrays with a row per frame and any number of dimensions.
"""

import lazy_loader

# Names are listed in __init__.pyi and load their module on first use, so that code that uses one
# metric does not depend on all of them.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
