"""Properties and headers as users type them: `priority=5`, `tenant=acme`, `attempt:int=3`."""

import base64
import binascii
import math
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import msgspec

from core.amqp.fields import Field, FieldError, encode_short_string, encode_table, field_of
from core.amqp.properties import NAMES
from core.amqp.typed_json import field_from_json
from core.wording import tr

LARGEST_TIMESTAMP = 2**64 - 1


class InputError(ValueError):
    """What was typed cannot be sent; the text says why and what can."""


def properties_of(assignments: Iterable[str]) -> dict[str, Any]:
    """The properties in texts like `priority=5`. Raises InputError."""
    pairs = [_split(one, "property") for one in assignments]
    return {name: property_value(name, text) for name, text in pairs}


def property_value(name: str, text: str) -> Any:
    """The value of a property as AMQP wants it. Raises InputError."""
    if name not in NAMES:
        raise InputError(
            tr(
                "there is no property {name!r}; there are {names}",
                name=name,
                names=", ".join(NAMES),
            )
        )
    return _PROPERTIES.get(name, _short_string)(name, text)


def headers_of(assignments: Iterable[str]) -> dict[str, Field]:
    """The headers in texts like `tenant=acme` or `attempt:int=3`. Raises InputError."""
    headers = {}
    for one in assignments:
        key, text = _split(one, "header")
        name, colon, kind = key.rpartition(":")
        typed = bool(colon) and kind in HEADER_KINDS
        name, kind = (name, kind) if typed else (key, "str")
        try:
            headers[name] = header_value(kind, text)
        except InputError as error:
            raise InputError(f"header {name}: {error}") from error
    try:
        encode_table(headers)
    except FieldError as error:
        raise InputError(str(error)) from error
    return headers


def header_value(kind: str, text: str) -> Field:
    """A header's value of one of HEADER_KINDS. Raises InputError."""
    try:
        field = HEADER_KINDS[kind](text)
        encode_table({"": field})
    except RecursionError as error:
        raise InputError(
            tr("it is not a value of type {kind}: it is nested too deeply", kind=kind)
        ) from error
    except ValueError as error:
        raise InputError(
            tr("{text!r} is not a value of type {kind}: {error}", text=text, kind=kind, error=error)
        ) from error
    return field


def _split(assignment: str, what: str) -> tuple[str, str]:
    name, equals, text = assignment.partition("=")
    if not equals or not name:
        raise InputError(f"a {what} is given as name=value, not as {assignment!r}")
    return name, text


def _short_string(name: str, text: str) -> str:
    try:
        encode_short_string(text, name)
    except FieldError as error:
        raise InputError(str(error)) from error
    return text


def _delivery_mode(name: str, text: str) -> int:
    modes = {"1": 1, "2": 2, "transient": 1, "persistent": 2}
    if text not in modes:
        raise InputError(
            tr("{name} is 1 (transient) or 2 (persistent), not {text!r}", name=name, text=text)
        )
    return modes[text]


def _priority(name: str, text: str) -> int:
    return _between(name, text, 255)


def _timestamp(name: str, text: str) -> int:
    return int(time.time()) if text == "now" else _between(name, text, LARGEST_TIMESTAMP)


def _expiration(name: str, text: str) -> str:
    return str(_between(tr("{name} (milliseconds)", name=name), text, 2**32 - 1))


def _between(name: str, text: str, largest: int) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) <= largest):
        raise InputError(
            tr(
                "{name} is a whole number from 0 to {largest}, not {text!r}",
                name=name,
                largest=largest,
                text=text,
            )
        )
    return int(text)


_PROPERTIES: dict[str, Callable[[str, str], Any]] = {
    "delivery_mode": _delivery_mode,
    "priority": _priority,
    "timestamp": _timestamp,
    "expiration": _expiration,
}


def _boolean(text: str) -> Field:
    if text.lower() not in ("true", "false"):
        raise ValueError(tr("it is true or false"))
    return Field("t", text.lower() == "true")


def _whole(text: str) -> Field:
    try:
        return field_of(int(text))
    except FieldError as error:
        raise ValueError(tr("it does not fit into 64 bits")) from error
    except ValueError as error:
        raise ValueError(tr("it is not a whole number")) from error


def _finite(text: str) -> Field:
    try:
        number = float(text)
    except ValueError as error:
        raise ValueError(tr("it is not a number")) from error
    if not math.isfinite(number):
        raise ValueError(tr("RabbitMQ ends the connection over such a number"))
    return Field("d", number)


def _json(text: str) -> Field:
    try:
        value = msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        said = str(error).removeprefix("JSON is malformed: ")
        why = f"{said[:1].lower()}{said[1:]}"
        raise ValueError(tr("it is not JSON ({why})", why=why)) from error
    return field_from_json(value)


def _table(text: str) -> Field:
    field = _json(text)
    if field.tag != "F":
        raise ValueError(tr('it is not a JSON object, such as {"key": 1}'))
    return field


def _array(text: str) -> Field:
    field = _json(text)
    if field.tag != "A":
        raise ValueError(tr('it is not a JSON array, such as [1, "two"]'))
    return field


def _moment(text: str) -> Field:
    if "-" in text.strip("-"):
        return Field("T", _seconds(text))
    if text != "now" and not text.isdecimal():
        raise ValueError(tr("it is not a whole number of seconds since 1970, nor the word now"))
    return Field("T", _timestamp(tr("a timestamp"), text))


def _seconds(text: str) -> int:
    """Of a date such as `2026-05-01T12:00:00Z`; without a zone nobody could say which moment it is."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(tr("it is not a date such as 2026-05-01T12:00:00Z")) from error
    if moment.tzinfo is None:
        raise ValueError(tr("it lacks the zone, such as the Z of 2026-05-01T12:00:00Z"))
    return int(moment.timestamp())


def _nothing(text: str) -> Field:
    if text:
        raise ValueError(tr("nothing follows the = sign"))
    return Field("V", None)


def _binary(text: str) -> Field:
    try:
        return Field("x", base64.b64decode(text, validate=True))
    except binascii.Error as error:
        raise ValueError(tr("it is not base64")) from error


HEADER_KINDS: dict[str, Callable[[str], Field]] = {
    "str": lambda text: Field("S", text),
    "int": _whole,
    "float": _finite,
    "bool": _boolean,
    "table": _table,
    "array": _array,
    "json": _json,
    "timestamp": _moment,
    "base64": _binary,
    "null": _nothing,
}
"""What may stand behind the colon of a typed header, with the type it gets on the wire."""
