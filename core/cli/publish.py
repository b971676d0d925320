"""`flowscope publish`: send a test event and print what became of it."""

import queue
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, BinaryIO

import click
import msgspec

from core.cli.amounts import messages, per_second
from core.cli.consent import get_consent, yes_option
from core.cli.interrupts import on_interrupt
from core.cli.look_ahead import look_ahead
from core.cli.options import EXIT_NOT_ALL, EXIT_TROUBLE, broker_options, complain
from core.cli.putting_back import put_back_beside
from core.endpoints import Endpoints
from core.publishing import Outcome, Publish
from core.sources.publish_run import Run
from core.sources.publisher import Publisher
from core.typed_input import InputError, headers_of, properties_of
from core.writes import publishing

Batches = queue.Queue[Sequence[Outcome]]

WAITING_BATCHES = 100
"""Batches of outcomes that may wait for a slow reader of stdout before publishing waits too."""
TICK = 0.05


_EPILOG = """\
\b
Types of header values:
  --header tenant=acme                      a string, whatever it looks like
  --header attempt:int=3                    also :float=1.5  :bool=true  :null=
  --header at:timestamp=1700000000          seconds since 1970, a date with its zone, or now
  --header raw:base64=AAEC                  bytes
  --header 'tags:json=["a", 1]'             arrays and tables; in them also
                                            {"$timestamp": 1700000000}, {"$base64": "AAEC"}
                                            and {"$decimal": "1.50"}, as tap prints them
  --header a:int:str=5                      a key that itself ends like a type

\b
Examples:
  flowscope publish --exchange amq.topic --routing-key order.new --body '{"id": 1}'
  flowscope publish --routing-key payments.q --body hello --mandatory
  echo hello | flowscope publish --exchange amq.fanout --body-file - --header attempt:int=3
  flowscope publish --exchange amq.topic --routing-key load --count 1000 --rate 50
"""


@click.command("publish", epilog=_EPILOG)
@broker_options
@click.option(
    "--exchange",
    metavar="NAME",
    default="",
    help="Default: the default exchange, where the routing key is a queue's name.",
)
@click.option("--routing-key", metavar="KEY", default="", help="At most 255 bytes. Default: empty.")
@click.option("--body", metavar="TEXT", help="The body as text. Default: empty.")
@click.option(
    "--body-file",
    type=click.File("rb"),
    metavar="FILE",
    help="Read the body from a file; - is stdin.",
)
@click.option("--content-type", metavar="TYPE", help="Short for --property content_type=…")
@click.option(
    "--property", "properties", multiple=True, metavar="NAME=VALUE", help="Repeatable; see above."
)
@click.option(
    "--header", "headers", multiple=True, metavar="KEY=VALUE", help="Repeatable; types are below."
)
@click.option(
    "--count",
    type=messages,
    metavar="N",
    default=1,
    show_default=True,
    help="How often the message is sent.",
)
@click.option(
    "--rate",
    type=per_second,
    metavar="N",
    help="Messages a second. Default: as fast as the broker confirms.",
)
@click.option("--mandatory", is_flag=True, help="Have it returned when no queue takes it.")
@click.option(
    "--fill-in",
    "fills_in",
    is_flag=True,
    help="In body and routing key put in, for each message: {{n}} its number, {{uuid}} a random "
    "UUID, {{now}} the moment.",
)
@click.option(
    "--preview",
    is_flag=True,
    help="Send nothing: print which queues and services would get it and why, or why nobody "
    "would. Needs the management API.",
)
@yes_option
def command(
    endpoints: Endpoints, count: int, rate: float | None, preview: bool, yes: bool, **typed: Any
) -> None:
    """Publish a message and print one line of JSON for each: what became of it.

    The outcome is confirmed, returned (mandatory, and no queue took it), nacked (a queue refused
    it) or failed, then with the reason in reply_text. latency_ms is the time until the broker's
    confirm.

    Properties: content_type, content_encoding, delivery_mode (1 transient, 2 persistent), priority,
    correlation_id, reply_to, expiration (milliseconds), message_id, timestamp (Unix seconds or
    now), type, user_id, app_id, cluster_id.

    Exit status: 0 when every message was confirmed and none returned, 1 otherwise, 2 on wrong
    usage or when there is no connection to publish on. With --preview: 0 when a queue would get
    it for certain, 1 otherwise, 2 when that cannot be known.
    """
    publish = _message(**typed)
    if preview:
        sys.exit(look_ahead(endpoints, publish))
    get_consent(endpoints, publishing(publish, count), yes=yes)
    batches = Batches(WAITING_BATCHES)
    publisher = Publisher(endpoints, batches.put)
    put_back_beside(endpoints)
    run = publisher.run(publish, count, rate)
    with on_interrupt(lambda: publisher.cancel(run)):
        try:
            good = _print_outcomes(run, batches)
        finally:
            publisher.stop()
            publisher.join(3.0)
    sys.exit(_verdict(run, good))


def _message(
    *,
    exchange: str,
    routing_key: str,
    body: str | None,
    body_file: BinaryIO | None,
    content_type: str | None,
    properties: Sequence[str],
    headers: Sequence[str],
    mandatory: bool,
    fills_in: bool,
) -> Publish:
    if body is not None and body_file is not None:
        raise click.UsageError("give either --body or --body-file, not both")
    kinds = [f"content_type={content_type}"] if content_type is not None else []
    try:
        publish = Publish(
            exchange=exchange,
            routing_key=routing_key,
            body=body_file.read() if body_file is not None else (body or "").encode(),
            properties=properties_of([*properties, *kinds]),
            headers=headers_of(headers),
            mandatory=mandatory,
            fills_in=fills_in,
        )
    except InputError as error:
        raise click.UsageError(str(error)) from error
    if refusal := publish.unsendable():
        raise click.UsageError(f"such a message cannot be sent: {refusal}")
    return publish


def _print_outcomes(run: Run, batches: Batches) -> int:
    """Print what is reported until the run is over; how many messages went well."""
    good = 0
    for batch in _reported(run, batches):
        if run.trouble is not None and not run.connected:
            continue
        lines = [msgspec.json.encode(outcome.as_json()) + b"\n" for outcome in batch]
        click.echo(b"".join(lines), nl=False)
        good += sum(outcome.outcome == "confirmed" for outcome in batch)
    return good


def _reported(run: Run, batches: Batches) -> Iterator[Sequence[Outcome]]:
    while not (run.done and batches.empty()):
        with suppress(queue.Empty):
            yield batches.get(timeout=TICK)


def _verdict(run: Run, good: int) -> int:
    if run.trouble is not None:
        complain(run.trouble.why, run.trouble.mend_of_one_try)
        if not run.connected:
            return EXIT_TROUBLE
    if run.cancelled.is_set():
        complain(f"interrupted: {run.sent} of {run.count} messages were sent")
        if not run.connected:
            return EXIT_TROUBLE
    return 0 if good == run.count else EXIT_NOT_ALL
