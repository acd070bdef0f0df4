# Written by `python -m shared.contracts.generate` from openapi/auth.yaml; do not edit.

from __future__ import annotations
from typing import Annotated
from pydantic import BaseModel, ConfigDict, Field


class SignIn(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    code: Annotated[str, Field(max_length=200, min_length=1)]
