# Written by `python -m shared.contracts.generate` from openapi/auth.yaml; do not edit.

from __future__ import annotations
from enum import StrEnum
from pydantic import AwareDatetime, BaseModel


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
