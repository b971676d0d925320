"""`flowscope doctor`: what this broker lets us see, what is missing, why, and the mend."""

import click

from core.cli.options import EXIT_NOT_ALL, EXIT_TROUBLE, broker_options, complain, print_json
from core.doctor import check
from core.endpoints import Endpoints


@click.command("doctor")
@click.pass_context
@broker_options
def command(context: click.Context, endpoints: Endpoints) -> None:
    """Look at each surface of the broker once; nothing is changed.

    Prints a JSON object with amqp, management, prometheus, event_exchange and firehose: "ok", and
    where it is not, "why" and "mend". Exit code 0 when all five are there, 1 when something is
    missing, 2 when there is no login at all.
    """
    found = {capability.name: capability for capability in check(endpoints)}
    print_json({name: capability.as_json() for name, capability in found.items()}, indent=2)
    for capability in found.values():
        if not capability.ok:
            complain(f"{capability.name}: {capability.why}", capability.mend)
    if not found["amqp"].ok:
        context.exit(EXIT_TROUBLE)
    context.exit(0 if all(c.ok for c in found.values()) else EXIT_NOT_ALL)
