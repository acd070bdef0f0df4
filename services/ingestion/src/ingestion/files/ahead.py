"""Reads one step ahead: while a chunk is computed with, the next one is read on the other core."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

_END = object()


def ahead(items: Iterator[T]) -> Iterator[T]:
    """The same items in the same order; what making an item raises is raised where it is asked for."""
    with ThreadPoolExecutor(max_workers=1) as reader:
        following = reader.submit(next, items, _END)
        while True:
            item = following.result()
            if item is _END:
                return
            following = reader.submit(next, items, _END)
            yield item  # type: ignore[misc]  # everything but _END is a T
