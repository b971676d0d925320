"""`flowscope demo`: a small shop of services to look at, in the window or without one."""

import os
import select
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

import click

from core.cli.consent import get_consent, yes_option
from core.cli.interrupts import give_signals_back, on_interrupt
from core.cli.options import DEMO_WINDOW, CannotConnect, broker_options, print_json, say
from core.demo.demo import (
    OF_THE_BROKER,
    SCENARIOS,
    CannotStart,
    Demo,
    DemoBroker,
    GivenBroker,
    OwnBroker,
)
from core.endpoints import Endpoints
from core.writes import demonstrating


@click.command("demo")
@partial(
    broker_options,
    url="Use the vhost of this RabbitMQ. Default: a broker of the demo's own; AMQP_URL and "
    "RABBITMQ_URL are not looked at, so that nothing is written to a broker by mistake.",
    named_only=True,
)
@click.option("--headless", is_flag=True, help="No window: print the URLs and run until Ctrl+C.")
@click.option(
    "--scenario",
    "names",
    multiple=True,
    type=click.Choice(SCENARIOS),
    metavar="NAME",
    help=f"Cause this trouble from the start; may be given again. One of: {', '.join(SCENARIOS)}.",
)
@click.option(
    "--speed",
    type=click.FloatRange(min=0.1, max=100),
    default=1.0,
    show_default=True,
    metavar="FACTOR",
    help="How many customers come; at 1 about 30 messages a second are published.",
)
@click.option(
    "--seed",
    type=int,
    default=1,
    show_default=True,
    help="What customers buy and which payments fail: the same seed draws the same.",
)
@click.option("--keep", is_flag=True, help="With --url: leave exchanges and queues there.")
@yes_option
def command(
    endpoints: Endpoints,
    headless: bool,
    names: tuple[str, ...],
    speed: float,
    seed: int,
    keep: bool,
    yes: bool,
) -> None:
    """Show a living event-driven system: a shop of fourteen clients, and trouble on request.

    Orders, pricing over RPC, fraud check, three payments replicas, stock, shipping, mail with
    retries and more publish, consume, reject and dead-letter. Nothing else is needed: they do so
    on a small broker inside this process. With --url they use the vhost of that RabbitMQ, in
    exchanges and queues called shop.*, which are removed at the end.

    With --headless the URLs are printed as one line of JSON. Commands are then read from stdin:
    "help" lists them.
    """
    demo = Demo(
        _broker(endpoints, names, yes=yes),
        seed=seed,
        speed=speed,
        keep=keep,
        begin_with=names,
        tell=say if headless else lambda _: None,
    )
    context = click.get_current_context()
    if headless:
        _run(demo)
    else:
        give_signals_back()
        context.exit(context.meta[DEMO_WINDOW](demo))


def _broker(endpoints: Endpoints, names: tuple[str, ...], *, yes: bool) -> DemoBroker:
    """The RabbitMQ that was named, else one of the demo's own.

    One that only the environment names may be anybody's: it is never written to.
    """
    named = click.get_current_context().obj
    if not (named["url"] or named["profile"]):
        return OwnBroker()
    for name in OF_THE_BROKER:
        if name in names:
            why = "that is not done to a broker that was named with --url"
            raise click.UsageError(f"{name}: {why}")
    get_consent(endpoints, demonstrating(), yes=yes)
    return GivenBroker(endpoints)


def _run(demo: Demo) -> None:
    """The demo without a window, until a signal or `quit`."""
    from core.demo.console import Console

    with ExitStack() as stack:
        woken = stack.enter_context(_signals())
        stack.callback(demo.stop)
        try:
            where = demo.start()
        except CannotStart as trouble:
            raise CannotConnect(trouble.why, trouble.mend) from None
        system = demo.system
        assert system is not None
        say(demo.claims())
        print_json(_urls(where))
        actions = {"hold": system.hold, "go": system.go}
        console = Console(demo.scenarios, actions, system.books.as_json, say, _show)
        say('the shop is open; "help" lists commands, Ctrl+C closes it')
        for line in _lines(woken):
            console.obey(line)
            if console.is_over:
                break


def _show(line: str) -> None:
    click.echo(line)
    sys.stdout.flush()


def _urls(where: Endpoints) -> dict[str, object]:
    """What a client needs to connect; a password only where everybody knows it."""
    return {
        "amqp": where.amqp_url if where.password == "guest" else where.shown,
        "management": where.management,
        "prometheus": list(where.prometheus),
        "vhost": where.vhost,
    }


@contextmanager
def _signals() -> Iterator[int]:
    """A file that gets readable with the first SIGINT or SIGTERM."""
    ear, mouth = os.pipe()

    def end() -> None:
        os.write(mouth, b"!")

    with on_interrupt(end):
        try:
            yield ear
        finally:
            os.close(ear)
            os.close(mouth)


def _lines(woken: int) -> Iterator[str]:
    """The lines of stdin until the signal; where stdin ends the demo goes on."""
    stdin = sys.stdin.fileno() if sys.stdin else woken
    ears = [woken, stdin]
    rest = b""
    while True:
        ready, _, _ = select.select(ears, [], [])
        if woken in ready:
            return
        read = os.read(stdin, 65_536)
        *lines, rest = (rest + read).split(b"\n")
        yield from (line.decode(errors="replace") for line in lines)
        if not read:
            ears.remove(stdin)
