"""`flowscope proxy`: services connect through it, and every frame is seen."""

import time
from queue import Empty, Queue
from threading import Event

import click
import msgspec

from core.amqp.fields import as_json
from core.cli.amounts import seconds
from core.cli.interrupts import on_interrupt
from core.cli.listening import listen_option, warn_of_plain
from core.cli.options import EXIT_NOT_ALL, EXIT_TROUBLE, CannotConnect, complain, say
from core.cli.profile_choice import profile_named
from core.endpoints import Endpoints, UrlError, endpoints
from core.message_facts import MessageFacts
from core.profile import ProfileError
from core.proxy.reports import Listening, Reached, State, Trouble
from core.sources.proxy import ProxySource

_TICK = 0.1
_PATIENCE_AT_END = 10.0
_MOST = 200
"""Batches that may wait to be printed."""

_EPILOG = """\
\b
Examples:
  flowscope proxy --upstream amqp://broker.example:5672
  flowscope proxy --listen 127.0.0.1:0 --upstream amqps://broker.example --duration 60
  flowscope proxy --facts > facts.jsonl
"""


@click.command("proxy", epilog=_EPILOG)
@listen_option
@click.option(
    "--upstream",
    metavar="URL",
    help="AMQP URL of the broker; host and port are used alone. With amqps:// the way to the "
    "broker is TLS. Default: AMQP_URL, then RABBITMQ_URL from the environment, else localhost.",
)
@click.option(
    "--profile", metavar="NAME", help="The broker of this profile, instead of --upstream."
)
@click.option("--facts", is_flag=True, help="Print one line of JSON for each fact.")
@click.option("--duration", type=seconds, metavar="SECONDS", help="End after so many seconds.")
@click.pass_context
def command(
    context: click.Context,
    listen: tuple[str, int],
    upstream: str | None,
    profile: str | None,
    facts: bool,
    duration: float | None,
) -> None:
    """Pass services on to their broker and see what becomes of every message.

    A broker tells nobody about single acks; this sees every publish, confirm, return, delivery, ack,
    nack and reject. Point a service at it instead of at the broker: user, password and vhost stay
    those of the service. The bytes are passed on as they are, in order and at once; what is looked
    at is a copy. When there is more than can be looked at, what was not seen is counted and said,
    and nothing waits. No password, body or header is ever kept or printed.

    Services connect without TLS, so listen on other addresses than this machine's own only in a
    network that you trust. `listening` appears on stderr once they may connect.

    Exit status: 0, also after Ctrl+C; 1 when not all facts were seen; 2 on wrong usage, or when the
    proxy could not listen or was killed.
    """
    host, port = listen
    broker = _broker(upstream, profile)
    warn_of_plain(host)
    context.exit(_Serving(broker, host, port, prints=facts).run(duration))


class _Serving:
    """The proxy from its start to its end."""

    def __init__(self, broker: Endpoints, host: str, port: int, *, prints: bool) -> None:
        self._news: Queue[MessageFacts | State | None] = Queue(_MOST)
        self._prints = prints
        self._lost = 0
        self._began: float | None = None
        self._failed = False
        self._over = Event()
        put = self._news.put  # waits when much is to be printed: the proxy sees to what is too much
        self._source = ProxySource(broker, put, put, lambda: put(None), host=host, port=port)

    def run(self, duration: float | None) -> int:
        """The exit status."""
        with on_interrupt(self._over.set):
            self._source.start()
            try:
                self._hear_all(duration)
            finally:
                self._source.stop()
                self._source.join(_PATIENCE_AT_END)
        if self._lost:
            complain(
                f"at least {self._lost} facts were not seen: there were too many at once",
                "read the output faster, or let fewer services connect through the proxy",
            )
        return EXIT_TROUBLE if self._failed else EXIT_NOT_ALL if self._lost else 0

    def _hear_all(self, duration: float | None) -> None:
        while True:
            if self._over.is_set() or self._has_lasted(duration):
                self._source.stop()
            try:
                news = self._news.get(timeout=_TICK)
            except Empty:
                continue
            if news is None:
                return
            if isinstance(news, MessageFacts):
                self._print(news)
            else:
                self._say(news)

    def _has_lasted(self, duration: float | None) -> bool:
        return (
            duration is not None
            and self._began is not None
            and time.monotonic() - self._began >= duration
        )

    def _say(self, state: State) -> None:
        match state:
            case Listening():
                self._began = time.monotonic()
                say(f"listening on {state.address}")
            case Reached():
                say("the broker is reached again")
            case Trouble():
                self._failed |= state.is_the_end
                complain(state.why, state.mend)

    def _print(self, batch: MessageFacts) -> None:
        self._lost += batch.lost
        if self._prints:
            lines = [msgspec.json.encode(as_json(fact.as_json())) + b"\n" for fact in batch]
            click.echo(b"".join(lines), nl=False)


def _broker(url: str | None, profile: str | None) -> Endpoints:
    if url is not None and not url.strip():
        raise click.UsageError("--upstream is empty: give a URL or leave --upstream out")
    if url and profile:
        raise click.UsageError("give either --profile or --upstream, not both")
    try:
        return profile_named(profile).endpoints() if profile else endpoints(url)
    except UrlError as error:
        raise click.UsageError(f"--upstream: {error}") from None
    except ProfileError as error:
        raise CannotConnect(error.why, error.mend) from None
