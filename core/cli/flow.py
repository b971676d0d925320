"""`flowscope flow`: the flow graph of a window of time, as JSON, text or dot."""

from threading import Event

import click

from core.cli.interrupts import on_interrupt
from core.cli.options import CannotConnect, broker_options, print_json, say
from core.endpoints import Endpoints
from core.flow_report import as_dot, as_text
from core.flow_window import FlowWindow
from core.session import Session


@click.command("flow")
@broker_options
@click.option(
    "--duration",
    type=click.FloatRange(min=0, min_open=True),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to watch. Ctrl+C ends the window early and still prints the result.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "text", "dot"]),
    default="json",
    show_default=True,
    help="json: schema flowscope/flow/1. text: to read. dot: for Graphviz.",
)
def command(endpoints: Endpoints, duration: float, form: str) -> None:
    """Watch for a while, then print who published, where it was routed, who consumed and acked.

    Counts are what happened inside the window: it begins when "watching" appears on stderr. A
    number is the broker's own count, or it is null (unknown), never a guess. "at_least" marks
    counts of channels that went away between two readings.

    Nothing on the broker changes; Flowscope's own connections and queues are left out.
    """
    session = Session(endpoints)
    window = FlowWindow(session)
    interrupted = Event()
    session.start()
    try:
        window.warm_up()
        if session.phase != "watching" or session.lacks_vhost:
            raise CannotConnect(*_reason(session))
        with on_interrupt(interrupted.set):
            window.begin()
            say("watching")
            window.pass_time(duration, interrupted.is_set)
            window.end()
    finally:
        session.stop()
    _print(window, form)


def _reason(session: Session) -> tuple[str, str]:
    shown = [c for c in session.capabilities.values() if c.why and c.name != "firehose"]
    first = next((c for c in shown if c.name == "amqp"), shown[0] if shown else None)
    if first is None:
        return f"{session.endpoints.shown} did not answer in time", "check host and ports"
    others = "".join(f"\n{c.name}: {c.why}\n  {c.mend}" for c in shown if c is not first)
    return f"{first.name}: {first.why}", f"{first.mend}{others}"


def _print(window: FlowWindow, form: str) -> None:
    if form == "json":
        print_json(window.as_json(), indent=2)
    elif form == "text":
        click.echo(as_text(window))
    else:
        click.echo(as_dot(window))
