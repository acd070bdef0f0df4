"""What Google's discovery document says of the Cloud Storage API, for the stand-in to hold requests against."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

_FORMATS = {"int64": re.compile(r"-?\d+"), "uint32": re.compile(r"\d+")}


class Discovery:
    """The rules of `storage.v1.discovery.json.gz`; without a file there are none."""

    def __init__(self, path: str | None) -> None:
        self._document: dict[str, Any] = json.loads(gzip.decompress(Path(path).read_bytes())) if path else {}

    def broken_by(self, method: str, verb: str, path: str, query: dict[str, str]) -> list[str]:
        """What is wrong with a request, a line each."""
        if not self._document or method == "resume":  # its URL is Cloud Storage's own, and in no document
            return []
        known = self._document["resources"]["objects"]["methods"][{"download": "get"}.get(method, method)]
        expected = self._path(method, known, query)
        said = f"{method}: {verb} {path}"
        broken = [] if known["httpMethod"] == verb else [f"{said}: the verb is {known['httpMethod']}"]
        if not re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(expected)), path):
            broken.append(f"{said}: the path is {expected}")
        parameters = self._document["parameters"] | known["parameters"]
        for name, value in query.items():
            rule = parameters.get(name)
            if rule is None or rule.get("location") != "query":
                broken.append(f"{said}: no parameter {name}")
            elif value not in rule.get("enum", [value]) and name not in self._document["parameters"]:
                broken.append(f"{said}: {name} is one of {rule['enum']}")
            elif not _FORMATS.get(rule.get("format", ""), re.compile("(?s).*")).fullmatch(value):
                broken.append(f"{said}: {name} is no {rule['format']}")
        if method == "download" and query.get("alt") != "media":
            broken.append(f"{said}: without alt=media it is not the content that is answered")
        return broken

    def unknown_fields(self, resource: dict[str, Any]) -> list[str]:
        """The fields of an uploaded object's description that objects do not have."""
        if not self._document:
            return []
        known = self._document["schemas"]["Object"]["properties"]
        return [f"insert: an object has no {name}" for name in resource if name not in known]

    def _path(self, method: str, known: dict[str, Any], query: dict[str, str]) -> str:
        plain = f"/{self._document['servicePath']}{known['path']}"
        if method == "download":
            return f"/download{plain}" if known.get("useMediaDownloadService") else plain
        if method == "insert":
            protocol = "resumable" if query.get("uploadType") == "resumable" else "simple"
            found: str = known["mediaUpload"]["protocols"][protocol]["path"]
            return found.removeprefix("/resumable")  # both are served under the plain one; the clients use that
        return plain
