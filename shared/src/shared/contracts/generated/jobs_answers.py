# Written by `python -m shared.contracts.generate` from openapi/jobs.yaml; do not edit.

from __future__ import annotations
from enum import StrEnum
from typing import Annotated
from pydantic import AwareDatetime, BaseModel, Field


class Outcome(StrEnum):
    done = 'done'
    failed = 'failed'
    not_yet = 'not_yet'
    running = 'running'
    interrupted = 'interrupted'
    never = 'never'


class Job(BaseModel):
    service: str
    job: Annotated[str, Field(description='Its name, as main.py job takes it.')]
    what: Annotated[str, Field(description='What it does.')]
    cron: Annotated[str, Field(description='Five fields.')]
    time_zone: Annotated[str, Field(description='The zone in which the cron is read.')]
    when: Annotated[str, Field(description='The cron in words.')]
    outcome: Annotated[
        Outcome,
        Field(
            description='How it went last. not_yet: it had nothing to work with; interrupted: its process ended in the middle, and the clock does it again.'
        ),
    ]
    began_at: AwareDatetime | None
    ended_at: AwareDatetime | None
    said: Annotated[
        str | None, Field(description='What it answered, or why it failed.')
    ]
    due_at: Annotated[
        AwareDatetime | None,
        Field(
            description='When it is due next, passed when it was missed and no clock runs; null while it is being done.'
        ),
    ]


class JobList(BaseModel):
    items: list[Job]
