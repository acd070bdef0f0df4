"""HTTP in, a load from BigQuery, JSON out."""

from __future__ import annotations

from flask import Blueprint, Response, request

from ingestion import foreign_loads
from ingestion.door import Door
from ingestion.load_answers import answer_load
from shared.auth.routes import Guard, current_identity
from shared.web import ProblemError

_FIELDS = ("source", "format", "mapping", "since", "dry_run")
_MOST_BYTES = 8 * 1024 * 1024  # a mapping of a million characters, whatever they are
# A SELECT can call any column anything: who may not see all there is sees no rows of it.
_TO_SEE_ROWS = frozenset({"personal-data:read", "margin:read"})


def add_bigquery_routes(blueprint: Blueprint, door: Door, guard: Guard) -> None:
    """`POST /bigquery`."""

    @blueprint.post("/bigquery")
    @guard.requires("data:write")
    def load_bigquery() -> Response:
        form = _form()
        show_rows = current_identity().scopes >= _TO_SEE_ROWS
        return answer_load(
            lambda progress: foreign_loads.load_foreign(
                door,
                url=form["source"],
                format_=form.get("format"),
                mapping=form.get("mapping"),
                since=form.get("since"),
                dry_run=form.get("dry_run") == "true",
                show_rows=show_rows,
                progress=progress,
            ),
            refused="The dataset cannot be loaded as asked",
        )


def _form() -> dict[str, str]:
    """The fields of the form. Raises ProblemError naming what is wrong with them."""
    if request.mimetype != "multipart/form-data":
        raise ProblemError(415, "unsupported-media-type", "Send the fields as multipart/form-data")
    request.max_content_length = _MOST_BYTES
    errors = [(name, "is not a field of this form") for name in request.form if name not in _FIELDS]
    errors += [(name, "is not a field of this form") for name in request.files]
    errors += [(name, "is given more than once") for name in request.form if len(request.form.getlist(name)) > 1]
    if not request.form.get("source"):
        errors.append(("source", "is needed"))
    if ("format" in request.form) == bool(request.form.get("mapping")):
        errors.append(("mapping", "give either format or mapping"))
    if request.form.get("format", "ga4") != "ga4":
        errors.append(("format", "is ga4, or left out when a mapping is given"))
    if request.form.get("dry_run", "false") not in ("true", "false"):
        errors.append(("dry_run", "is true or false"))
    if errors:
        raise ProblemError(400, "invalid-form", "The form is not as the contract has it", errors=errors)
    return dict(request.form.items())
