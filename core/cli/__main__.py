"""`python -m core.cli`: the subcommands without the window, for machines that have no Qt."""

import click

from core.cli import build_cli
from core.cli.options import EXIT_TROUBLE
from core.endpoints import Endpoints


def _no_window(_: Endpoints) -> int:
    click.echo(
        "the window is opened by the command flowscope; see --help for subcommands", err=True
    )
    return EXIT_TROUBLE


build_cli(_no_window)(prog_name="flowscope")
