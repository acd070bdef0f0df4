"""`shopsight`: the command line. What a command needs is imported when it runs, so that `--help` is quick."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from local.commands_backup import backup, drill, restore
from local.commands_compare import compare_engines
from local.commands_connect import connect, sync
from local.commands_demo import demo
from local.commands_deploy import deploy
from local.commands_doctor import doctor
from local.commands_erase import erase
from local.commands_events import events
from local.commands_jobs import jobs
from local.commands_keys import keys
from local.commands_load import load
from local.commands_loads import loads
from local.commands_token import token
from local.commands_up import up
from local.talk import EXIT_CODES, INTERRUPTED, UNAVAILABLE, CommandError, say
from shared.secrets import SecretsError

app = typer.Typer(
    name="shopsight",
    help="Sales intelligence for a shop that sells online and over the counter.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help takes 80 ms, a drawn one 200
    pretty_exceptions_enable=False,
)
app.command(epilog=EXIT_CODES)(up)
app.command(epilog=EXIT_CODES)(demo)
app.command(epilog=EXIT_CODES)(load)
app.add_typer(loads, name="loads")
app.add_typer(events, name="events")
app.add_typer(jobs, name="jobs")
app.add_typer(connect, name="connect")
app.add_typer(sync, name="sync")
app.command(epilog=EXIT_CODES)(erase)
app.command(epilog=EXIT_CODES)(doctor)
app.command(epilog=EXIT_CODES)(deploy)
app.command(epilog=EXIT_CODES)(backup)
app.command(epilog=EXIT_CODES)(restore)
app.command(epilog=EXIT_CODES)(drill)
app.command(epilog=EXIT_CODES)(compare_engines)
app.command(epilog=EXIT_CODES)(token)
app.add_typer(keys, name="keys")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and end the process with its exit code."""
    try:
        app(args=None if arguments is None else list(arguments), prog_name="shopsight")
    except CommandError as error:
        say(f"shopsight: {error.message}")
        for detail in error.details:
            say(f"  {detail}")
        sys.exit(error.code)
    except SecretsError as error:  # its text says what to do, and every command that keeps a secret may meet it
        say(f"shopsight: {error}")
        sys.exit(UNAVAILABLE)
    except KeyboardInterrupt:
        say("stopped")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()  # who read our output has gone; Python would complain about it at the end
        sys.exit(0)
