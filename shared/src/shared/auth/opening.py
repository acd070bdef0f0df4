"""Whose requests a process takes, as its settings say: on Google Cloud a proxy's people and an issuer's tokens."""

from __future__ import annotations

from shared.auth import Identity, NotSignedInError
from shared.auth.identity_proxy import google_proxy
from shared.auth.role_versions import RoleVersions
from shared.auth.routes import Guard
from shared.auth.sessions import Sessions
from shared.auth.signing_keys import IssuerKeys
from shared.auth.tokens import Verifier, own_issuer
from shared.settings import PlugSettings
from shared.staff import StaffRoles
from shared.store import Store


class NoTokens:
    """Where only people come, through the proxy: no token counts, whoever signed it."""

    def verify(self, token: str) -> Identity:  # noqa: ARG002 - as the protocol has it
        """Refuse it."""
        raise NotSignedInError("No tokens count here; sign in through the proxy", refused=True)

    def holds(self, proof: str) -> bool:  # noqa: ARG002 - as the protocol has it
        """No: none was ever taken."""
        return False


def open_guard(settings: PlugSettings, store: Store) -> Guard:
    """The guard of a process. Without any setting the suite is its own issuer, and has sessions."""
    proxy = google_proxy(settings.iap_audience, StaffRoles(settings.staff_roles)) if settings.iap_audience else None
    if settings.auth_jwks_url and settings.auth_issuer and settings.auth_audience:
        keys = IssuerKeys(settings.auth_jwks_url)
        return Guard(Verifier(keys, RoleVersions(store), settings.auth_issuer, settings.auth_audience), proxy=proxy)
    if proxy is not None:
        return Guard(NoTokens(), proxy=proxy)
    issuer = own_issuer(settings, store)
    return Guard(Verifier(issuer.public_keys(), issuer.versions), Sessions(store, issuer.versions))
