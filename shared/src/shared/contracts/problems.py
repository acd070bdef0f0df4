"""The one exception a caller sees the text of. It knows no web framework, so that use cases may raise it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

TYPE_PREFIX = "urn:shopsight:problem:"


class ProblemError(Exception):
    """What is wrong with a request and what to do about it; answered as application/problem+json (RFC 9457).

    `name` is stable and ends the problem's type, `errors` names every wrong field with what is wrong with it, and
    `headers` go with the answer (Retry-After). Nothing in it may be a secret or somebody's personal data.
    """

    def __init__(
        self,
        status: int,
        name: str,
        title: str,
        detail: str = "",
        errors: Sequence[tuple[str, str]] = (),
        *,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {name}: {detail or title}")
        self.status = status
        self.name = name
        self.title = title
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})

    def document(self, request_id: str) -> dict[str, object]:
        """The problem as contracts/components.yaml has it."""
        body: dict[str, object] = {
            "type": TYPE_PREFIX + self.name,
            "title": self.title,
            "status": self.status,
            "request_id": request_id,
        }
        if self.detail:
            body["detail"] = self.detail
        if self.errors:
            body["errors"] = [{"field": field, "message": message} for field, message in self.errors]
        return body
