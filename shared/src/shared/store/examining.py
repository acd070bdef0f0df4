"""What mends a store that cannot be opened or written to."""

from __future__ import annotations

import shlex
from pathlib import Path
from urllib.parse import unquote, urlsplit


def mending(url: str) -> str:
    """The command for the store of a URL: makes a folder its owner's, or shows a bucket and what it refuses."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        folder = shlex.quote(str(Path(unquote(parts.path))))
        return f"mkdir -p {folder} && chmod -R u+rwX {folder}"
    return f"gcloud storage ls --buckets {parts.scheme}://{parts.netloc}"
