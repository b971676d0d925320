"""Headers as JSON that keeps the types which JSON does not have, and back again.

Strings, whole numbers, floats, booleans, null, tables and arrays stay plain. Everything else is an
object with one key that begins with $: {"$timestamp": 1700000000}.
"""

import base64
import binascii
import math
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from core.amqp.fields import Field, field_of, shown
from core.wording import tr

_MARK = "$"
_LARGEST_TIMESTAMP = 2**64 - 1


def typed_json(value: Any) -> Any:
    """A field, or a plain value, as JSON with its type."""
    field = field_of(value)
    match field.tag:
        case "T":
            return {"$timestamp": field.value}
        case "D":
            return {"$decimal": str(field.value)}
        case "x":
            return {"$base64": _encoded(field.value)}
        case "S":
            return _text(field.value)
        case "f" | "d" if not math.isfinite(field.value):
            return {"$float": _words(field.value)}
        case "A":
            return [typed_json(one) for one in field.value]
        case "F":
            table = typed_table(field.value)
            return {"$table": table} if any(key.startswith(_MARK) for key in table) else table
    return field.value


def typed_table(table: Mapping[str, Any]) -> dict[str, Any]:
    """A table, such as all headers of a message, as a JSON object."""
    return {shown(key): typed_json(value) for key, value in table.items()}


def field_from_json(value: Any) -> Field:
    """The field that such JSON says. Raises ValueError."""
    match value:
        case list():
            return Field("A", [field_from_json(one) for one in value])
        case dict() if len(value) == 1 and (read := _READ.get(next(iter(value)))) is not None:
            return read(next(iter(value.values())))
        case dict():
            return _table(value)
    return field_of(value)


def _text(value: str | bytes) -> Any:
    return shown(value) if isinstance(value, str) else {"$base64_string": _encoded(value)}


def _encoded(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _words(number: float) -> str:
    return "NaN" if math.isnan(number) else f"{'-' if number < 0 else ''}Infinity"


def _table(value: Any) -> Field:
    match value:
        case dict():
            return Field("F", {key: field_from_json(one) for key, one in value.items()})
    raise ValueError(tr("$table is an object"))


def _timestamp(value: Any) -> Field:
    if type(value) is not int or not 0 <= value <= _LARGEST_TIMESTAMP:
        raise ValueError(tr("$timestamp is a whole number of seconds since 1970"))
    return Field("T", value)


def _decimal(value: Any) -> Field:
    try:
        return Field("D", Decimal(value if isinstance(value, str) else "no text"))
    except InvalidOperation as error:
        raise ValueError(tr('$decimal is a number in quotes, such as "1.50"')) from error


def _bytes(value: Any) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (TypeError, binascii.Error) as error:
        raise ValueError(tr("$base64 is base64 in quotes")) from error


def _no_number(_: Any) -> Field:
    raise ValueError(tr("RabbitMQ ends the connection over NaN and infinite numbers"))


_READ: Mapping[str, Callable[[Any], Field]] = {
    "$timestamp": _timestamp,
    "$decimal": _decimal,
    "$base64": lambda value: Field("x", _bytes(value)),
    "$base64_string": lambda value: Field("S", _bytes(value)),
    "$float": _no_number,
    "$table": _table,
}
