"""Cross-origin requests of the shop's own pages: which origins may read an answer. Never with cookies.

Origins come from a setting (ALLOWED_ORIGINS), not from the request: what a stranger's page sends is answered without
the headers, and its browser keeps the answer from it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import Response, after_this_request, request

from shared.contracts.problems import ProblemError

_PREFLIGHT_SECONDS = 7200  # the longest that Chromium keeps one


@dataclass(frozen=True)
class CrossOrigin:
    """What pages of some origins may send."""

    origins: Collection[str]
    methods: Sequence[str]
    headers: Sequence[str]

    def origin(self) -> str | None:
        """The origin of the page that sends this request, where it sends one."""
        return request.headers.get("Origin")

    def answer_readable(self) -> None:
        """Let the page read the answer to this request, errors too; call it first in the view."""
        origin = self.origin()

        @after_this_request
        def say(response: Response) -> Response:
            response.vary.add("Origin")
            if origin in self.origins:
                response.headers["Access-Control-Allow-Origin"] = str(origin)
                response.headers["Access-Control-Expose-Headers"] = "Retry-After, X-Request-Id"
            return response

    def preflight(self) -> Response:
        """The answer to OPTIONS. Raises ProblemError 403 for a page of a stranger."""
        self.answer_readable()
        if self.origin() is not None:
            self.require_allowed()
        answer = Response(status=204)
        answer.headers["Allow"] = ", ".join([*self.methods, "OPTIONS"])
        answer.vary.update(["Access-Control-Request-Method", "Access-Control-Request-Headers"])
        if self.origin() is not None:
            answer.headers["Access-Control-Allow-Methods"] = ", ".join(self.methods)
            answer.headers["Access-Control-Allow-Headers"] = ", ".join(self.headers)
            answer.headers["Access-Control-Max-Age"] = str(_PREFLIGHT_SECONDS)
        return answer

    def require_allowed(self) -> None:
        """Raise ProblemError 403 unless the page's origin is one of ours."""
        if self.origin() not in self.origins:
            detail = "The page's origin is not among ALLOWED_ORIGINS; add it there, exactly as the browser sends it"
            raise ProblemError(403, "origin-not-allowed", "Pages of this origin may not do this", detail)
