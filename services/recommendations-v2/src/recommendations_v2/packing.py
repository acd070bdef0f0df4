"""Dataclasses of arrays to named arrays and plain values, and back: numbers and text, and nothing that is code."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import numpy as np
import numpy.typing as npt

Made = TypeVar("Made")
Kind = type[Any]
Array = npt.NDArray[Any]
Plain = str | int | float | bool | None
_NOTHING = "nothing"  # of an optional part that is not there


class PackingError(ValueError):
    """What was packed is not what is asked for: the text says which part."""


def pack(value: object, name: str, arrays: dict[str, Array], plain: dict[str, Plain]) -> None:
    """Put a dataclass of arrays, plain values and such dataclasses into the mappings, under names from `name` on."""
    if isinstance(value, np.ndarray):
        arrays[name] = value
    elif is_dataclass(value):
        plain[name] = type(value).__name__
        for field in fields(value):
            pack(getattr(value, field.name), f"{name}.{field.name}", arrays, plain)
    elif value is None:
        plain[name] = _NOTHING
    elif isinstance(value, (str, int, float)):
        plain[name] = value
    else:
        raise PackingError(f"{name}: {type(value).__name__} has no place in an artefact")


def unpack(kind: type[Made], name: str, arrays: Mapping[str, Array], plain: Mapping[str, Plain]) -> Made:
    """What `pack` put there. Raises PackingError where a part is missing or another one."""
    if plain.get(name) != kind.__name__:
        raise PackingError(f"{name} is no {kind.__name__}")
    return kind(
        **{each: _part(wanted, f"{name}.{each}", arrays, plain) for each, wanted in _hints(cast("Kind", kind)).items()}
    )


def _hints(kind: Kind) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _part(wanted: Any, name: str, arrays: Mapping[str, Array], plain: Mapping[str, Plain]) -> object:  # noqa: ANN401 - a type hint
    if get_origin(wanted) in (Union, types.UnionType):
        if plain.get(name) == _NOTHING:
            return None
        named: dict[str, Kind] = {each.__name__: each for each in get_args(wanted) if isinstance(each, type)}
        found = named.get(str(plain.get(name)))
        if found is not None and is_dataclass(found):
            return unpack(found, name, arrays, plain)
        wanted = next((each for each in get_args(wanted) if each is not type(None)), wanted)
    if isinstance(wanted, type) and is_dataclass(wanted):
        return unpack(wanted, name, arrays, plain)
    if name in arrays:
        return arrays[name]
    if name in plain:
        return plain[name]
    raise PackingError(f"{name} is missing")
