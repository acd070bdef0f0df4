"""JSON answers compressed for who asks so: a dashboard on a slow line waits for bytes, not for us.

What is personal (`no-store`) is never compressed: its length beside something a stranger chose would tell of it
(BREACH). Of what all who may ask are answered alike, the last ones are kept compressed.
"""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Response, request

LEAST_BYTES = 1400  # what one packet carries: less does not come sooner when it is smaller
_KEPT_BYTES = 256 * 1024  # bodies up to this are kept, 64 of them: a page asks for twenty, each five seconds for one
_LEVEL = 5  # of 9: half a millisecond for 50 kB, a tenth larger than the smallest


def compressed(response: Response) -> Response:
    """The same answer with a gzip body, where the caller takes one and it is worth it; for `Flask.after_request`."""
    if not _is_worth_it(response):
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip") <= 0:
        return response
    body = response.get_data()
    response.set_data(_kept(body) if len(body) <= _KEPT_BYTES else _gzip(body))
    response.headers["Content-Encoding"] = "gzip"
    etag, _ = response.get_etag()
    if etag is not None:
        response.set_etag(etag, weak=True)  # the same answer in other bytes (RFC 9110, 8.8.1)
    return response


def _is_worth_it(response: Response) -> bool:
    return (
        response.mimetype == "application/json"
        and not response.is_streamed
        and (response.content_length or 0) >= LEAST_BYTES
        and "Content-Encoding" not in response.headers
        and response.headers.get("Cache-Control") != "no-store"
    )


@lru_cache(maxsize=64)
def _kept(body: bytes) -> bytes:
    return _gzip(body)


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, _LEVEL, mtime=0)
