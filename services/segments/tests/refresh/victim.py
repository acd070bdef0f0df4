"""A process that refreshes and is killed by the machine when its change is committed and not yet switched to.

`python victim.py FOLDER`: the shop is in the folder, and so is what stays of it.
"""

from __future__ import annotations

import importlib.util
import os
import signal
import sys
from pathlib import Path
from typing import Any

from shared.store.folder import FolderStore
from shared.warehouse import connect


class LastWrite(FolderStore):
    """A store that the power goes from when a generation is to be switched to: the second write of its pointer."""

    pointed = 0

    def put(self, key: str, value: bytes, *, if_absent: bool = False, if_version: str | None = None) -> str:
        if key == "generations/segments/segment_customers":
            self.pointed += 1
            if self.pointed == 2:
                os.kill(os.getpid(), signal.SIGKILL)
        return super().put(key, value, if_absent=if_absent, if_version=if_version)


def shop_in(folder: Path, store: Any) -> Any:
    """The shop of conftest.py, on files."""
    spec = importlib.util.spec_from_file_location("segmented_shop", Path(__file__).parent / "conftest.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["segmented_shop"] = module  # where its dataclasses look for themselves
    spec.loader.exec_module(module)
    return module.SegmentedShop(store, connect(f"duckdb://{folder}/shop.duckdb"))


if __name__ == "__main__":
    shop = shop_in(Path(sys.argv[1]), LastWrite(Path(sys.argv[1]) / "store"))
    shop.next_day()
    shop.puts(anna="vip", ben="new", cleo="new")
    shop.refresh("killed")
