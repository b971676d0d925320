"""`flowscope flow`: the flow graph of a window of time, as JSON, text or dot."""

from threading import Event

import click

from core.capabilities import SWITCHED_OFF, Capability
from core.cli.amounts import seconds
from core.cli.interrupts import Interrupted, on_interrupt
from core.cli.options import CannotConnect, broker_options, complain_of, print_json, say
from core.endpoints import Endpoints
from core.flow_report import as_dot, as_text
from core.flow_window import FlowWindow
from core.session import Session
from core.sources.trouble import NO_VHOST


class _Course:
    """How far a window is: what is done before it begins is said, and said to be interrupted."""

    def __init__(self) -> None:
        self.doing = ""
        self.began = False
        self.is_over = Event()

    def tell(self, doing: str) -> None:
        """Say what is done now, and for what it waits."""
        self.doing = doing
        say(f"{doing} …")

    def end(self) -> None:
        """End the window early, or what comes before it."""
        if not self.began:
            raise Interrupted(self.doing)
        self.is_over.set()


_EPILOG = """\
\b
The JSON (schema flowscope/flow/1), one document:
  broker, window_s, complete, capabilities, nodes[], troubles[]
  edges[]       from, to (ids of nodes), kind, provenance, counts, rates, answers, at_least, how
  hops[]        which service causes work for which: from, to, counts (what was delivered of it),
                rates, provenance, at_least, queues[] (ids of all on the way), how: what proves
                the counts, or why no counter tells. What waited before the window counts as of
                whoever alone published there within it. `flowscope acks` sees single messages.

\b
Examples:
  flowscope flow --format text
  flowscope flow --duration 60 > flow.json
  flowscope flow --duration 5 --format dot | dot -Tsvg > flow.svg
"""


@click.command("flow", epilog=_EPILOG)
@broker_options
@click.option(
    "--duration",
    type=seconds,
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
    counts of channels that went away between two readings. "answers" tells of nacks, rejects and
    requeues, which brokers do not count: "nack_or_reject" is derived, so that the truth is between
    "low" and "high", and null is what nobody can tell.

    Nothing on the broker changes; Flowscope's own connections and queues are left out. Before the
    window begins, stderr says what is waited for: with busy channels that were open before, up to
    ten seconds.

    Exit status: 0, also after Ctrl+C once the window has begun; 2 on wrong usage, without a login,
    or after Ctrl+C before the window has begun.
    """
    session = Session(endpoints)
    window = FlowWindow(session)
    course = _Course()
    with on_interrupt(course.end):
        try:
            _begin(session, window, course)
            say("watching")
            window.pass_time(duration, course.is_over.is_set)
            say("reading the last counts …")
            window.end()
            _say_restored(session)
            _print(window, form)
        finally:
            session.stop()


def _begin(session: Session, window: FlowWindow, course: _Course) -> None:
    course.tell(f"connecting to {session.endpoints.shown}")
    session.start()
    window.warm_up(course.tell)
    _check(session)
    complain_of(c for c in window.missing if c.why not in ("", SWITCHED_OFF))
    course.tell("taking the baseline: reading every counter once")
    window.begin()
    course.began = True


def _say_restored(session: Session) -> None:
    for entry in session.log.entries:
        if entry.verb == "restored":
            say(entry.detail)


def _check(session: Session) -> None:
    """There is a login that works, by one way at least, and the vhost is there."""
    ways = [session.capabilities[name] for name in ("amqp", "management")]
    if session.lacks_vhost or not any(way.ok for way in ways):
        raise _cannot_connect(session, ways)


def _cannot_connect(session: Session, ways: list[Capability]) -> CannotConnect:
    absent = NO_VHOST.format(vhost=session.endpoints.vhost)
    reasons = [way for way in ways if way.why == absent] or [way for way in ways if way.why]
    if not reasons:
        return CannotConnect(
            f"{session.endpoints.shown} did not answer in time",
            "check host and port, and whether a firewall is in between",
        )
    return CannotConnect(reasons[0].why, reasons[0].mend)


def _print(window: FlowWindow, form: str) -> None:
    if form == "json":
        print_json(window.as_json(), indent=2)
    elif form == "text":
        click.echo(as_text(window))
    else:
        click.echo(as_dot(window))
