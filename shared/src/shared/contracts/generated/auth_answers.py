# Written by `python -m shared.contracts.generate` from openapi/auth.yaml; do not edit.

from __future__ import annotations
from enum import StrEnum
from typing import Annotated
from pydantic import AwareDatetime, BaseModel, Field


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


class Role2(StrEnum):
    viewer = 'viewer'
    marketer = 'marketer'
    buyer = 'buyer'
    owner = 'owner'
    admin = 'admin'
    service = 'service'
    storefront = 'storefront'


class RoleStanding(BaseModel):
    role: Role2
    scopes: list[str]
    version: Annotated[
        int,
        Field(
            description='What tokens and sessions of this role have to name; each revocation raises it.',
            ge=1,
        ),
    ]


class RoleList(BaseModel):
    items: list[RoleStanding]


class SignInLink(BaseModel):
    role: str
    path: Annotated[str, Field(description="Where to go at the suite's own address.")]
    expires_at: AwareDatetime


class IssuedToken(BaseModel):
    role: str
    token: str
    expires_at: AwareDatetime


class StandingKey(BaseModel):
    key_id: str
    origins: list[str]
    created_at: AwareDatetime


class MadeKey(StandingKey):
    key: Annotated[
        str, Field(description="What the shop's pages send; nobody keeps it.")
    ]


class KeyList(BaseModel):
    items: list[StandingKey]
