# Written by `python -m shared.contracts.generate` from openapi/auth.yaml; do not edit.

from __future__ import annotations
from enum import StrEnum
from typing import Annotated
from pydantic import BaseModel, ConfigDict, Field, RootModel


class SignIn(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    code: Annotated[str, Field(max_length=200, min_length=1)]


class Role1(StrEnum):
    viewer = 'viewer'
    marketer = 'marketer'
    buyer = 'buyer'
    owner = 'owner'
    admin = 'admin'
    service = 'service'


class RoleWanted(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    role: Role1


class Origin(RootModel[str]):
    root: Annotated[str, Field(max_length=300, min_length=1)]


class NewKey(BaseModel):
    model_config = ConfigDict(
        extra='forbid',
    )
    origins: Annotated[list[Origin], Field(max_length=20, min_length=1)]
