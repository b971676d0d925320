"""Messages of the firehose as facts: who published what to which queues, who received it.

A traced message has the body of the original and everything else in its headers. It has no time,
so the moment of its arrival has to do; and there is none for an ack, a confirm or a dead-lettering.
`basic.get` looks like a delivery.
"""

import json
from collections.abc import Mapping
from typing import Any

from core.amqp.fields import Field, shown
from core.amqp.properties import Properties
from core.cause_names import NO_NAMES, cause_names
from core.content import content_of
from core.direct_replies import REPLY_PREFIX
from core.fact_log import FactLog
from core.message_facts import NO_FLAG, Flag, Kind, Party

PUBLISH = "publish."
DELIVER = "deliver."
_MOST_HEADERS = 1_000
_Values = Mapping[str, Field]
_Carried = dict[str, Any]
"""Size and content of the message."""


def note(log: FactLog, routing_key: str, properties: Properties, body: bytes, at: float) -> bool:
    """Add the facts that a traced message tells; False when it tells none."""
    headers = properties.headers or {}
    if routing_key.startswith(PUBLISH) and "routed_queues" in headers:
        _note_publish(log, headers, _carried(properties, body), at)
    elif routing_key.startswith(DELIVER) and "exchange_name" in headers:
        queue = shown(routing_key.removeprefix(DELIVER))
        _note_delivery(log, queue, headers, _carried(properties, body), at)
    else:
        return False
    return True


def _carried(properties: Properties, body: bytes) -> _Carried:
    return {"size": len(body), "content": content_of(properties.raw, body, is_copy=True)}


def _note_publish(log: FactLog, headers: _Values, carried: _Carried, at: float) -> None:
    party, channel, known = _party(headers), _number(headers, "channel"), _known(headers) | carried
    queues = _texts(headers, "routed_queues")
    is_told = bool(queues) or not known["routing_key"].startswith(REPLY_PREFIX)
    flags = Flag.ACKS_UNSEEN if is_told else NO_FLAG
    text = "" if queues else _headers(headers)
    log.add(
        *(Kind.PUBLISHED, at, party, channel),
        flags=flags,
        amount=len(queues),
        text=text,
        **known,
    )
    for queue in queues:
        log.add(Kind.ROUTED, at, party, channel, queue=queue, **known)


def _note_delivery(
    log: FactLog, queue: str, headers: _Values, carried: _Carried, at: float
) -> None:
    flags = Flag.ACKS_UNSEEN
    if _number(headers, "redelivered"):
        flags |= Flag.REDELIVERED
    party, channel = _party(headers), _number(headers, "channel")
    known = _known(headers) | carried
    log.add(Kind.DELIVERED, at, party, channel, flags=flags, queue=queue, **known)


def _party(headers: _Values) -> Party:
    return Party(
        _text(headers, "connection"),
        user=_text(headers, "user"),
        vhost=_text(headers, "vhost"),
    )


def _known(headers: _Values) -> dict[str, Any]:
    """What the original message says of itself."""
    properties = _table(headers.get("properties"))
    own = _table(properties.get("headers"))
    names = cause_names(own) if own else NO_NAMES
    return {
        "exchange": _text(headers, "exchange_name"),
        "routing_key": next(iter(_texts(headers, "routing_keys")), ""),
        "message_id": _text(properties, "message_id"),
        "correlation_id": _text(properties, "correlation_id"),
        "reply_to": _text(properties, "reply_to"),
        "cause": names.cause,
        "cause_header": names.header,
        "trace_id": names.trace_id,
        **_death(own),
    }


def _headers(headers: _Values) -> str:
    """The headers of the original, where JSON can say them and bindings can ask for them."""
    found = _table(_table(headers.get("properties")).get("headers"))
    are_plain = all(
        isinstance(one.value, str | int | float) and one.tag != "T" for one in found.values()
    )
    told = json.dumps({name: one.value for name, one in found.items()}) if are_plain else ""
    return told if len(told) <= _MOST_HEADERS else ""


def _death(headers: _Values) -> dict[str, Any]:
    """The newest entry of `x-death`, where there is one."""
    entry = _table(next(iter(_array(headers, "x-death")), None))
    if not entry:
        return {}
    return {
        "death_queue": _text(entry, "queue"),
        "death_reason": _text(entry, "reason"),
        "deaths": _number(entry, "count"),
    }


def _table(field: Field | None) -> _Values:
    return field.value if field is not None and isinstance(field.value, dict) else {}


def _array(headers: _Values, name: str) -> list[Field]:
    field = headers.get(name)
    return field.value if field is not None and isinstance(field.value, list) else []


def _texts(headers: _Values, name: str) -> list[str]:
    values = (one.value for one in _array(headers, name))
    return [shown(value) for value in values if isinstance(value, (str, bytes))]


def _text(headers: _Values, name: str) -> str:
    field = headers.get(name)
    value = field.value if field is not None else ""
    return shown(value) if isinstance(value, (str, bytes)) else ""


def _number(headers: _Values, name: str) -> int:
    """A count; 0 when it is missing or is none, for any publisher may write into `x-death`."""
    field = headers.get(name)
    value = field.value if field is not None else 0
    return value if isinstance(value, int) and 0 <= value < 2**16 else 0
