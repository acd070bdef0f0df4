"""Where the vendors are: keys and people's addresses go there, and never in the clear."""

from __future__ import annotations

import pytest

from segments.settings import Settings


@pytest.mark.parametrize("name", ["mailchimp_api_url", "klaviyo_api_url"])
def test_a_vendor_is_reached_by_https_or_on_this_machine(name: str) -> None:
    for url in (
        "https://us21.api.example/3.0",
        "http://127.0.0.1:8099/3.0",
        "http://localhost:8099",
        "http://[::1]:80",
    ):
        assert getattr(Settings(**{name: url}), name) == url
    for url in ("http://vendor.example", "http://127.0.0.1.vendor.example", "http://localhost.vendor.example:80"):
        with pytest.raises(ValueError, match="is no https"):
            Settings(**{name: url})
