"""What is left out of `make test`: the emulator takes minutes for it, and other tests ask the same in parts."""

from __future__ import annotations

import os

import pytest

thorough = pytest.mark.skipif("THOROUGH" not in os.environ, reason="minutes of the emulator: make bench-engines")
