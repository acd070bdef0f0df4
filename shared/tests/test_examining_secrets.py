"""What the doctor finds of secrets, of whom this machine is to Google, and of its clock."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from shared.secrets.examining import examine, examine_account, examine_clock
from shared.testing_google import google_stand_in


def test_secrets_that_may_not_be_read_name_the_role_that_is_missing() -> None:
    with google_stand_in() as google:
        url = f"secret-manager://shop-of-tests?emulator={google.url}"
        [well] = examine(url)
        google.faults.append(403)
        [found] = examine(url)

    assert well.well
    assert "is not allowed" in found.said
    assert (found.mend or "").startswith("gcloud secrets add-iam-policy-binding doctor --project shop-of-tests")


def test_nobody_signed_in_is_found_where_a_plug_is_googles_and_only_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    nowhere = tmp_path_factory.mktemp("account") / "key.json"
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(nowhere))
    with clock_told("Tue, 03 Mar 2026 10:00:00 GMT") as url:
        nobody, clock = examine_account(["bigquery://project/shop"], clock_url=url)

    assert "nobody is signed in at Google" in nobody.said
    assert nobody.mend == "gcloud auth application-default login"
    assert "seconds off" in clock.said
    assert clock.mend == "sudo timedatectl set-ntp true"
    assert list(examine_account(["file:///tmp", "bigquery://p/d?emulator=http://127.0.0.1:1"])) == []


def test_a_clock_that_goes_as_the_servers_is_well_and_a_server_that_is_away_is_said() -> None:
    with clock_told(None) as url:
        assert examine_clock(url).well
    away = examine_clock(url)
    assert "cannot be asked for the time" in away.said
    assert away.mend == f"curl -sSI {url}"


@contextmanager
def clock_told(date: str | None) -> Iterator[str]:
    """A server that says it is `date`; None: the right time."""

    class Told(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response_only(204)
            self.send_header("Date", date or self.date_time_string())
            self.end_headers()

    server = HTTPServer(("127.0.0.1", 0), Told)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
