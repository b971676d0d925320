"""`flowscope broker`: a small broker of one's own, for development."""

import asyncio
import os
from collections.abc import Mapping

import click

from core.broker.broker import GUEST
from core.broker.node import LOOPBACK, Listening, Node
from core.cli.interrupts import on_interrupt
from core.cli.options import EXIT_TROUBLE, complain, print_json, say


@click.command("broker")
@click.option("--host", default=LOOPBACK, show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=5672,
    show_default=True,
    help="Port of AMQP; 0 for any free one.",
)
@click.option(
    "--management-port",
    type=click.IntRange(0, 65535),
    default=15672,
    show_default=True,
    help="Port of the management API; 0 for any free one.",
)
@click.option(
    "--prometheus-port",
    type=click.IntRange(0, 65535),
    default=15692,
    show_default=True,
    help="Port of the Prometheus metrics; 0 for any free one.",
)
@click.option(
    "--user", default=GUEST, show_default=True, help="Who may log in; guest from this machine only."
)
@click.option(
    "--password",
    "asks",
    is_flag=True,
    help="Ask for the password of that user. Without it the password is FLOWSCOPE_BROKER_PASSWORD "
    "from the environment, else guest for guest.",
)
@click.pass_context
def command(
    context: click.Context,
    host: str,
    port: int,
    management_port: int,
    prometheus_port: int,
    user: str,
    asks: bool,
) -> None:
    """Run an AMQP 0-9-1 broker that needs nothing else, for development on this machine.

    Prints a JSON object with the URLs and serves until Ctrl-C. It behaves like RabbitMQ with
    classic queues; nothing is kept on disk, so everything is gone when it ends. What it does not
    have it refuses: clusters, quorum queues, streams, TLS.
    """
    password = _password(user, asks=asks)
    ports = {
        "port": port,
        "management_port": management_port,
        "prometheus_port": prometheus_port,
    }
    context.exit(asyncio.run(_serve(host, ports, user, password)))


async def _serve(host: str, ports: Mapping[str, int], user: str, password: str) -> int:
    loop, over = asyncio.get_running_loop(), asyncio.Event()
    with on_interrupt(lambda: loop.call_soon_threadsafe(over.set)):
        node = Node(user=user, password=password)
        try:
            _announce(await node.start(host=host, **ports))
        except OSError as error:
            complain(
                f"cannot listen on {host}: {error.strerror or error}",
                "choose other ports, such as --port 0 --management-port 0 --prometheus-port 0 "
                "for any free ones",
            )
            return EXIT_TROUBLE
        await over.wait()
        await node.stop()
    return 0


def _announce(where: Listening) -> None:
    print_json(
        {"url": where.url, "management": where.management, "prometheus": where.prometheus},
        indent=2,
    )
    say("the broker is running; Ctrl-C ends it, and all that it holds is gone then")


def _password(user: str, *, asks: bool) -> str:
    if asks:
        entered: str = click.prompt("Password", hide_input=True, err=True)
        return entered
    known = os.environ.get("FLOWSCOPE_BROKER_PASSWORD")
    if known is None and user != GUEST:
        raise click.UsageError(
            f"{user} needs a password: --password asks for it, "
            "FLOWSCOPE_BROKER_PASSWORD in the environment gives it"
        )
    return GUEST if known is None else known
