"""`flowscope doctor`: what this broker lets us see, what is missing, why, and the mend."""

from typing import NoReturn

import click

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
from core.stage import STAGES, Stage, capabilities_of, line, title

_EPILOG = """\
\b
Examples:
  flowscope doctor
  flowscope doctor --profile shop --format text
  flowscope doctor --url amqp://guest@localhost:5672/%2F --prometheus-url off
"""


@click.command("doctor", epilog=_EPILOG)
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "text"]),
    default="json",
    show_default=True,
    help="json: one object, see above. text: a line for each stage, as soon as it is known.",
)
@click.pass_context
@broker_options
def command(context: click.Context, endpoints: Endpoints, form: str) -> None:
    """Look at each surface of the broker once; nothing is changed.

    Prints a JSON object with amqp, management, prometheus, event_exchange and firehose: "ok", and
    where it is not, "why" and "mend". The same is said on stderr, once for each reason. "stages"
    tells how far it came: dns, tcp, tls (with the certificate), amqp, vhost, then the surfaces, and
    whether this user has the right to the firehose; each with "ms", and "ok" null where not tried.

    Exit status: 0 when all five are there, 1 when something is missing, 2 when there is no login.
    """
    stages: list[Stage] = []
    with on_interrupt(lambda: _stop(stages)):
        say(f"looking at {endpoints.shown} …")
        if form == "text":
            click.echo(title(endpoints.shown))
        for stage in check(endpoints):
            if form == "text":
                click.echo(line(stage))
            stages += [stage]
    found = capabilities_of(stages)
    if form == "json":
        shown = {name: capability.as_json() for name, capability in found.items()}
        print_json(shown | {"stages": [stage.as_json() for stage in stages]}, indent=2)
        complain_of(capability for capability in found.values() if not capability.ok)
    if not found["amqp"].ok:
        context.exit(EXIT_TROUBLE)
    context.exit(0 if all(c.ok for c in found.values()) else EXIT_NOT_ALL)


def _stop(stages: list[Stage]) -> NoReturn:
    left = STAGES[len(stages) :]
    raise Interrupted(f"looking at {left[0]}" if left else "")
