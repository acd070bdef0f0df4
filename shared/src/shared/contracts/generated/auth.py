# Written by `python -m shared.contracts.generate` from openapi/auth.yaml; do not edit.

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from shared.contracts.generated.components import Problem


class SignIn(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    code: Annotated[str, Field(max_length=200, min_length=1)]


class Role(StrEnum):
    viewer = 'viewer'
    marketer = 'marketer'
    buyer = 'buyer'
    owner = 'owner'
    admin = 'admin'
    service = 'service'
    storefront = 'storefront'


class Identity(BaseModel):
    subject: str
    role: Role
    scopes: list[str]
    expires_at: AwareDatetime
