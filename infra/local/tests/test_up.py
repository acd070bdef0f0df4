"""`shopsight up` and what the other commands do while it runs."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from pathlib import Path

import pytest

from local.data_folder import find_running, find_said, open_data_folder
from local.testing import NET_TOTAL, Shopsight, Up, free_port, started

MAY_TAKE_SECONDS = 8  # what the suite promises for its end


def test_the_link_signs_a_browser_in_once_and_the_figures_can_be_read(data_dir: Path) -> None:
    with started(data_dir) as suite:
        address, _, code = suite.link.partition("/#code=")
        assert address == suite.origin
        assert suite.ask("GET", "/metrics")[0] == 200
        assert suite.ask("GET", "/api/revenue/current")[0] == 401

        status, headers, _ = suite.ask("POST", "/api/auth/session", body={"code": code})

        assert status == 200
        cookie = {"Cookie": str(headers["Set-Cookie"]).partition(";")[0]}
        assert suite.ask("POST", "/api/auth/session", body={"code": code})[0] == 401
        status, _, body = suite.ask("GET", "/api/revenue/current", headers=cookie)
        assert status == 200
        assert json.loads(body)["data_until"] is None
        assert json.loads(suite.ask("GET", "/api/auth/me", headers=cookie)[2])["role"] == "owner"


def test_the_cookie_is_for_this_site_and_for_no_script(suite: Up) -> None:
    _, headers, _ = suite.ask("POST", "/api/auth/session", body={"code": suite.new_code()})

    cookie = str(headers["Set-Cookie"])
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


def test_signing_out_ends_the_session(suite: Up) -> None:
    cookie = suite.signed_in()

    assert suite.ask("DELETE", "/api/auth/session", headers=cookie | {"Origin": suite.origin})[0] == 204
    assert suite.ask("GET", "/api/auth/me", headers=cookie)[0] == 401


def test_another_name_for_this_machine_is_turned_away(suite: Up) -> None:
    assert suite.ask("GET", "/", headers={"Host": f"evil.example:{suite.port}"})[0] == 421


def test_a_name_may_be_allowed(data_dir: Path) -> None:
    with started(data_dir, environment={"ALLOWED_HOSTS": "shop.local, other.example"}) as suite:
        assert suite.ask("GET", "/metrics", headers={"Host": f"shop.local:{suite.port}"})[0] == 200


def test_while_the_suite_runs_the_commands_talk_to_it(suite: Up, shopsight: Shopsight, shop_files: Path) -> None:
    loaded = shopsight("load", "--format", "canonical", shop_files, "--data-dir", suite.data_dir)

    assert loaded.code == 0
    assert f"{NET_TOTAL} GBP" in loaded.out
    assert f"{suite.origin}/" in loaded.talk
    listed = json.loads(shopsight("loads", "list", "--json", "--data-dir", suite.data_dir).out)
    assert [load["status"] for load in listed] == ["loaded"]
    path = "/api/revenue/current?as_of=2024-03-02T20:00:00Z"
    figures = json.loads(suite.ask("GET", path, headers=suite.signed_in())[2])
    assert figures["today"]["net_sales"]["amount"] == "8.50"
    assert figures["month_to_date"]["net_sales"]["amount"] == NET_TOTAL

    undone = shopsight("loads", "undo", listed[0]["load_id"], "--json", "--data-dir", suite.data_dir)
    assert {table["table"] for table in undone.document["tables"]} == {"sales", "products"}  # type: ignore[attr-defined]  # a list


def test_a_refused_load_is_told_by_the_running_suite_too(suite: Up, shopsight: Shopsight, tmp_path: Path) -> None:
    (tmp_path / "wrong.csv").write_text("a,b\n1,2\n", encoding="utf-8")

    said = shopsight("load", "--format", "canonical", tmp_path / "wrong.csv", "--data-dir", suite.data_dir)

    assert said.code == 1
    assert "wrong.csv" in said.talk


def test_a_second_suite_on_the_folder_is_refused_and_told_where_the_first_is(suite: Up, shopsight: Shopsight) -> None:
    said = shopsight("up", "--data-dir", suite.data_dir, "--port", free_port())

    assert said.code == 4
    assert suite.origin in said.talk
    assert "token --role owner --link" in said.talk


def test_a_taken_port_is_named_with_who_holds_it(shopsight: Shopsight, data_dir: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]

        said = shopsight("up", "--data-dir", data_dir, "--port", port)

    assert said.code == 4
    assert f"Port {port} of 127.0.0.1 is taken" in said.talk
    assert f"process {os.getpid()}" in said.talk
    assert f"--port {port + 1}" in said.talk


def test_a_port_of_another_folders_suite_is_named_as_that(suite: Up, shopsight: Shopsight, tmp_path: Path) -> None:
    said = shopsight("up", "--data-dir", tmp_path / "other", "--port", suite.port)

    assert said.code == 4
    assert "another Shopsight suite" in said.talk


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_soon_and_leaves_nothing_behind(data_dir: Path, sent: signal.Signals) -> None:
    with started(data_dir) as suite, socket.create_connection(("127.0.0.1", suite.port)) as idle:
        idle.sendall(b"GET /api/revenue/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
        idle.recv(1)
        folder = open_data_folder(data_dir)
        assert find_running(folder) is not None
        group = os.getpgid(suite.process.pid)

        began = time.monotonic()
        talk = suite.end(sent)

        assert time.monotonic() - began < MAY_TAKE_SECONDS
        assert suite.process.returncode == 0
        assert "Traceback" not in talk
        assert find_said(folder) is None
        assert not list((data_dir / "shop").glob("*.wal")), "the warehouse was not closed"
        with pytest.raises(ProcessLookupError):
            os.killpg(group, 0)
    with started(data_dir):
        pass


def test_after_a_crash_the_folder_is_free_again(data_dir: Path, shopsight: Shopsight, shop_files: Path) -> None:
    with started(data_dir) as suite:
        suite.process.kill()
        suite.process.wait()

        said = shopsight("load", "--format", "canonical", shop_files, "--data-dir", data_dir)

    assert said.code == 0


def test_what_a_killed_load_left_in_staging_is_removed_at_the_next_start(data_dir: Path) -> None:
    left = data_dir / "shop" / "staging" / "upload-1"
    left.mkdir(parents=True)
    (left / "000.csv").write_text("order_id\n", encoding="utf-8")

    with started(data_dir):
        assert not left.exists()


def test_wrong_settings_end_the_start_with_words_for_each(shopsight: Shopsight, data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / "shop.toml").write_text('SHOP_CURRENCY = "POUNDS"\nSHOP_TIMEZONE = "London"\n', encoding="utf-8")

    said = shopsight("up", "--data-dir", data_dir, "--port", free_port())

    assert said.code == 2
    assert "SHOP_CURRENCY" in said.talk
    assert "Europe/London" in said.talk
    assert said.out == ""


def test_a_name_that_is_none_is_wrong_usage(
    shopsight: Shopsight, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", "shop.local,http://shop.local/")

    said = shopsight("up", "--data-dir", data_dir, "--port", free_port())

    assert said.code == 2
    assert "ALLOWED_HOSTS: 'http://shop.local/' is no host name" in said.talk


def test_a_folder_that_cannot_be_one_is_named(shopsight: Shopsight, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file", encoding="utf-8")

    said = shopsight("up", "--data-dir", tmp_path / "data", "--port", free_port())

    assert said.code == 4
    assert str(tmp_path / "data") in said.talk


def test_the_server_imports_numpy_to_rank_lists_and_nothing_heavier(suite: Up) -> None:
    suite.ask("GET", "/api/revenue/trends?window=90d", headers=suite.signed_in())

    loaded = "".join(
        Path(f"/proc/{process}/maps").read_text(encoding="utf-8")
        for process in (suite.process.pid, *_children(suite.process.pid))
    )

    assert "duckdb" in loaded
    assert "numpy" in loaded  # recommendations rank in the process that answers
    for heavier in ("/pyarrow/", "/scipy/", "/pandas/", "/lightgbm/", "/sklearn/"):
        assert heavier not in loaded


def _children(process: int) -> list[int]:
    text = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return [int(child) for child in text.split()]
