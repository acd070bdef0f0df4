"""`python -m local.demo_child`: makes demo rows, in a process of its own: the suite that serves never imports Arrow.

Standard input's first line is the plan; the input stays open as long as somebody waits, and its end ends this process.
Standard output carries JSON lines: `{"progress": [stage, done, total]}`, and last `{"done": ...}` or `{"error": why}`.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import threading
from collections.abc import Mapping
from datetime import datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from local.demo_folder import DemoFolder, MadeDemo, demo_environment, recipe
from local.demo_plan import APPENDED_UNTIL, SOURCE
from shared.settings import SettingsError
from shared.warehouse import WarehouseError

_LOAD_ID = "demo-start"


def main() -> None:
    """Do what the plan says."""
    for end in (signal.SIGINT, signal.SIGTERM):  # ctrl-C goes to the parent too, which says what is to be said
        signal.signal(end, lambda *_: sys.exit(1))  # by way of every `finally`, so that no half-built demo lies about
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    plan = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    generator = import_module(plan["generator"])
    work = {"build": _build, "next": _next}[plan["work"]]
    try:
        done = work(plan, generator)
    except (WarehouseError, SettingsError, OSError) as error:
        _tell({"error": str(error)})
    else:
        _tell({"done": done})


def _end_with_the_parent() -> None:
    os.read(0, 1)  # not by sys.stdin, whose lock a thread that waits would still hold when the interpreter ends
    os._exit(1)


def _tell(message: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def _progress(stage: str, done: int, total: int) -> None:
    # Two dozen tables that take a second each are no news one by one.
    named = stage if stage.startswith("daily") else stage.partition(" ")[0].replace("making", "inventing")
    _tell({"progress": [f"making the demo, {named}", done, total]})


def _demo(plan: Mapping[str, Any], generator: ModuleType) -> Any:  # noqa: ANN401 - the generator's own class
    seed = generator.SEED if plan["seed"] is None else plan["seed"]
    return generator.Demo(seed=seed, until=datetime.fromisoformat(plan["until"]), scale=plan["scale"])


def _build(plan: Mapping[str, Any], generator: ModuleType) -> dict[str, object]:
    """Make a whole demo beside the one that is shown, and show it at the end."""
    demo = _demo(plan, generator)
    folder = DemoFolder(Path(plan["data_dir"]) / "demo")
    with folder.building() as generation:
        files = folder.data(generation) / "files"
        files.mkdir(parents=True)
        written = generator.write_files(demo, files, _progress)
        made = MadeDemo(demo.seed, demo.until, demo.scale, dict(generator.SHOP), generation, recipe())
        tables = _loaded(made, written, demo_environment(os.environ, folder.data(generation), made.shop))
        shutil.rmtree(files)
        truths = folder.data(generation) / "truths.json"
        generator.write_truths(demo, truths)
        truths.replace(folder.truths)
        folder.show(made)
    return {"seed": made.seed, "until": made.until.isoformat(), "scale": made.scale, "tables": tables}


def _loaded(made: MadeDemo, files: list[Path], environment: Mapping[str, str]) -> object:
    """Load the files as the first load of a new demo; answers the counts by table."""
    # Flask, DuckDB and what comes with them: half a second that each few rows of a running demo need not cost.
    import ingestion.wiring  # noqa: PLC0415 - see above
    from ingestion.door import Door  # noqa: PLC0415 - see above
    from local.settings import read_every_setting  # noqa: PLC0415 - see above
    from shared.serving import open_plugs, utc_now  # noqa: PLC0415 - see above

    settings = read_every_setting(Path(environment["DATA_DIR"]), environment)
    plugs = open_plugs(settings.environment, service="shopsight-demo")
    door = Door(
        plugs.warehouse, plugs.store, plugs.secrets, plugs.shop, settings.ingestion, utc_now, event_bus=plugs.event_bus
    )
    try:
        service = ingestion.wiring.build_around(door, plugs.guard, plugs.push)
        if service.on_start is not None:
            service.on_start(_progress)
        report = ingestion.wiring.load_portion(door, files, load_id=_LOAD_ID, source=SOURCE, progress=_progress)
        ingestion.wiring.vouch(door, made.until)
        plugs.store.put(APPENDED_UNTIL, made.until.isoformat().encode())
    finally:
        plugs.event_bus.close()
        plugs.warehouse.close()
    return report["tables"]


def _next(plan: Mapping[str, Any], generator: ModuleType) -> dict[str, object]:
    """Write the rows of spans that follow one another, each into a folder of its own; answers the files of each.

    Every span says its end, and whether what happened in it is wanted as events.
    """
    demo, since, written = _demo(plan, generator), datetime.fromisoformat(plan["since"]), []
    for place, (text, as_events) in enumerate(plan["ends"]):
        folder, end = Path(plan["folder"]) / f"{place:03}", datetime.fromisoformat(text)
        folder.mkdir()
        write = generator.write_next_events if as_events else generator.write_next
        written.append([str(file) for file in write(demo, since, end, folder)])
        since = end
    return {"files": written}


if __name__ == "__main__":
    main()
