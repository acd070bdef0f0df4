"""What every file of the house keeps to: size, names, no registry's host, no engine questions, ignores with reasons."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

LONGEST = {".py": 300, ".sql": 120}  # lines; what is longer is two things
LONGER_FOR_A_REASON: dict[str, str] = {}  # path: why it stays one file
WRITTEN_BY_A_TOOL = "shared/src/shared/contracts/generated/*"

# Names that say nothing about what a module holds; everything ends up in them.
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}

NAMED_AS_THE_STANDARD_LIBRARY = {
    "shared/src/shared/secrets": "the plug's name; only ever imported as shared.secrets, so it hides nothing",
}

# Built from pieces, so that this file does not hold what it forbids.
REGISTRIES = [
    ".".join(pieces)
    for pieces in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("registry", "terraform", "io"),
        ("proxy", "golang", "org"),
        ("crates", "io"),
        ("rubygems", "org"),
        ("repo1", "maven", "org"),
        ("conda", "anaconda", "org"),
    )
]

# Where it is known which engine runs: the adapters, the settings that name them, what documents and tests them.
KNOWS_ENGINES = (
    *(f"shared/src/shared/{plug}/*" for plug in ("warehouse", "store", "cache", "secrets", "event_bus", "schedule")),
    "shared/src/shared/settings.py",  # refuses the plugs of one machine on Cloud Run
    "*/tests/*",
    "tests/*",
    "*.md",
    "*.in",
    "*.txt",
    "*.toml",
    "*.tf",
    "*.hcl",
)
ENGINE_QUESTION = re.compile(
    r"isinstance\([^)]*(Warehouse|Store|Cache|Secrets)\b"
    r"|\.scheme\b(?!\s*(==|in)\s*[({]?['\"]http)"  # whether an address is https is another matter
    r"|duckdb|sqlglot|memory://|local://"
)

IGNORE = re.compile(r"#\s*((ruff:\s*)?noqa|type:\s*ignore|mypy:)(?P<codes>[^#\n]*)(?P<rest>.*)")
CODES = re.compile(r"^(:\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*|\[[a-z-]+(,\s*[a-z-]+)*\])?")


def project_files() -> list[Path]:
    """Every file that is, or would be, in the repository; outside a git checkout whatever .gitignore lets through."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - git is where it is
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        names = [name.decode() for name in listed.stdout.split(b"\0") if name]
    else:
        ignored = [line.strip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines() if line]
        every = (path.relative_to(ROOT) for path in ROOT.rglob("*"))
        names = [
            str(path)
            for path in every
            if path.parts[0] != ".git" and not any(fnmatch(part, name) for part in path.parts for name in ignored)
        ]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


