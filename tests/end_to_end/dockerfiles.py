"""A Dockerfile carried out without a container engine: a stage is a folder, the base image this machine's Python.

What cannot be had that way is left out: layers, users, and RUN lines about the base image itself.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = Path(sys.executable).parent  # holds python, pip and uv, as the builder stage does after its first RUN
BASE_IMAGE = re.compile(r"python:3\.\d+-slim")
NODE_IMAGE = re.compile(r"node:\d+-slim")  # its stage holds what `make frontend` built: npm is not asked again
# RUN lines that have nothing to do with our folders.
ABOUT_THE_BASE_IMAGE = re.compile(r"(?<![\w.$])/(usr|etc|opt|var)/")


@dataclass
class Stage:
    """A stage as far as it is built: its files, and what starts in it."""

    folder: Path
    workdir: str = "/"
    environment: dict[str, str] = field(default_factory=dict)
    command: list[str] = field(default_factory=list)
    user: str = "root"

    def at(self, path: str) -> Path:
        """Where a path of the image lies in the folder; a relative one counts from WORKDIR."""
        return self.folder / os.path.normpath(os.path.join(self.workdir, path)).lstrip("/")  # noqa: PTH118 - paths of the image, not of this machine


class Image:
    """A Dockerfile and the stages of it that were asked for; the same steps on the same files are carried out once."""

    def __init__(self, dockerfile: Path, folder: Path) -> None:
        self._folder = folder
        self._built: dict[str, Stage] = {}
        self._stages: dict[str, tuple[str, list[tuple[str, str]]]] = {}
        for keyword, rest in instructions(dockerfile.read_text(encoding="utf-8")):
            if keyword == "FROM":
                base, _, name = rest.partition(" AS ")
                current: list[tuple[str, str]] = []
                self._stages[name] = (base, current)
            else:
                current.append((keyword, rest))
        self._digests = {name: self._digest(name) for name in self._stages}  # now: files may change while tests run

    def stage(self, name: str) -> Stage:
        digest = self._digests[name]
        if digest not in self._built:
            base, steps = self._stages[name]
            self._built[digest] = stage = self._begin(name, base)
            for keyword, rest in steps:
                self._carry_out(stage, keyword, rest)
        return self._built[digest]

    def _digest(self, name: str) -> str:
        """Names what a stage will hold: its base, its steps, and the files they copy, not what these are called."""
        if name not in self._stages:
            return name
        base, steps = self._stages[name]
        parts = [self._digest(base)]
        for keyword, rest in steps:
            words = rest.split()
            if keyword != "COPY":
                parts.append(f"{keyword} {rest}")
            elif words[0].startswith("--from="):
                parts += [keyword, self._digest(words[0].removeprefix("--from=")), *words[1:]]
            else:
                names = words[:-1] if words[-1].endswith("/") else []
                parts += [keyword, *names, *(content(ROOT / source) for source in words[:-1]), words[-1]]
        return sha256("\n".join(parts).encode()).hexdigest()

    def _begin(self, name: str, base: str) -> Stage:
        stage = Stage(self._folder / name)
        stage.folder.mkdir(parents=True)
        if base in self._stages:
            parent = self.stage(base)
            copy(parent.folder, stage.folder)
            stage.workdir, stage.user = parent.workdir, parent.user
            stage.environment = dict(parent.environment)
        else:
            assert BASE_IMAGE.fullmatch(base) or NODE_IMAGE.fullmatch(base)
        return stage

    def _carry_out(self, stage: Stage, keyword: str, rest: str) -> None:
        match keyword:
            case "WORKDIR":
                stage.workdir = rest
                stage.at(".").mkdir(parents=True, exist_ok=True)
            case "COPY":
                self._copy(stage, rest.split())
            case "ENV":
                stage.environment |= dict(pair.split("=", 1) for pair in shlex.split(rest))
            case "USER":
                stage.user = rest
            case "CMD" | "ENTRYPOINT":
                stage.command = json.loads(rest)  # the exec form: a shell would keep SIGTERM to itself
            case "RUN" if rest == "npm run build":
                copy(ROOT / "frontend" / "dist", stage.at("dist"))
            case "RUN" if not rest.startswith("npm ") and not ABOUT_THE_BASE_IMAGE.search(rest):
                run = subprocess.run(
                    ["/bin/sh", "-c", rest],
                    cwd=stage.at("."),
                    env=builder_environment() | stage.environment,
                    capture_output=True,
                    check=False,
                )
                assert run.returncode == 0, f"RUN {rest}\n{run.stdout.decode()}{run.stderr.decode()}"
            case "RUN":
                pass
            case _:
                raise NotImplementedError(f"{keyword}: nobody needed it yet")

    def _copy(self, stage: Stage, words: list[str]) -> None:
        source_of = None
        if words[0].startswith("--from="):
            source_of = self.stage(words.pop(0).removeprefix("--from="))
        *sources, target = words
        for source in sources:
            here = source_of.at(source) if source_of else ROOT / source
            there = stage.at(target) / here.name if here.is_file() and target.endswith("/") else stage.at(target)
            copy(here, there)


def instructions(text: str) -> Iterator[tuple[str, str]]:
    """Keyword and rest of each instruction, lines that go on put together."""
    code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    for line in re.sub(r"\\\n\s*", "", code).splitlines():
        if line.strip():
            keyword, _, rest = line.strip().partition(" ")
            yield keyword, rest.strip()


def content(path: Path) -> str:
    """A digest of a file, or of a folder's files and their names."""
    if path.is_file():
        return sha256(path.read_bytes()).hexdigest()
    files = sorted(file for file in path.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    return sha256("".join(f"{file.relative_to(path)} {content(file)}\n" for file in files).encode()).hexdigest()


def copy(source: Path, target: Path) -> None:
    """As COPY does: the contents of a folder, or a file. Links instead of copies: nothing changes them afterwards."""
    if source.is_dir():
        ignored = shutil.ignore_patterns("__pycache__") if source.is_relative_to(ROOT) else None  # .dockerignore
        shutil.copytree(source, target, symlinks=True, ignore=ignored, copy_function=link_or_copy, dirs_exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:  # the checkout and the temporary folder are on two file systems
        shutil.copy2(source, target, follow_symlinks=False)


def builder_environment() -> dict[str, str]:
    """This machine's, since it knows where packages come from; its own virtual environment is not the builder's."""
    kept = {name: value for name, value in os.environ.items() if name not in {"VIRTUAL_ENV", "PYTHONPATH"}}
    return kept | {"PATH": f"{TOOLS}:{os.environ['PATH']}"}
