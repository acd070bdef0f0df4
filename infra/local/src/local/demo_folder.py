"""`<DATA_DIR>/demo`: which demo is the one to show, and where its tables lie. Nothing of the shop's own is in it.

A demo is built in a folder of its own, its generation; `demo.json` names the one that counts and is replaced at the
end, so a build that is killed leaves the demo that was there.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from fcntl import LOCK_EX, LOCK_NB, flock
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from shared.settings import PlugSettings, read
from shared.warehouse import WarehouseError

_UNSET = (
    "WAREHOUSE_URL",
    "STORE_URL",
    "EVENT_BUS_URL",
    "SCHEDULE_URL",
    "PUSH_AUDIENCE",
    "PUSH_SERVICE_ACCOUNT",
)  # the shop's own places, wherever they are: the demo lies in the data folder


class DemoError(WarehouseError):
    """The demo cannot be had; `str()` says why and what to do."""


@dataclass(frozen=True, slots=True)
class MadeDemo:
    """What `demo.json` says: what the demo was made from, its shop's settings, and the folder it is in."""

    seed: int
    until: datetime
    scale: int
    shop: Mapping[str, str]  # SHOP_TIMEZONE, SHOP_CURRENCY, SHOP_COUNTRY
    generation: str
    recipe: str  # `recipe()` of the program that made it


def recipe() -> str:
    """Changes with what a demo is made by and made into: after an update of the program it is to be made anew."""
    sources = [*(files("local") / "demo").iterdir(), *(files("ingestion") / "tables").iterdir()]
    content = {source.name: source.read_bytes() for source in sources if source.is_file()}
    return sha256(b"".join(content[name] for name in sorted(content))).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class DemoFolder:
    """The parts of `<DATA_DIR>/demo`; `root` is absolute."""

    root: Path

    @property
    def truths(self) -> Path:
        """What was planted in the demo, for tests and for whoever wonders."""
        return self.root / "truths.json"

    @property
    def _pointer(self) -> Path:
        return self.root / "demo.json"

    @property
    def _lock(self) -> Path:
        return self.root / "lock"

    def data(self, generation: str) -> Path:
        """The data folder of one generation: its tables, its store, its staging."""
        return self.root / generation

    def find(self) -> MadeDemo | None:
        """The demo to show; None when none was made, or its folder is gone."""
        try:
            said = json.loads(self._pointer.read_text(encoding="utf-8"))
            made = MadeDemo(
                seed=int(said["seed"]),
                until=datetime.fromisoformat(said["until"]),
                scale=int(said["scale"]),
                shop={str(name): str(value) for name, value in said["shop"].items()},
                generation=str(said["generation"]),
                recipe=str(said["recipe"]),
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None  # there is none, or what is there was edited into something else: it is made anew
        return made if self.data(made.generation).is_dir() else None

    def show(self, made: MadeDemo) -> None:
        """From now on `made` is the demo to show."""
        part = self._pointer.with_suffix(".part")
        content = {**asdict(made), "until": made.until.isoformat()}
        part.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
        part.replace(self._pointer)

    @contextmanager
    def building(self) -> Iterator[str]:
        """The name of a fresh generation, while nobody else builds; what is not shown at the end goes again.

        Raises DemoError while another process builds one.
        """
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._lock.open("a", encoding="utf-8") as held:
            try:
                flock(held, LOCK_EX | LOCK_NB)
            except BlockingIOError:
                raise DemoError("another process is building the demo; try again when it has ended") from None
            generation = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
            try:
                yield generation
            finally:
                shown = self.find()
                if shown is None or shown.generation != generation:
                    shutil.rmtree(self.data(generation), ignore_errors=True)

    def remove_leftovers(self) -> None:
        """Remove what killed builds and earlier demos left; for the process that holds the data folder."""
        if not self.root.is_dir():
            return
        with self._lock.open("a", encoding="utf-8") as held:
            try:
                flock(held, LOCK_EX | LOCK_NB)
            except BlockingIOError:
                return  # one is being built: the next start removes what it leaves
            shown = self.find()
            for entry in self.root.iterdir():
                if entry.is_dir() and (shown is None or entry.name != shown.generation):
                    shutil.rmtree(entry, ignore_errors=True)


def demo_environment(environment: Mapping[str, str], data: Path, shop: Mapping[str, str]) -> dict[str, str]:
    """What the suite is told about a demo: its own places and its own shop, and the secrets of the data folder.

    `environment` has the DATA_DIR of the whole. Keys stay common, so that who is signed in stays so.
    """
    secrets_url = read(PlugSettings, environment).secrets_url
    places = {"DATA_DIR": str(data), "SECRETS_URL": secrets_url}
    return {**environment, **dict.fromkeys(_UNSET, ""), **places, **shop}
