"""How a client says who it is: SASL's PLAIN and the older AMQPLAIN."""

import struct
from collections.abc import Callable

from core.amqp.fields import FieldError, decode_table
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
    if len(parts) != 3:
        raise Refusal(502, "a PLAIN response is nothing, user and password behind zeros")
    return _text(parts[1]), _text(parts[2])


def _amqplain(response: bytes) -> Credentials:
    """A field table without its length."""
    try:
        table, _ = decode_table(struct.pack(">I", len(response)) + response)
    except FieldError as error:
        raise Refusal(502, f"an AMQPLAIN response is a table: {error}") from error
    if missing := {"LOGIN", "PASSWORD"} - set(table):
        raise Refusal(502, f"AMQPLAIN auth info is missing {' and '.join(sorted(missing))} field")
    return _shown(table["LOGIN"].value), _shown(table["PASSWORD"].value)


def _shown(value: object) -> str:
    return _text(value) if isinstance(value, bytes) else str(value)


def _text(octets: bytes) -> str:
    return octets.decode("utf-8", "surrogateescape")


MECHANISMS: dict[str, Callable[[bytes], Credentials]] = {"PLAIN": _plain, "AMQPLAIN": _amqplain}
