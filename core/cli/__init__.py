"""The command line: the same core as the window, JSON on stdout, no Qt."""

from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version

import click

from core.cli import doctor, flow, publish, tap
from core.cli.options import broker_options
from core.endpoints import Endpoints

_EPILOG = """\
\b
Examples:
  flowscope                                      open the window on localhost
  flowscope doctor                               what this broker lets Flowscope see
  flowscope flow --duration 10 --format text     who publishes, routes, consumes, acks
  flowscope publish --exchange shop --routing-key order.new --body '{}'
  flowscope tap --queue payments.q --limit 5     copies of messages, nothing is taken away
"""


def build_cli(open_window: Callable[[Endpoints], int]) -> click.Group:
    """The `flowscope` command; without a subcommand it opens the window."""

    @click.group(invoke_without_command=True, epilog=_EPILOG)
    @click.version_option(_version(), prog_name="flowscope")
    @click.pass_context
    @broker_options
    def flowscope(context: click.Context, endpoints: Endpoints) -> None:
        """An oscilloscope for event-driven systems on RabbitMQ.

        Shows live who publishes to which exchange, where messages are routed, who consumes them
        and whether they are acknowledged. Watching changes nothing on the broker.
        """
        if context.invoked_subcommand is None:
            context.exit(open_window(endpoints))

    for module in (doctor, flow, publish, tap):
        flowscope.add_command(module.command)
    return flowscope


def _version() -> str:
    try:
        return version("flowscope")
    except PackageNotFoundError:
        return "unknown"
