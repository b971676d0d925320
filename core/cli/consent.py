"""Before a command writes: a read-only profile refuses, a production one asks."""

import sys
from collections.abc import Callable
from typing import Any

import click

from core.cli.options import CannotConnect
from core.endpoints import Endpoints
from core.standing import ReadOnlyError
from core.writes import Write


def yes_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--yes`; the command gets `yes`."""
    option = click.option(
        "--yes",
        is_flag=True,
        help="Do not ask before writing to a broker whose profile is marked production.",
    )
    decorated: Callable[..., Any] = option(command)
    return decorated


def get_consent(endpoints: Endpoints, write: Write, *, yes: bool) -> None:
    """Returns when it may be written; ends the command with exit code 2 otherwise."""
    standing = endpoints.standing
    try:
        standing.must_allow_writing()
    except ReadOnlyError as error:
        raise CannotConnect(error.why, error.mend) from None
    if yes or not standing.production:
        return
    marked = f"the profile '{standing.profile}' ({endpoints.shown}) is marked production"
    if not sys.stdin.isatty():
        raise CannotConnect(
            f"{marked}, and nobody is there to be asked", "give --yes if you mean it"
        )
    click.echo("\n".join((f"{marked}:", *(f"  {one}" for one in write.effects))), err=True)
    if not click.confirm(f"{write.verb}?", err=True):
        raise CannotConnect("nothing was written", "")
