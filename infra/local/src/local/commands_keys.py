"""`shopsight keys`: storefront keys for the shop's pages, and the secret that its server signs customers' ids with."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Annotated

import typer

from local.options import DEFAULT_DATA_DIR, AsJson, DataDir, command_for, data_folder
from local.talk import EXIT_CODES, REFUSED, WRONG_USAGE, CommandError, answer, say

if TYPE_CHECKING:  # imported by the commands that need it
    from shared.auth.storefront_keys import StorefrontKey

keys = typer.Typer(
    help="Keys for the shop's own pages, and the secret that vouches for a customer's id.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@keys.command("create", epilog=EXIT_CODES)
def create(
    *,
    origin: Annotated[
        list[str], typer.Option(metavar="URL", help="An origin of the shop's pages: https://shop.example. Repeatable.")
    ],
    as_json: AsJson = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Make a storefront key for pages of these origins. It is shown this once.

    The suite takes the origins' requests only if ALLOWED_ORIGINS names them too.
    """
    from local.plugs import open_store  # noqa: PLC0415 - pydantic: 0.2 s that `--help` does not need
    from shared.auth.storefront_keys import CACHE_SECONDS, KeyRefusedError, create_key  # noqa: PLC0415 - as above

    folder = data_folder(data_dir)
    try:
        secret, key = create_key(open_store(folder, os.environ), origin)
    except KeyRefusedError as error:
        raise CommandError(f"No key was made: {error}", code=WRONG_USAGE) from error
    if as_json:
        answer(json.dumps({"key": secret, **_document(key)}))
        return
    answer(secret)
    say(f"Key {key.key_id}, for pages of {', '.join(key.origins)}; it counts within {CACHE_SECONDS:.0f} seconds.")
    say("It stands in pages that everybody can read: it opens nothing but the storefront's own doors.")
    say(f"Start the suite with ALLOWED_ORIGINS={','.join(key.origins)}, and embed it as docs/storefront.md says.")
    say(f"To take it back: {command_for(f'keys revoke {key.key_id}', folder)}")


@keys.command("list", epilog=EXIT_CODES)
def list_them(*, as_json: AsJson = False, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """List the storefront keys, oldest first; not the keys themselves, which nobody keeps."""
    from local.plugs import open_store  # noqa: PLC0415 - as above
    from shared.auth.storefront_keys import list_keys  # noqa: PLC0415 - as above

    folder = data_folder(data_dir)
    found = list_keys(open_store(folder, os.environ))
    if as_json:
        answer(json.dumps([_document(key) for key in found]))
        return
    for key in found:
        answer(f"{key.key_id}  {key.created_at:%Y-%m-%d %H:%M}  {', '.join(key.origins)}")
    if not found:
        say(f"There is none yet: {command_for('keys create --origin https://shop.example', folder)}")


@keys.command("revoke", epilog=EXIT_CODES)
def revoke(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="The key's id, from `keys list`.")],
    *,
    as_json: AsJson = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Make one storefront key worthless."""
    from local.plugs import open_store  # noqa: PLC0415 - as above
    from shared.auth.storefront_keys import CACHE_SECONDS, KeyRefusedError, revoke_key  # noqa: PLC0415 - as above

    folder = data_folder(data_dir)
    try:
        key = revoke_key(open_store(folder, os.environ), key_id)
    except KeyRefusedError as error:
        raise CommandError(str(error), f"Those there are: {command_for('keys list', folder)}", code=REFUSED) from error
    if as_json:
        answer(json.dumps(_document(key)))
    else:
        say(f"Key {key.key_id} of {', '.join(key.origins)} is worthless, within {CACHE_SECONDS:.0f} seconds.")


@keys.command("signing-secret", epilog=EXIT_CODES)
def signing_secret(
    *,
    renew: Annotated[bool, typer.Option("--renew", help="Make a new one; signatures by the old one end.")] = False,
    as_json: AsJson = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Print the secret that the shop's server signs customers' ids with; the first time it is made.

    It belongs on the server and never into a page. How to sign: docs/storefront.md.
    """
    from local.plugs import open_secrets  # noqa: PLC0415 - as above
    from shared.auth.customer_signature import CACHE_SECONDS, SECRET, make_secret  # noqa: PLC0415 - as above

    folder = data_folder(data_dir)
    hidden = open_secrets(folder, os.environ)
    kept = None if renew else hidden.get(SECRET)
    secret = kept or make_secret(hidden)
    if as_json:
        answer(json.dumps({"signing_secret": secret, "made": kept is None}))
        return
    answer(secret)
    if kept is None:
        say(f"This is a new one; a suite that runs takes it within {CACHE_SECONDS:.0f} seconds.")
    say("Sign `customer_id.expires` (expires: seconds since 1970, at most a day ahead) with HMAC-SHA256, in hex:")
    say(f'    printf %s "c-17.$(( $(date +%s) + 3600 ))" | openssl dgst -sha256 -hmac {secret[:4]}…')


def _document(key: StorefrontKey) -> dict[str, object]:
    return {"key_id": key.key_id, "origins": list(key.origins), "created_at": key.created_at.isoformat()}
