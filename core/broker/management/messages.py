"""Publishing one message and getting some through the management API."""

import base64
import binascii
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from core.amqp.fields import FieldError, as_json, encode_short_string
from core.amqp.properties import NAMES, SHORT_STRINGS, Properties
from core.broker.management.asking import (
    DEFAULT_EXCHANGE,
    ApiError,
    Question,
    bad_request,
    has_null,
    not_authorised,
)
from core.broker.management.rows import Json
from core.broker.management.visitor import VisitingChannel, visiting_channel
from core.broker.message import Entry, Message
from core.broker.queue import Queue
from core.broker.refusal import Refusal
from core.broker.requests import Requests
from core.broker.vhost import Routed

_ACK_MODES = (
    "ack_requeue_true",
    "ack_requeue_false",
    "reject_requeue_true",
    "reject_requeue_false",
)
_WHOLE = 10**9


def publish(ask: Question) -> Json:
    """`POST /api/exchanges/{vhost}/{name}/publish`."""
    told = ask.given("routing_key", "properties", "payload", "payload_encoding")
    name = ask.path["exchange"]
    name = "" if name == DEFAULT_EXCHANGE else name
    if name not in ask.vhost.exchanges:
        raise ApiError(404, "not_found", "exchange_not_found")
    body = _body(str(told["payload"]), told["payload_encoding"])
    message = Message(name, _key(told["routing_key"]), _header(told["properties"]), body)
    with _channel(ask) as channel:
        channel.confirm = True
        try:
            requests = Requests(ask.vhost, channel)
            routed = requests.give(requests.accept(message, mandatory=True))
        except Refusal as refusal:
            raise bad_request(f"{refusal.code} {refusal.text}") from refusal
    return {"routed": routed is not Routed.NOWHERE}


def get(ask: Question) -> list[Json]:
    """`POST /api/queues/{vhost}/{name}/get`."""
    told = ask.given("ackmode", "count", "encoding")
    mode, count, encoding = told["ackmode"], told["count"], told["encoding"]
    if mode not in _ACK_MODES:
        raise bad_request(["unsupported_ackmode", mode])
    if not isinstance(count, int) or isinstance(count, bool):
        raise bad_request(["not_integer", count])
    if encoding not in ("auto", "base64"):
        raise bad_request(["unsupported_encoding", encoding])
    truncate = told.get("truncate", _WHOLE)
    if not isinstance(truncate, int):
        raise bad_request(["not_integer", truncate])
    if ask.path["queue"] not in ask.vhost.queues:
        raise ApiError(404, "not_found", "queue_not_found")
    with _channel(ask) as channel:
        found = _taken(ask, channel, count, is_acked=mode == "ack_requeue_false")
        rows = [_row(entry, left, encoding, truncate) for _, entry, left in found]
        _give_back(found, mode)
    return rows


def _taken(
    ask: Question, channel: VisitingChannel, count: int, *, is_acked: bool
) -> list[tuple[Queue, Entry, int]]:
    requests = Requests(ask.vhost, channel)
    found: list[tuple[Queue, Entry, int]] = []
    try:
        while len(found) < count:
            taken = requests.get(ask.path["queue"], no_ack=is_acked)
            if taken is None:
                break
            found.append((*taken, taken[0].message_count))
    except Refusal as refusal:
        if refusal.code == 403:
            raise not_authorised(refusal.text) from refusal
        raise bad_request(f"{refusal.code} {refusal.text}") from refusal
    return found


def _give_back(found: list[tuple[Queue, Entry, int]], mode: str) -> None:
    if mode.endswith("_requeue_true"):
        for queue in {queue for queue, _, _ in found}:
            queue.put_back([entry for _, entry, _ in found])
            queue.pump()
    elif mode == "reject_requeue_false":
        for queue, entry, _ in found:
            queue.reject([entry])


def _row(entry: Entry, left: int, encoding: str, truncate: int) -> Json:
    message = entry.message
    payload, shown_as = _shown(message.body[:truncate], encoding)
    properties: Json = message.properties.as_json()
    if message.headers:
        properties["headers"] = as_json(message.headers)
    return {
        "payload_bytes": len(message.body),
        "redelivered": entry.redelivered,
        "exchange": message.exchange,
        "routing_key": as_json(message.routing_key),
        "message_count": left,
        "properties": properties or [],
        "payload": payload,
        "payload_encoding": shown_as,
    }


def _shown(payload: bytes, encoding: str) -> tuple[str, str]:
    if encoding == "auto":
        try:
            return payload.decode("utf-8"), "string"
        except UnicodeDecodeError:
            pass
    return base64.b64encode(payload).decode("ascii"), "base64"


def _body(payload: str, encoding: object) -> bytes:
    if encoding == "string":
        return payload.encode("utf-8", "backslashreplace")
    if encoding != "base64":
        raise bad_request(["unsupported_encoding", encoding])
    try:
        return base64.b64decode(payload, validate=True)
    except (binascii.Error, ValueError):
        raise bad_request(["not_base64", payload]) from None


def _key(routing_key: object) -> str:
    try:
        encode_short_string(str(routing_key), "the routing key")
    except FieldError as error:
        raise bad_request(str(error)) from error
    return str(routing_key)


def _header(told: object) -> bytes:
    """Properties from JSON as bytes; what is no property is passed over, as RabbitMQ does."""
    given: Mapping[str, Any] = told if isinstance(told, dict) else {}
    if has_null(given):
        raise bad_request("null_not_allowed")
    values = {name: given[name] for name in NAMES if name in given}
    for name in SHORT_STRINGS:
        if name in values:
            values[name] = str(values[name])
    headers = given.get("headers")
    if headers:
        values["headers"] = headers
    try:
        return b"".join(Properties(values).encode())
    except (FieldError, TypeError, AttributeError) as error:
        raise bad_request(f"properties: {error}") from error


@contextmanager
def _channel(ask: Question) -> Iterator[VisitingChannel]:
    """A channel for one request, counted and told of like any other."""
    channel = visiting_channel(ask)
    ask.broker.opened_channel(channel)
    try:
        yield channel
    finally:
        ask.broker.closed_channel(channel)
