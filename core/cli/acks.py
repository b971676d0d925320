"""`flowscope acks`: what became of every message, by queue and consumer, and what is unacked now."""

import math
import time
from queue import Empty, Queue
from threading import Event
from typing import Protocol

import click

from core.ack_flow import AckFlow
from core.ack_report import AckReport, Via
from core.cli.amounts import messages, seconds
from core.cli.consent import get_consent, yes_option
from core.cli.interrupts import Interrupted, on_interrupt
from core.cli.listening import listen_option, warn_of_plain
from core.cli.options import EXIT_TROUBLE, broker_options, complain, print_json, say
from core.clock import now
from core.endpoints import Endpoints
from core.facts import Item
from core.message_facts import MessageFacts
from core.proxy.reports import Listening, Reached, State, Trouble
from core.sources.firehose import COSTS, LONGEST_SECONDS, FirehoseSource, FirehoseState, patterns
from core.sources.proxy import ProxySource
from core.writes import tracing

_TICK = 0.1
_MOST = 1_000
"""Batches that may wait to be folded."""
_PATIENCE_AT_END = 15.0
_FIREHOSE_SECONDS = 10.0

_EPILOG = """\
\b
The JSON (schema flowscope/acks/1), one document:
  complete      true when no fact was lost and watching began before the first message
  publishers[]  vhost, service, exchange; counts: publish, confirm, nack_by_broker,
                return_unroutable, unanswered (the channel ended first); unconfirmed: how many
                now; publish_to_confirm
  hops[]        which service was delivered what another published: vhost, from, to (a
                service, or its connection where the service is not known; null: nobody saw who
                published), counts: deliver (in any way), redeliver, ack; at_least: there may be
                more, of unknown origin; ways[]: exchange, queue, deliver
  queues[]      vhost, name, counts, unacked, publish_to_deliver, deliver_to_ack, consumers[],
                unacked_messages[]: the oldest, with holder, delivery_tag, age_s, redeliveries_seen
  consumers[]   service, connection, channel, consumer_tag (null: by get), prefetch (0: no limit),
                counts, unacked, oldest_unacked_s, answers (frames), settled_by_multiple, times
  counts        deliver, deliver_no_ack, get, get_no_ack, redeliver (of the former), ack, nack,
                nack_requeue, reject, reject_requeue, channel_closed and recover (went back);
                of queues also route and dead_letter
  times         count, p50_ms, p90_ms, p99_ms (1 % exact), max_ms; null: none was seen
  null          not observable: the firehose has no acks, the proxy no routing

\b
Examples:
  flowscope acks --via proxy --url amqp://broker.example
  flowscope acks --via proxy --listen 127.0.0.1:0 --duration 60 --format text
  flowscope acks --via firehose --duration 10 --queue payments.q > acks.json
"""


class _Source(Protocol):
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def join(self, timeout: float, /) -> None: ...


class _Watch:
    """The stretch of time in which acks are watched, from start to end."""

    def __init__(self) -> None:
        self.flow = AckFlow()
        self.failed = False
        self.over = Event()
        self.until = math.inf
        """What was seen later does not belong to it any more."""
        self._began: float | None = None
        self._done = Event()
        self._batches: Queue[MessageFacts] = Queue(_MOST)
        self._said: set[str] = set()

    @property
    def seconds(self) -> float:
        """How long it took."""
        return 0.0 if self._began is None else self.until - self._began

    def put(self, item: Item | MessageFacts) -> bool:
        """A batch of the source; waits where there is no room."""
        if isinstance(item, MessageFacts):
            self._batches.put(item)
        return True

    def hear_proxy(self, state: State) -> None:
        """How the proxy is doing."""
        match state:
            case Listening():
                say(f"listening on {state.address}")
                self._began = now()
            case Reached():
                say("the broker is reached again")
            case Trouble():
                complain(state.why, state.mend)
                self._fail(state.is_the_end)

    def hear_firehose(self, state: FirehoseState) -> None:
        """How the firehose is doing."""
        for note in state.notes:
            if note not in self._said:
                self._said.add(note)
                say(note)
        if state.trouble is not None and state.phase in ("lost", "refused"):
            complain(state.trouble.why, state.trouble.mend)
        if state.phase == "listening" and self._began is None:
            say("listening")
            self._began = now()
        self._fail(state.phase == "refused")
        if state.phase in ("refused", "ended"):
            self.has_ended()

    def end(self) -> None:
        """End it early, or what comes before it."""
        if self._began is None:
            raise Interrupted("starting to listen")
        self.over.set()

    def has_ended(self) -> None:
        """The source is done: nothing more will come."""
        self.over.set()
        self._done.set()

    def run(self, source: _Source, duration: float | None) -> None:
        """Until the time is over, or somebody ends it; what was seen until then is folded."""
        source.start()
        try:
            while not (self.over.is_set() or self._has_lasted(duration)):
                self._fold(_TICK)
            self.until = now()
            source.stop()
            deadline = time.monotonic() + _PATIENCE_AT_END
            while not self._done.is_set() and time.monotonic() < deadline:
                self._fold(_TICK)
        finally:
            source.stop()
            source.join(_PATIENCE_AT_END)
        while self._fold(0):
            pass

    def _has_lasted(self, duration: float | None) -> bool:
        return duration is not None and self._began is not None and now() - self._began >= duration

    def _fold(self, patience: float) -> bool:
        """Fold a batch, as far as it is of the time that was asked for; False without any."""
        try:
            batch = self._batches.get(timeout=patience) if patience else self._batches.get_nowait()
        except Empty:
            return False
        self.flow.fold(batch.until(self.until))
        return True

    def _fail(self, failed: bool) -> None:
        if failed:
            self.failed = True
            self.over.set()


