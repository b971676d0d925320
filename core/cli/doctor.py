"""`flowscope doctor`: what this broker lets us see, what is missing, why, and the mend."""

from typing import NoReturn

import click

from core.capabilities import NAMES, Capability
from core.cli.interrupts import Interrupted, on_interrupt
from core.cli.options import (
    EXIT_NOT_ALL,
    EXIT_TROUBLE,
    broker_options,
    complain_of,
    print_json,
    say,
)
from core.doctor import check
from core.endpoints import Endpoints

_EPILOG = """\
\b
Examples:
  flowscope doctor
  flowscope doctor --url amqp://guest@localhost:5672/%2F --prometheus-url off
"""


@click.command("doctor", epilog=_EPILOG)
@click.pass_context
@broker_options
def command(context: click.Context, endpoints: Endpoints) -> None:
    """Look at each surface of the broker once; nothing is changed.

    Prints a JSON object with amqp, management, prometheus, event_exchange and firehose: "ok", and
    where it is not, "why" and "mend". The same is said on stderr, once for each reason.

    Exit status: 0 when all five are there, 1 when something is missing, 2 when there is no login.
    """
    found: dict[str, Capability] = {}
    with on_interrupt(lambda: _stop(found)):
        say(f"looking at {endpoints.shown} …")
        for capability in check(endpoints):
            found[capability.name] = capability
    print_json({name: capability.as_json() for name, capability in found.items()}, indent=2)
    complain_of(capability for capability in found.values() if not capability.ok)
    if not found["amqp"].ok:
        context.exit(EXIT_TROUBLE)
    context.exit(0 if all(c.ok for c in found.values()) else EXIT_NOT_ALL)


def _stop(found: dict[str, Capability]) -> NoReturn:
    left = [name for name in NAMES if name not in found]
    raise Interrupted(f"looking at {left[0]}" if left else "")
