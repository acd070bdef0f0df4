"""What infra/terraform says, as far as a person wants to know it beforehand: what is made, how often, how large.

A checkout's files are read, without Terraform and without an account.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.statement_files import checkout, standing_tables
from shared.contracts.events import event_types
from shared.event_bus.examining import expected_subscriptions

_COUNTED = re.compile(r"\$\{(.*)\}", re.DOTALL)
_LIMITS = (2.0, 4.0)  # processors and GiB of what names none (jobs.tf, functions.tf; a test compares them)
_SET = re.compile(r"toset\(\[(.*)\]\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Resource:
    """A block of Terraform's; `count` is how many it makes, None where that hangs on values only Terraform knows."""

    kind: str
    name: str
    file: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Runner:
    """What runs: a service that answers, or a job that the clock starts. Memory in GiB."""

    name: str
    cpu: float
    memory: float
    min_instances: int = 0
    has_cpu_always: bool = False
    schedule: str = ""


@dataclass(frozen=True, slots=True)
class Deployment:
    """What Terraform would make for an environment."""

    resources: tuple[Resource, ...]
    services: tuple[Runner, ...]
    jobs: tuple[Runner, ...]
    asked_for: tuple[Runner, ...]
    secrets: int
    has_redis: bool
    merge_minutes: int = 10
    merge_minutes_watched: int = 2


def read_deployment(environment: str) -> Deployment:
    """The deployment of `environments/<environment>.tfvars`. Raises OSError where there is none of that name."""
    folder = checkout() / "infra" / "terraform"
    files = {path.name: parsed(path) for path in sorted(folder.glob("*.tf"))}
    values = parsed(folder / "environments" / f"{environment}.tfvars")
    known = _locals(files)
    counts = {
        "local.events": len(event_types()),
        "local.subscriptions": sum(not name.startswith("raw-facts.") for name in expected_subscriptions()),
        "local.raw_facts": sum(name.startswith("raw-facts.") for name in expected_subscriptions()),
        "local.tables": len(standing_tables()),
        **{f"local.{name}": len(value) for name, value in known.items() if isinstance(value, (dict, list))},
    }
    resources = tuple(
        Resource(kind, name, file, _count(body, counts))
        for file, content in files.items()
        for block in content.get("resource", [])
        for kind, named in block.items()
        for name, body in named.items()
    )
    return Deployment(
        resources=resources,
        services=tuple(_services(known, values)),
        jobs=tuple(_runner(name, job, job) for name, job in known["jobs"].items()),
        asked_for=tuple(
            _runner(name, job, next(known["runs"][each] for each in known["runs"] if name.startswith(f"{each}-")))
            for name, job in known["asked_for"].items()
        ),
        secrets=len(known.get("secrets", {})),
        has_redis=values.get("redis") not in (None, "null"),
        merge_minutes=int(values.get("merge_minutes", 10)),  # variables.tf
        merge_minutes_watched=int(values.get("merge_minutes_watched", 2)),
    )


def parsed(path: Path) -> dict[str, Any]:
    """An HCL document, without the quotes that the parser leaves around texts."""
    import hcl2  # noqa: PLC0415 - 0.3 s that only this command spends

    with path.open(encoding="utf-8") as file:
        return dict(_unquoted(hcl2.load(file)))


def _unquoted(value: Any) -> Any:  # noqa: ANN401 - a document of any shape
    if isinstance(value, dict):
        return {_unquoted(key): _unquoted(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_unquoted(part) for part in value]
    return value.strip('"') if isinstance(value, str) else value


def _locals(files: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for content in files.values():
        for block in content.get("locals", []):
            found |= {name: value for name, value in block.items() if not name.startswith("__")}
    return found


def _count(body: Mapping[str, Any], counts: Mapping[str, int]) -> int | None:
    """How many a block makes."""
    each = body.get("for_each")
    if each is None:
        return 1 if "count" not in body else None
    if isinstance(each, (dict, list)):
        return len(each)
    inner = _COUNTED.fullmatch(str(each))
    words = (inner[1] if inner else str(each)).strip()
    listed = _SET.fullmatch(words)
    if listed is not None:
        return len([part for part in listed[1].split(",") if part.strip()])
    return counts.get(words)


def _services(known: Mapping[str, Any], values: Mapping[str, Any]) -> Iterator[Runner]:
    for name, service in known["services"].items():
        least = int(values["instances"][name]["min"])
        always = name == "recommendations-v2" and least > 0  # services.tf: cpu_idle
        yield Runner(name, float(service["cpu"]), _gib(service["memory"]), least, always)


def _runner(name: str, job: Mapping[str, Any], limits: Mapping[str, Any]) -> Runner:
    """A job of the clock's; `limits` is what says how large that is which does it."""
    cpu, memory = float(limits.get("cpu", _LIMITS[0])), limits.get("memory")
    return Runner(name, cpu, _LIMITS[1] if memory is None else _gib(str(memory)), schedule=str(job["schedule"]))


def _gib(text: str) -> float:
    number = float(re.sub(r"[A-Za-z]", "", text))
    return number if text.endswith("Gi") else number / 1024
