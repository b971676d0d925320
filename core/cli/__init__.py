"""The command line: the same core as the window, JSON on stdout, no Qt."""

from collections.abc import Callable
from importlib import import_module

import click

from core.cli.options import broker_options
from core.endpoints import Endpoints

_NAMES = ("doctor", "flow", "publish", "tap")
_EPILOG = """\
\b
Examples:
  flowscope                                      open the window; it asks where the broker is
  flowscope doctor                               what this broker lets Flowscope see
  flowscope flow --duration 10 --format text     who publishes, routes, consumes, acks
  flowscope publish --exchange shop --routing-key order.new --body '{}'
  flowscope tap --queue payments.q --limit 5     copies of messages, nothing is taken away
"""


def build_cli(open_window: Callable[[Endpoints], int]) -> click.Group:
    """The `flowscope` command; without a subcommand it opens the window."""

    @click.group(cls=_Subcommands, invoke_without_command=True, epilog=_EPILOG)
    @click.option(
        "--version",
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=_print_version,
        help="Show the version and exit.",
    )
    @click.pass_context
    @broker_options
    def flowscope(context: click.Context, endpoints: Endpoints) -> None:
        """An oscilloscope for event-driven systems on RabbitMQ.

        Shows live who publishes to which exchange, where messages are routed, who consumes them
        and whether they are acknowledged. Watching changes nothing on the broker.
        """
        if context.invoked_subcommand is None:
            context.exit(open_window(endpoints))

    return flowscope


def _print_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted:
        return
    from importlib.metadata import PackageNotFoundError, version  # costs a tenth of a start

    try:
        known = version("flowscope")
    except PackageNotFoundError:
        known = "unknown"
    click.echo(f"flowscope, version {known}")
    context.exit()


class _Subcommands(click.Group):
    """Imports a subcommand when it is asked for: the window must not wait for all of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_NAMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _NAMES:
            return None
        command: click.Command = import_module(f"core.cli.{cmd_name}").command
        return command
