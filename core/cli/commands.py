"""The command `flowscope`: its subcommands, and how it words what went wrong."""

import sys
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

import click

from core.cli.interrupts import give_signals_back
from core.cli.options import DEMO_WINDOW, EXIT_TROUBLE, broker_options, complain
from core.endpoints import Endpoints

if TYPE_CHECKING:
    from core.demo.demo import Demo

_NAMES = ("acks", "broker", "demo", "desktop", "doctor", "flow", "proxy", "publish", "tap")
_EPILOG = """\
\b
Examples:
  flowscope                                      open the window; it asks where the broker is
  flowscope demo                                 a small shop to look at, on a broker of its own
  flowscope --profile shop                       the window on a broker with a name
  flowscope doctor                               what this broker lets Flowscope see
  flowscope flow --duration 10 --format text     who publishes, routes, consumes, acks
  flowscope publish --exchange amq.topic --routing-key order.new --body '{}'
  flowscope tap --exchange amq.topic --limit 5   copies of messages, nothing is taken away
  flowscope acks --via proxy --format text       who holds which message, unacked since when
  flowscope proxy --facts                        every single ack of services that connect to it
  flowscope broker --port 0                      a broker of your own, with nothing to install
  flowscope desktop --install                    Flowscope among the applications of your desktop
"""


def build_cli(
    open_window: Callable[[Endpoints], int], open_demo: Callable[["Demo"], int]
) -> click.Group:
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
        context.meta[DEMO_WINDOW] = open_demo
        if context.invoked_subcommand is None:
            give_signals_back()
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

    def main(self, *args: Any, **settings: Any) -> NoReturn:
        """Run what the command line says; errors have one style, whoever found them."""
        try:
            code = super().main(*args, **{**settings, "standalone_mode": False})
        except click.UsageError as error:
            where = error.ctx.command_path if error.ctx is not None else self.name
            complain(error.format_message().rstrip("."), f"see {where} --help")
            code = EXIT_TROUBLE
        except click.ClickException as error:
            complain(error.format_message())
            code = error.exit_code
        except click.Abort:
            complain("interrupted")
            code = EXIT_TROUBLE
        sys.exit(code or 0)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_NAMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _NAMES:
            return None
        command: click.Command = import_module(f"core.cli.{cmd_name}").command
        return command
