"""AMQP field tables: headers and arguments, decoded so that no message can do harm.

Any publisher may send timestamps in milliseconds, text that is not UTF-8, NaN or tables nested
without end; pika gives up the whole connection on some of these. Here every value keeps its type on
the wire, wrong bytes raise FieldError and nothing else, and `as_json` is always valid JSON.

Keys and short strings that are not UTF-8 carry their bytes as surrogates, so that they can be
encoded again; `shown` makes them printable.
"""

import base64
import math
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from core.wording import tr

DEEPEST = 64
"""Tables and arrays inside each other; RabbitMQ itself has no limit."""

LONGEST_SHORT_STRING = 255

_LENGTH = struct.Struct(">I")
_NUMBERS = {
    "b": struct.Struct(">b"),
    "B": struct.Struct(">B"),
    "s": struct.Struct(">h"),
    "U": struct.Struct(">h"),
    "u": struct.Struct(">H"),
    "I": struct.Struct(">i"),
    "i": struct.Struct(">I"),
    "l": struct.Struct(">q"),
    "L": struct.Struct(">q"),
    "f": struct.Struct(">f"),
    "d": struct.Struct(">d"),
    "T": struct.Struct(">Q"),
}
_DECIMAL = struct.Struct(">Bi")


class FieldError(ValueError):
    """Bytes that are no field table, or a value that no table can hold."""


@dataclass(frozen=True, slots=True)
class Field:
    """One value with its type on the wire, such as `I` (signed, 32 bits) or `S` (long string)."""

    tag: str
    value: Any
    """A table is a dict and an array a list of further fields; `S` is bytes if it is no UTF-8."""


Table = dict[str, Field]


def decode_table(encoded: bytes, offset: int = 0) -> tuple[Table, int]:
    """The table at `offset` and where it ends. Raises FieldError."""
    return _table(encoded, offset, 0)


def decode_short_string(encoded: bytes, offset: int) -> tuple[str, int]:
    """The short string at `offset` and where it ends. Raises FieldError."""
    start = offset + 1
    if offset >= len(encoded) or (end := start + encoded[offset]) > len(encoded):
        raise FieldError("a short string ends beyond its frame")
    return encoded[start:end].decode("utf-8", "surrogateescape"), end


def encode_table(table: Mapping[str, Any]) -> bytes:
    """A table of fields or of plain Python values as bytes. Raises FieldError."""
    parts = [encode_short_string(key) + _encoded(field_of(value)) for key, value in table.items()]
    inner = b"".join(parts)
    return _LENGTH.pack(len(inner)) + inner


def encode_short_string(text: str, what: str = "") -> bytes:
    """At most 255 bytes behind their length; `what` it is. Raises FieldError."""
    encoded = _utf8(text)
    if len(encoded) > LONGEST_SHORT_STRING:
        raise FieldError(
            tr(
                "{what} has {n} bytes, AMQP allows {most}",
                what=what or tr("a name"),
                n=len(encoded),
                most=LONGEST_SHORT_STRING,
            )
        )
    return bytes([len(encoded)]) + encoded


def field_of(value: Any) -> Field:
    """The field that holds a plain Python value. Raises FieldError."""
    for kind, made in _MADE:
        if isinstance(value, kind):
            return made(value)
    raise FieldError(f"AMQP has no field type for {type(value).__name__}")


def as_json(value: Any) -> Any:
    """A field, table or plain value as something that JSON can say.

    What JSON cannot say is a string (`NaN`, decimals) or, if it is no text, `{"base64": …}`.
    """
    match value:
        case Field():
            return as_json(value.value)
        case Mapping():
            return {shown(str(key)): as_json(one) for key, one in value.items()}
        case list() | tuple():
            return [as_json(one) for one in value]
        case str():
            return shown(value)
        case bytes():
            return _bytes_as_json(value)
        case float() if not math.isfinite(value):
            return "NaN" if math.isnan(value) else f"{'-' if value < 0 else ''}Infinity"
        case bool() | int() | float() | None:
            return value
    return str(value)


def shown(text: str | bytes) -> str:
    """Text that can be printed and drawn, whatever bytes it came from."""
    encoded = text if isinstance(text, bytes) else _utf8(text)
    return encoded.decode("utf-8", "backslashreplace")


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogateescape" if _from_wire(text) else "backslashreplace")


def _from_wire(text: str) -> bool:
    """Whether its surrogates, if any, are bytes that a decoder could not read as UTF-8."""
    return all(not 0xD800 <= ord(c) <= 0xDFFF or 0xDC80 <= ord(c) <= 0xDCFF for c in text)


def _bytes_as_json(value: bytes) -> Any:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(value).decode("ascii")}


def _integer(value: int) -> Field:
    if -(2**31) <= value < 2**31:
        return Field("I", value)
    if -(2**63) <= value < 2**63:
        return Field("l", value)
    raise FieldError(tr("{value} does not fit into 64 bits", value=value))


