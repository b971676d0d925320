"""`flowscope tap`: print copies of the messages that pass an exchange or enter a queue."""

import sys
import time
from threading import Event

import click
import msgspec

from core.cli.amounts import messages, seconds
from core.cli.consent import get_consent, yes_option
from core.cli.interrupts import Interrupted, on_interrupt
from core.cli.options import EXIT_NOT_ALL, EXIT_TROUBLE, broker_options, complain, say
from core.cli.putting_back import put_back_beside
from core.endpoints import Endpoints
from core.sources.tap import TapSource, TapState
from core.tapped import TappedMessage
from core.tapping import TapTarget
from core.writes import tapping

TICK = 0.05
PATIENCE_AT_END = 3.0


class _Session:
    """What the tap said about itself, on stderr and for the exit status."""

    def __init__(self, target: TapTarget) -> None:
        self.began: float | None = None
        """When it was first set up, in seconds of the monotonic clock."""
        self.over = Event()
        self.failed = False
        self._target = target
        self._announced: set[str] = set()
        self._bindings = 0

    def hear(self, state: TapState) -> None:
        """Report a new state; called on the tap's thread."""
        notes = [note for note in state.notes if note not in self._announced]
        self._announced.update(notes)
        if notes:
            say("; ".join(notes))
        if state.phase in ("tapping", "waiting"):
            self._set_up(state.bindings)
        if state.phase in ("lost", "refused"):
            self._lost(state)

    def end(self) -> None:
        """End the tap; there is nothing to end before it is set up."""
        if self.began is None:
            raise Interrupted(f"setting up the tap of {self._target.words}")
        self.over.set()

    def _set_up(self, bindings: int) -> None:
        if bindings and not self._bindings:
            say("tapping")
        elif bindings != self._bindings:
            say(f"the bindings changed: now there are {bindings}")
        self._bindings = bindings
        if self.began is None:
            self.began = time.monotonic()

    def _lost(self, state: TapState) -> None:
        self._bindings = 0
        ends = state.phase == "refused" or self.began is None
        if state.phase == "lost" and state.trouble is not None:
            trouble = state.trouble
            complain(trouble.why, trouble.mend_of_one_try if ends else trouble.mend)
        if ends:
            self.failed = True
            self.over.set()


_EPILOG = """\
\b
Types of headers that JSON does not have:
  {"$timestamp": 1700000000}      {"$base64": "AAEC"}      {"$decimal": "1.50"}
  {"$float": "NaN"}               {"$table": {"$a": 1}}    a table with keys that begin with $
  {"$base64_string": "/w=="}      a string that is no UTF-8

\b
Examples:
  flowscope tap --exchange amq.topic --limit 5
  flowscope tap --queue payments.q --duration 60 > payments.jsonl
  flowscope tap --exchange amq.topic --binding-key 'order.*' --binding-key 'payment.#'
"""


@click.command("tap", epilog=_EPILOG)
@broker_options
@click.option("--exchange", metavar="NAME", help="Listen to what passes this exchange.")
@click.option(
    "--binding-key", "binding_keys", multiple=True, metavar="KEY", help="Repeatable; see above."
)
@click.option(
    "--queue", metavar="NAME", help="Listen to what enters this queue; nothing is taken from it."
)
@click.option("--limit", type=messages, metavar="N", help="End after so many messages.")
@click.option(
    "--duration",
    type=seconds,
    metavar="SECONDS",
    help="End after so many seconds.",
)
@yes_option
def command(
    endpoints: Endpoints,
    exchange: str | None,
    binding_keys: tuple[str, ...],
    queue: str | None,
    limit: int | None,
    duration: float | None,
    yes: bool,
) -> None:
    """Print one line of JSON for each message, as a copy: nobody loses one.

    The tap is a private, bounded queue with the same bindings as those that exist on the exchange
    (or that lead to the queue), read from the management API and followed as they change. So it
    takes no message that nobody else wanted: alternate exchanges and mandatory publishers notice
    nothing. Where nothing is bound to a topic, fanout or headers exchange, it takes every message
    until something is. With --binding-key just these keys are bound instead.

    Before it binds, a line on stderr says what it changes. `tapping` appears on stderr when it is
    bound and consuming.

    A line has at, exchange, routing_key, redelivered, properties, headers, size and body; a body
    that is no UTF-8 is body_base64 instead; of bodies beyond 1 MiB it is the beginning, with
    body_truncated. Headers of types that JSON does not have are objects (see below), which
    `publish --header key:json=…` takes, too.

    Exit status: 0, also after Ctrl+C; 1 when --duration was over before --limit was reached; 2 on
    wrong usage or when the tap could not be set up.
    """
    if exchange is None and queue is None:
        raise click.UsageError("give --exchange or --queue: what is to be listened to")
    if exchange is not None and queue is not None:
        raise click.UsageError("give either --exchange or --queue, not both")
    if queue is not None and binding_keys:
        raise click.UsageError("--binding-key belongs to --exchange")
    target = TapTarget(exchange, queue, binding_keys)
    get_consent(endpoints, tapping(target), yes=yes)
    session = _Session(target)
    source = TapSource(endpoints, target, session.hear)
    put_back_beside(endpoints)
    with on_interrupt(session.end):
        source.start()
        try:
            printed = _print_messages(source, session, limit, duration)
        finally:
            source.stop()
            source.join(PATIENCE_AT_END)
    _say_lost(source)
    sys.exit(_verdict(session, printed, limit, duration))


def _print_messages(
    source: TapSource, session: _Session, limit: int | None, duration: float | None
) -> int:
    printed = 0
    while limit is None or printed < limit:
        source.wait(TICK)
        messages = source.drain()
        _print(messages if limit is None else messages[: limit - printed])
        printed += len(messages)
        if session.over.is_set() or _is_over(session, duration):
            break
    return printed


def _print(messages: list[TappedMessage]) -> None:
    lines = [msgspec.json.encode(message.as_json()) + b"\n" for message in messages]
    if lines:
        click.echo(b"".join(lines), nl=False)


def _is_over(session: _Session, duration: float | None) -> bool:
    began = session.began
    return duration is not None and began is not None and time.monotonic() - began >= duration


def _say_lost(source: TapSource) -> None:
    statistics = source.statistics()
    if statistics.dropped:
        complain(f"{statistics.dropped} messages were dropped: stdout was read too slowly")
    if statistics.overflowed:
        complain("the broker dropped copies because the tap's queue was full; nobody counts them")


def _verdict(session: _Session, printed: int, limit: int | None, duration: float | None) -> int:
    if session.failed:
        return EXIT_TROUBLE
    missed = limit is not None and printed < limit
    return EXIT_NOT_ALL if missed and _is_over(session, duration) else 0
