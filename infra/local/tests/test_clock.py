"""The suite's clock runs every job, and goes on when one fails."""

from __future__ import annotations

import threading

from flask import Blueprint

from local.clock import Clock
from shared.web import Service


def test_every_job_runs_at_the_start_though_one_fails() -> None:
    done = threading.Event()

    def fails() -> None:
        raise RuntimeError("not today")

    service = Service("sales", Blueprint("sales", __name__), jobs={"fails": fails, "works": done.set})
    clock = Clock([service])
    clock.start()
    assert done.wait(10)
    clock.close()


def test_without_jobs_there_is_no_thread() -> None:
    before = threading.active_count()
    clock = Clock([Service("sales", Blueprint("sales", __name__))])
    clock.start()
    assert threading.active_count() == before
    clock.close()
