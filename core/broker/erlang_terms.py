"""Erlang terms as RabbitMQ prints them into its events: process ids, addresses, tables."""

import ipaddress
from collections.abc import Mapping

from core.amqp.fields import Field, Table, shown
from core.broker.field_types import type_name


def process(node: str, started_at: float, pid: int) -> str:
    """A process of a node, as events name it: `<node.creation.number.0>`."""
    return f"<{node}.{int(started_at)}.{pid}.0>"


def address(host: str) -> str:
    """`{127,0,0,1}`, or the eight words of IPv6."""
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return host
    if found.version == 4:
        return "{" + ",".join(str(part) for part in found.packed) + "}"
    words = (str(int.from_bytes(found.packed[i : i + 2])) for i in range(0, 16, 2))
    return "{" + ",".join(words) + "}"


def lines(table: Table) -> list[str]:
    """Each entry of a table as the text of its term."""
    return [
        f'{{<<"{shown(name)}">>,{type_name(field)},{term(field)}}}' for name, field in table.items()
    ]


def term(field: Field) -> str:
    """A value as Erlang prints it."""
    value = field.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | bytes):
        return f'<<"{shown(value)}">>' if value else "<<>>"
    if isinstance(value, Mapping):
        return f"[{','.join(lines(dict(value)))}]"
    if isinstance(value, list):
        return "[" + ",".join(f"{{{type_name(one)},{term(one)}}}" for one in value) + "]"
    return "undefined" if value is None else str(value)
