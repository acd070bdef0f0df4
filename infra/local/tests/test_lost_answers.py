"""A load whose answer is lost: the command looks whether it is there, and says what is true."""

from __future__ import annotations

import json
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from local.data_folder import DataFolder
from local.lost_answers import find_load
from local.talk import CommandError
from local.testing import Shopsight, Up


@contextmanager
def answers_cut(to: int, *, after: bytes) -> Iterator[int]:
    """A port that passes requests on to another and hangs up on any whose answer holds some bytes, before they come."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_pass_on, args=(server, to, after), daemon=True).start()
        yield int(server.getsockname()[1])


def _pass_on(server: socket.socket, to: int, after: bytes) -> None:
    while True:
        try:
            caller, _ = server.accept()
        except OSError:
            return
        threading.Thread(target=_between, args=(caller, to, after), daemon=True).start()


def _between(caller: socket.socket, to: int, until: bytes) -> None:
    """Carry bytes both ways until either end hangs up, or the suite says what is not to come through."""
    with caller, socket.create_connection(("127.0.0.1", to)) as suite:
        while True:
            for source in select.select([caller, suite], [], [])[0]:
                piece = source.recv(65536)
                if not piece or (source is suite and until in piece):
                    return
                (suite if source is caller else caller).sendall(piece)


def behind(suite: Up, port: int) -> None:
    """Have commands reach the suite by another port."""
    said = suite.data_dir / "suite.json"
    said.write_text(json.dumps({**json.loads(said.read_text()), "port": port}), encoding="utf-8")


def test_a_load_that_was_done_is_reported_as_done_although_its_answer_was_lost(
    suite: Up, shopsight: Shopsight, shop_files: Path
) -> None:
    with answers_cut(suite.port, after=b'"report"') as port:
        behind(suite, port)
        try:
            said = shopsight("load", "--format", "canonical", shop_files, "--data-dir", suite.data_dir)
        finally:
            behind(suite, suite.port)
    assert said.code == 0
    assert "5 rows loaded, 0 rejected" in said.out
    assert "but the load was done" in said.talk
    shopsight("loads", "undo", said.out.split()[1].rstrip(":"), "--data-dir", suite.data_dir)


def test_a_load_that_was_not_done_is_not_called_done(suite: Up, shopsight: Shopsight, shop_files: Path) -> None:
    with answers_cut(suite.port, after=b"progress") as port:  # who goes away ends the load
        behind(suite, port)
        try:
            said = shopsight("load", "--format", "canonical", shop_files, "--data-dir", suite.data_dir)
        finally:
            behind(suite, suite.port)
    listed = json.loads(shopsight("loads", "list", "--json", "--data-dir", suite.data_dir).out)
    standing = [load for load in listed if load["status"] == "loaded"]
    assert (said.code == 0) == bool(standing)
    assert ("Nothing was changed" in said.talk) == (not standing)
    for load in standing:
        shopsight("loads", "undo", load["load_id"], "--data-dir", suite.data_dir)


def test_an_earlier_load_of_the_same_files_is_not_this_one(
    shopsight: Shopsight, shop_files: Path, data_dir: Path
) -> None:
    shopsight("load", "--format", "canonical", shop_files, "--data-dir", data_dir)
    names = ["products.csv", "sales.csv"]
    folder, now = DataFolder(data_dir), datetime.now(UTC)
    assert find_load(folder, names, now, lambda *_: None) is None
    assert find_load(folder, names, now - timedelta(minutes=5), lambda *_: None) is not None
    assert find_load(folder, ["sales.csv"], now - timedelta(minutes=5), lambda *_: None) is None


def test_where_nobody_can_say_the_command_does_not_either(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.write_text("no folder", encoding="utf-8")
    with pytest.raises(CommandError) as unknown:
        find_load(DataFolder(folder), ["sales.csv"], datetime.now(UTC), lambda *_: None, patience=0)
    assert "cannot be seen now" in unknown.value.message
    assert "loads list" in " ".join(unknown.value.details)
