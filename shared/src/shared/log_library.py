"""structlog without what it prints on terminals."""

from __future__ import annotations

import sys
from functools import cache
from types import ModuleType


@cache
def structlog_alone() -> ModuleType:
    """The library that writes log lines. It takes rich where it finds it, 4 MB and 0.05 s of CPU for colours, which
    lines of JSON do not have; a process that has imported rich for itself keeps it.
    """
    hidden = "rich" not in sys.modules
    if hidden:
        sys.modules["rich"] = None  # type: ignore[assignment] # says to an import that there is no such library
    try:
        import structlog  # noqa: PLC0415 - 0.1 s of CPU, of which a command line spends none
    finally:
        if hidden:
            del sys.modules["rich"]
    return structlog
