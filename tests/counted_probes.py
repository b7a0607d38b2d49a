"""How often each media file is probed."""

import sys
from collections import Counter
from pathlib import Path

import pytest

from elp.media.probe import MediaInfo, probe


def count_probes(monkeypatch: pytest.MonkeyPatch) -> Counter[Path]:
    """Calls of `probe` by file, from any module that has been imported by now."""
    counts: Counter[Path] = Counter()

    def counted(path: Path) -> MediaInfo:
        counts[path] += 1
        return probe(path)

    for name, module in list(sys.modules.items()):
        if name.startswith("elp.") and getattr(module, "probe", None) is probe:
            monkeypatch.setattr(module, "probe", counted)
    return counts
