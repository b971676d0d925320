"""`flowscope publish`: send a test event and print what became of it."""

import queue
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, BinaryIO

import click
import msgspec

from core.cli.amounts import messages, per_second
from core.cli.interrupts import on_interrupt
from core.cli.options import EXIT_NOT_ALL, EXIT_TROUBLE, broker_options, complain
from core.endpoints import Endpoints
from core.publishing import Outcome, Publish
from core.sources.publish_run import Run
from core.sources.publisher import Publisher
from core.typed_input import InputError, headers_of, properties_of

Batches = queue.Queue[Sequence[Outcome]]

WAITING_BATCHES = 100
"""Batches of outcomes that may wait for a slow reader of stdout before publishing waits too."""
TICK = 0.05


@click.command(name="publish")
@broker_options
@click.option("--exchange", default="", help="Default: the default exchange.")
@click.option("--routing-key", default="", help="At most 255 bytes.")
@click.option("--body", help="The body as text. Default: empty.")
@click.option(
    "--body-file", type=click.File("rb"), metavar="F", help="Read the body from a file; - is stdin."
)
@click.option("--content-type", help="Short for --property content_type=…")
@click.option(
    "--property", "properties", multiple=True, metavar="NAME=VALUE", help="Repeatable; see above."
)
@click.option("--header", "headers", multiple=True, metavar="KEY=VALUE", help="Repeatable.")
@click.option("--count", type=messages, metavar="N", default=1, show_default=True)
@click.option(
    "--rate",
    type=per_second,
    metavar="N",
    help="Messages a second. Default: as fast as the broker confirms.",
)
@click.option("--mandatory", is_flag=True, help="Have it returned when no queue takes it.")
def command(
    endpoints: Endpoints, count: int, rate: float | None, mandatory: bool, **typed: Any
) -> None:
    """Publish a message and print one line of JSON for each: what became of it.

    The outcome is confirmed, returned (mandatory, and no queue took it), nacked (a queue refused
    it) or failed, then with the reason in reply_text. latency_ms is the time until the broker's
    confirm.

    Properties: content_type, content_encoding, delivery_mode (1 transient, 2 persistent), priority,
    correlation_id, reply_to, expiration (milliseconds), message_id, timestamp (Unix seconds or
    now), type, user_id, app_id, cluster_id.

    A header KEY=VALUE is always a string. Other types are named behind the key:
    k:int=5  k:float=1.5  k:bool=true  k:timestamp=1700000000  k:null=  k:base64=AAEC
    k:json={"a":[1,2]}  and k:str=… for a key that itself ends like a type.

    Exit status: 0 when every message was confirmed and none returned, 1 otherwise, 2 on wrong
    usage or when there is no connection to publish on.
    """
    publish = _message(mandatory=mandatory, **typed)
    batches = Batches(WAITING_BATCHES)
    publisher = Publisher(endpoints, batches.put)
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