@click.command("acks", epilog=_EPILOG)
@broker_options
@click.option(
    "--via",
    type=click.Choice(["firehose", "proxy"]),
    default="proxy",
    show_default=True,
    help="proxy: services connect through Flowscope, which sees every ack. firehose: the broker "
    "copies every publish and delivery, but no ack; it needs an administrator and costs much.",
)
@listen_option
@click.option(
    "--duration",
    type=seconds,
    metavar="SECONDS",
    help="How long to watch. Default: the proxy until Ctrl+C, the firehose 10 seconds.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "text"]),
    default="json",
    show_default=True,
    help="json: schema flowscope/acks/1, see below. text: to read.",
)
@click.option(
    "--list",
    "listed",
    type=messages,
    default=100,
    show_default=True,
    metavar="N",
    help="List so many unacked messages of each queue, the oldest first.",
)
@click.option(
    "--exchange", "exchanges", multiple=True, metavar="NAME", help="Firehose: of these alone."
)
@click.option("--queue", "queues", multiple=True, metavar="NAME", help="Firehose: of these alone.")
@yes_option
def command(
    endpoints: Endpoints,
    via: Via,
    listen: tuple[str, int],
    duration: float | None,
    form: str,
    listed: int,
    exchanges: tuple[str, ...],
    queues: tuple[str, ...],
    yes: bool,
) -> None:
    """Watch for a while, then print what became of every message and which are unacked now.

    Via the proxy, point services at --listen instead of at the broker (--url): once `listening`
    appears on stderr they may connect, and every publish, confirm, return, delivery, ack, nack and
    reject is counted, exactly. When the time is over the proxy ends, and their connections with it;
    the result is what was true before.

    Via the firehose nothing has to be pointed anywhere, but it shows no acks: they are null. It
    switches tracing on in the vhost and back afterwards; what that costs is said before.

    Exit status: 0, also after Ctrl+C once it listens; 2 on wrong usage, or when it could not
    listen.
    """
    if via == "proxy" and (exchanges or queues):
        raise click.UsageError("--exchange and --queue belong to --via firehose")
    watch = _Watch()
    source: _Source
    if via == "proxy":
        host, port = listen
        warn_of_plain(host)
        source = ProxySource(
            endpoints, watch.put, watch.hear_proxy, watch.has_ended, host=host, port=port
        )
    else:
        get_consent(endpoints, tracing(endpoints, COSTS), yes=yes)
        say(f"switching on the firehose: {COSTS}")
        duration = min(duration or _FIREHOSE_SECONDS, LONGEST_SECONDS)
        source = FirehoseSource(
            endpoints,
            watch.put,
            patterns=patterns(exchanges, queues),
            seconds=duration,
            tell=watch.hear_firehose,
        )
    with on_interrupt(watch.end):
        watch.run(source, duration)
    if watch.failed:
        click.get_current_context().exit(EXIT_TROUBLE)
    _print(AckReport(watch.flow, via, watch.seconds, watch.until, listed), form)


def _print(report: AckReport, form: str) -> None:
    if form == "json":
        print_json(report.as_json(), indent=2)
    else:
        click.echo(report.as_text())
