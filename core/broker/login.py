"""How a client says who it is: SASL's PLAIN and the older AMQPLAIN."""

import struct
from collections.abc import Callable

from core.amqp.fields import FieldError, Table, decode_table
from core.broker.refusal import Refusal

Credentials = tuple[str, str]


def credentials(mechanism: str, response: bytes) -> Credentials:
    """User and password in the response of `connection.start-ok`. Raises Refusal."""
    read = MECHANISMS.get(mechanism)
    if read is None:
        raise Refusal(503, f"unknown authentication mechanism '{mechanism}'")
    return read(response)


def _plain(response: bytes) -> Credentials:
    parts = response.split(b"\x00")
    if len(parts) != 3 or parts[0]:
        raise Refusal(502, "a PLAIN response is nothing, user and password behind zeros")
    return _text(parts[1]), _text(parts[2])


def _amqplain(response: bytes) -> Credentials:
    """A field table without its length."""
    try:
        table, _ = decode_table(struct.pack(">I", len(response)) + response)
    except FieldError as error:
        raise Refusal(502, f"an AMQPLAIN response is a table: {error}") from error
    return _word(table, "LOGIN"), _word(table, "PASSWORD")


def _word(table: Table, name: str) -> str:
    field = table.get(name)
    if field is None or field.tag != "S":
        raise Refusal(502, f"AMQPLAIN auth info has no text in its field {name}")
    return _text(field.value) if isinstance(field.value, bytes) else str(field.value)


def _text(octets: bytes) -> str:
    return octets.decode("utf-8", "surrogateescape")


MECHANISMS: dict[str, Callable[[bytes], Credentials]] = {"PLAIN": _plain, "AMQPLAIN": _amqplain}
