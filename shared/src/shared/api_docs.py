"""A contract as a page for people: plain HTML, no script, nothing from elsewhere, readable on a phone."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape
from typing import Any

Part = dict[str, Any]  # a part of an OpenAPI document

_METHODS = ("get", "post", "put", "patch", "delete")
_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2rem 0 .25rem; border-top: 1px solid #8886; padding-top: 1rem; }
h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
code { font: .9em ui-monospace, monospace; }
dl { margin: 0; }
dt { margin-top: .5rem; }
dd { margin: 0 0 0 1rem; }
small { opacity: .8; }
""".strip()

_STYLE_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()
CONTENT_SECURITY_POLICY = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; frame-ancestors 'none'"


def docs_page(contract: Part) -> str:
    """The page of a bundled contract: its operations with parameters, body, answers and scope, then its schemas."""
    info = contract["info"]
    title = escape(info["title"])
    operations = "".join(
        _operation(method, path, item[method], contract)
        for path, item in contract["paths"].items()
        for method in _METHODS
        if method in item
    )
    schemas = "".join(_schema(name, schema) for name, schema in contract["components"].get("schemas", {}).items())
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{title}</h1><p>{escape(info.get('description', ''))}</p>"
        f"<p><small>Version {escape(info['version'])}. The same for programs: "
        '<a href="openapi.json">openapi.json</a></small></p>'
        f"<main>{operations}<h2>Schemas</h2>{schemas}</main></body></html>\n"
    )


def _operation(method: str, path: str, operation: Part, contract: Part) -> str:
    parameters = [_resolved(parameter, contract) for parameter in operation.get("parameters", [])]
    answers = {status: _resolved(answer, contract) for status, answer in operation["responses"].items()}
    body = _resolved(operation.get("requestBody", {}), contract)
    security = operation["security"] if "security" in operation else contract.get("security", [])
    text = ". ".join(operation[key].rstrip(".") for key in ("summary", "description") if key in operation)
    return (
        f'<h2 id="{escape(operation["operationId"])}"><code>{method.upper()} {escape(path)}</code></h2>'
        f"<p>{escape(text)}.</p>"
        f"<p><small>{_access(security)}</small></p>"
        + _list("Parameters", [(_parameter(given), escape(given.get("description", ""))) for given in parameters])
        + _list("Body", _contents(body))
        + _list("Answers", [(escape(status), _answer(answer)) for status, answer in answers.items()])
    )


def _parameter(parameter: Part) -> str:
    return f"<code>{escape(parameter['name'])}</code> <small>{parameter['in']}, {_type(parameter['schema'])}</small>"


def _answer(answer: Part) -> str:
    contents = ", ".join(f"{kind}: {form}" for kind, form in _contents(answer))
    return f"{escape(answer['description'])} <small>{contents}</small>"


def _access(security: list[Part]) -> str:
    if not security:
        return "Open to all"
    scopes = sorted({scope for requirement in security for needed in requirement.values() for scope in needed})
    return f"Needs <code>{escape(', '.join(scopes))}</code>" if scopes else "For anybody who is signed in"


def _contents(part: Part) -> list[tuple[str, str]]:
    return [(escape(kind), _type(content.get("schema", {}))) for kind, content in part.get("content", {}).items()]


def _schema(name: str, schema: Part) -> str:
    parts = [schema, *schema.get("allOf", [])]
    required = {field for part in parts for field in part.get("required", [])}
    fields = [
        (
            f"<code>{escape(field)}</code> <small>{_type(inner)}{'' if field in required else ', optional'}</small>",
            escape(inner.get("description", "")),
        )
        for part in parts
        for field, inner in part.get("properties", {}).items()
    ]
    bases = ", ".join(_type(part) for part in parts if "$ref" in part)
    text = f"{escape(schema.get('description', ''))} {'With all of ' + bases if bases else ''}"
    shape = "" if fields or bases else f"<p>{_type(schema)}</p>"
    return f'<h3 id="{escape(name)}">{escape(name)}</h3><p>{text}</p>{shape}{_list("", fields)}'


def _type(schema: Part) -> str:
    if "$ref" in schema:
        name = escape(schema["$ref"].rsplit("/", 1)[-1])
        return f'<a href="#{name}">{name}</a>'
    if "enum" in schema:
        return " | ".join(f"<code>{escape(str(value))}</code>" for value in schema["enum"])
    if alternatives := schema.get("anyOf") or schema.get("oneOf"):
        return " or ".join(_type(alternative) for alternative in alternatives)
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    kinds = schema.get("type", "any")
    kind = " or ".join(kinds) if isinstance(kinds, list) else kinds
    return escape(f"{kind} ({schema['format']})" if "format" in schema else kind)


def _list(title: str, entries: list[tuple[str, str]]) -> str:
    if not entries:
        return ""
    heading = f"<h3>{title}</h3>" if title else ""
    return f"{heading}<dl>{''.join(f'<dt>{term}</dt><dd>{text}</dd>' for term, text in entries)}</dl>"


def _resolved(part: Part, contract: Part) -> Part:
    """The part itself, or the component of the bundle that it refers to."""
    if "$ref" not in part:
        return part
    _, _, section, name = part["$ref"].split("/")
    found: Part = contract["components"][section][name]
    return found