FILES = project_files()


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines_of(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:  # a picture, a Parquet file, a sample in cp1252
        return []


def written_by_us(*suffixes: str) -> Iterator[tuple[str, list[str]]]:
    for path in FILES:
        if path.suffix in suffixes and not fnmatch(named(path), WRITTEN_BY_A_TOOL):
            yield named(path), lines_of(path)


def test_the_files_are_found() -> None:
    assert {"pyproject.toml", "tests/architecture/test_files.py"} <= {named(path) for path in FILES}


def test_a_long_file_is_split_or_has_its_reason() -> None:
    too_long = {
        name: len(lines)
        for name, lines in written_by_us(*LONGEST)
        if len(lines) > LONGEST[Path(name).suffix] and name not in LONGER_FOR_A_REASON
    }
    assert not too_long, f"split, or list with a reason in LONGER_FOR_A_REASON: {too_long}"


def test_the_list_of_long_files_holds_no_file_that_is_short_again() -> None:
    lengths = {name: len(lines) for name, lines in written_by_us(*LONGEST)}
    over = {name for name in LONGER_FOR_A_REASON if lengths.get(name, 0) > LONGEST[Path(name).suffix]}
    assert set(LONGER_FOR_A_REASON) == over


def test_a_module_is_named_after_what_it_holds() -> None:
    vague = [
        named(path)
        for path in FILES
        if path.suffix == ".py" and (path.stem in SAYS_NOTHING or path.parent.name in SAYS_NOTHING)
    ]
    assert not vague


def test_no_module_takes_the_name_of_one_of_the_standard_library() -> None:
    modules = {path for path in FILES if path.suffix == ".py" and path.stem != "__init__"}
    modules |= {path.parent for path in FILES if path.name == "__init__.py"}
    clashes = {named(path) for path in modules if path.stem in sys.stdlib_module_names}
    assert clashes == set(NAMED_AS_THE_STANDARD_LIBRARY)


def test_nothing_names_a_registry() -> None:
    """Where packages come from is the machine's business: a lock holds names, versions and hashes."""
    found = {
        f"{named(path)}:{number}"
        for path in FILES
        for number, line in enumerate(lines_of(path), 1)
        for host in REGISTRIES
        if host in line
    }
    assert not found


def test_a_lock_holds_no_address_and_a_hash_for_every_package() -> None:
    locks = [path for path in FILES if path.suffix == ".txt" and path.with_suffix(".in").exists()]
    assert len(locks) >= 6  # the workshop's two, and serve and job of two services
    for lock in locks:
        lines = lines_of(lock)
        assert not [line for line in lines if "://" in line or line.startswith("-") or " @ " in line], named(lock)
        pins = [number for number, line in enumerate(lines) if re.match(r"^[A-Za-z0-9]", line)]
        assert pins, f"{named(lock)} is empty"
        for number in pins:
            assert "==" in lines[number], f"{named(lock)}: {lines[number]}"
            assert "--hash=sha256:" in lines[number + 1], f"{named(lock)}: {lines[number]} has no hash"


def asked_for(requirements: Path) -> set[str]:
    """Names in a .in file and those it includes, as locks write them."""
    names: set[str] = set()
    for line in lines_of(requirements):
        if line.startswith("-r "):
            names |= asked_for((requirements.parent / line[3:].strip()).resolve())
        elif match := re.match(r"[A-Za-z0-9][\w.-]*", line):
            names.add(re.sub(r"[-_.]+", "-", match.group()).lower())
    return names


def test_a_lock_holds_everything_that_is_asked_for() -> None:
    for lock in (path for path in FILES if path.suffix == ".txt" and path.with_suffix(".in").exists()):
        locked = {re.sub(r"[-_.]+", "-", line.partition("==")[0]).lower() for line in lines_of(lock) if "==" in line}
        assert asked_for(lock.with_suffix(".in")) <= locked, f"{named(lock)} is older than its .in: make locks"


def test_nothing_but_an_adapter_asks_which_engine_it_is() -> None:
    questions = {
        f"{name}:{number}: {line.strip()}"
        for name, lines in written_by_us(".py", ".sql", ".sh")
        if not any(fnmatch(name, pattern) for pattern in KNOWS_ENGINES)
        for number, line in enumerate(lines, 1)
        if ENGINE_QUESTION.search(line.partition("# ")[0])  # a comment asks nothing
    }
    assert not questions


@pytest.mark.parametrize(
    "line",
    [
        "if isinstance(warehouse, DuckDBWarehouse):",
        "if urlsplit(url).scheme == 'bigquery':",
        "import duckdb",
    ],
)
def test_an_engine_question_is_recognised(line: str) -> None:
    assert ENGINE_QUESTION.search(line)


def reason_missing(line: str) -> bool:
    """True when a line silences a check without a code, or without saying why after it."""
    ignore = IGNORE.search(line)
    if not ignore:
        return False
    codes = CODES.match(ignore["codes"].strip())
    rest = ignore["codes"].strip()[codes.end() if codes else 0 :] + ignore["rest"]
    return not (codes and codes.group()) or len(re.findall(r"[A-Za-z]+", rest)) < 2  # two words are the least


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ("x = 1", False),
        ("import a  # no" + "qa: PLC0415 - an adapter is imported when it is chosen", False),
        ("import a  # no" + "qa: PLC0415  # an adapter is imported when it is chosen", False),
        ("x = y  # type" + ": ignore[arg-type]  # checked by a test", False),
        ("import a  # no" + "qa: PLC0415", True),
        ("import a  # no" + "qa - because it is so", True),
        ("x = y  # type" + ": ignore", True),
        ("x = y  # type" + ": ignore[arg-type]", True),
    ],
)
def test_a_silenced_check_without_a_reason_is_recognised(line: str, *, missing: bool) -> None:
    assert reason_missing(line) is missing


def test_every_silenced_check_says_why() -> None:
    silent = {
        f"{name}:{number}: {line.strip()}"
        for name, lines in written_by_us(".py")
        for number, line in enumerate(lines, 1)
        if reason_missing(line)
    }
    assert not silent


def test_every_rule_that_is_switched_off_says_why() -> None:
    silent = {
        f"{name}:{number}: {line.strip()}"
        for name, lines in written_by_us(".toml")
        for number, line in enumerate(lines, 1)
        if re.search(r'^\s*("[*\w./-]+" = \[)?"[A-Z]{1,5}\d+"', line)
        and len(re.findall(r"\w{2,}", line.partition("#")[2])) < 2
    }
    assert not silent