_MADE: tuple[tuple[Any, Callable[[Any], Field]], ...] = (
    (Field, lambda field: field),
    (bool, lambda value: Field("t", value)),
    (int, _integer),
    (str, lambda value: Field("S", value)),
    (bytes, lambda value: Field("x", value)),
    (float, lambda value: Field("d", value)),
    (Decimal, lambda value: Field("D", value)),
    (type(None), lambda value: Field("V", value)),
    (list, lambda array: Field("A", [field_of(one) for one in array])),
    (Mapping, lambda table: Field("F", {str(key): field_of(one) for key, one in table.items()})),
    (datetime, lambda moment: Field("T", round(moment.timestamp()))),
)
"""Python types in the order in which they are tried: a bool is an int as well."""


def _table(encoded: bytes, offset: int, depth: int) -> tuple[Table, int]:
    offset, end = _span(encoded, offset, depth)
    table: Table = {}
    while offset < end:
        key, offset = decode_short_string(encoded, offset)
        field, offset = _field(encoded, offset, depth)
        table.setdefault(key, field)  # RabbitMQ finds the first of two
    return table, _exactly(offset, end)


def _array(encoded: bytes, offset: int, depth: int) -> tuple[list[Field], int]:
    offset, end = _span(encoded, offset, depth)
    array: list[Field] = []
    while offset < end:
        one, offset = _field(encoded, offset, depth)
        array.append(one)
    return array, _exactly(offset, end)


def _span(encoded: bytes, offset: int, depth: int) -> tuple[int, int]:
    if depth > DEEPEST:
        raise FieldError(f"tables nested deeper than {DEEPEST}")
    length, start = _unpacked(_LENGTH, encoded, offset)
    if start + length > len(encoded):
        raise FieldError("a table ends beyond its frame")
    return start, start + length


def _exactly(offset: int, end: int) -> int:
    if offset != end:
        raise FieldError("a value ends beyond its table")
    return end


def _field(encoded: bytes, offset: int, depth: int) -> tuple[Field, int]:
    tag = chr(encoded[offset]) if offset < len(encoded) else ""
    offset += 1
    if tag in _NUMBERS:
        number, offset = _unpacked(_NUMBERS[tag], encoded, offset)
        return Field(tag, number), offset
    decoder = _DECODERS.get(tag)
    if decoder is None:
        raise FieldError(f"unknown field type {tag!r}")
    value, offset = decoder(encoded, offset, depth + 1)
    return Field(tag, value), offset


def _unpacked(form: struct.Struct, encoded: bytes, offset: int) -> tuple[Any, int]:
    try:
        return form.unpack_from(encoded, offset)[0], offset + form.size
    except struct.error as error:
        raise FieldError("a value ends beyond its frame") from error


def _bytes(encoded: bytes, offset: int, depth: int) -> tuple[bytes, int]:
    start, end = _span(encoded, offset, depth - 1)
    return encoded[start:end], end


def _long_string(encoded: bytes, offset: int, depth: int) -> tuple[str | bytes, int]:
    value, end = _bytes(encoded, offset, depth)
    try:
        return value.decode("utf-8"), end
    except UnicodeDecodeError:
        return value, end


def _boolean(encoded: bytes, offset: int, _depth: int) -> tuple[bool, int]:
    octet, end = _unpacked(_NUMBERS["B"], encoded, offset)
    return bool(octet), end


def _decimal(encoded: bytes, offset: int, _depth: int) -> tuple[Decimal, int]:
    try:
        scale, unscaled = _DECIMAL.unpack_from(encoded, offset)
    except struct.error as error:
        raise FieldError("a decimal ends beyond its frame") from error
    return Decimal(unscaled).scaleb(-scale), offset + _DECIMAL.size


def _void(_encoded: bytes, offset: int, _depth: int) -> tuple[None, int]:
    return None, offset


_DECODERS: dict[str, Callable[[bytes, int, int], tuple[Any, int]]] = {
    "t": _boolean,
    "S": _long_string,
    "x": _bytes,
    "A": _array,
    "F": _table,
    "D": _decimal,
    "V": _void,
}


def _encoded(field: Field) -> bytes:
    try:
        return field.tag.encode("ascii") + _payload(field)
    except (struct.error, OverflowError) as error:
        raise FieldError(
            tr("{value!r} does not fit into field type {type}", value=field.value, type=field.tag)
        ) from error


def _payload(field: Field) -> bytes:
    value = field.value
    if field.tag in _NUMBERS:
        return _NUMBERS[field.tag].pack(value)
    match field.tag:
        case "t":
            return bytes([bool(value)])
        case "S" | "x":
            return _sized(_utf8(value) if isinstance(value, str) else value)
        case "F":
            return encode_table(value)
        case "A":
            return _sized(b"".join(_encoded(field_of(one)) for one in value))
        case "D":
            return _packed_decimal(value)
        case "V":
            return b""
    raise FieldError(f"unknown field type {field.tag!r}")


def _sized(payload: bytes) -> bytes:
    return _LENGTH.pack(len(payload)) + payload


def _packed_decimal(value: Decimal) -> bytes:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        raise FieldError(tr("AMQP has no decimal {value}", value=value))
    scale = max(0, -exponent)
    return _DECIMAL.pack(scale, int(value.scaleb(scale)))
