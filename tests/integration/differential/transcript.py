"""What a script and a broker said to each other, as lines that can be read and compared."""

import difflib
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from core.amqp.fields import Field, Table, decode_table
from core.amqp.properties import Properties
from tests.integration.differential.frames import name_of
from tests.integration.differential.normalising import deaths_in_order, normalised

CONFIRMS = ("basic.ack", "basic.nack")


@dataclass(frozen=True, slots=True)
class Saying:
    """One thing that was said: `who` is a connection and a channel, such as `A1`."""

    who: str
    came: bool
    text: str
    confirms: int = 0
    """The publish that this confirms; brokers may confirm in any order."""


class Transcript:
    """Everything that was said in one run of a script."""

    def __init__(self) -> None:
        self._said: list[Saying] = []

    def sent(self, who: str, text: str) -> None:
        """Note what the script does."""
        self._said.append(Saying(who, False, text))

    def came(self, who: str, text: str, confirms: int = 0) -> None:
        """Note what the broker says or does."""
        self._said.append(Saying(who, True, text, confirms))

    def lines(self) -> list[str]:
        """The transcript without what differs between any two runs.

        What comes between two actions of the script is put into the order of its channels,
        because only within a channel an order is promised.
        """
        lines: list[str] = []
        for came, said in itertools.groupby(self._said, lambda saying: saying.came):
            for saying in _in_order(said) if came else said:
                arrow = "<" if came else ">"
                lines += f"{saying.who} {arrow} {saying.text}".splitlines()
        return list(normalised(lines))


def difference(expected: list[str], actual: list[str], names: tuple[str, str]) -> str:
    """A diff with the whole transcript around it; empty when there is no difference."""
    return "\n".join(difflib.unified_diff(expected, actual, *names, lineterm="", n=1000))


def _in_order(block: Iterable[Saying]) -> Iterator[Saying]:
    """Each channel by itself, its confirms last: they are held back, but never before a return."""
    returns = 0
    keyed = []
    for saying in block:
        returns += saying.text.startswith("basic.return")
        keyed.append((saying.who, returns, saying.confirms, saying))
    return (saying for *_, saying in sorted(keyed, key=lambda one: one[:3]))


def method_text(method: Any) -> str:
    """A method and all its arguments."""
    return f"{name_of(method)} {arguments_text(vars(method))}".rstrip()


def came_text(method: Any, payload: bytes) -> str:
    """A method of the broker; pika has lost the types of what it says about itself."""
    return start_text(payload) if name_of(method) == "connection.start" else method_text(method)


def arguments_text(arguments: dict[str, Any]) -> str:
    """Names and values of arguments, without those that AMQP reserves."""
    return " ".join(f"{key}={value!r}" for key, value in arguments.items() if key != "ticket")


def content_text(properties: Properties, body: bytes, body_frames: int) -> str:
    """Properties, headers with their types on the wire, and the body of a message."""
    known = {key: one for key, one in properties.values.items() if key != "headers"}
    lines = [f"    {arguments_text(known)}"] if known else []
    if properties.headers is not None:
        headers = deaths_in_order(properties.headers)
        lines += ["    headers", *table_lines(headers, "      ")]
    if properties.fault:
        lines += [f"    faulty properties: {properties.fault}"]
    shown = body if len(body) <= 100 else f"{len(body)} bytes {sum(body) % 251}"
    return "\n".join([*lines, f"    body {shown!r} in {body_frames} frames"])


def start_text(payload: bytes) -> str:
    """The greeting of a broker: names and types of what it says about itself, and its limits."""
    table, offset = decode_table(payload, 6)
    kinds = {key: field for key, field in table.items() if key == "capabilities"}
    says = " ".join(f"{key}:{field.tag}" for key, field in sorted(table.items()))
    lists = payload[offset:].split(b"\0\0\0")[1:]
    lines = [f"connection.start {payload[4]}.{payload[5]} {lists} {says}"]
    return "\n".join([*lines, *table_lines(kinds, "    ")])


def table_lines(table: Table, indent: str) -> list[str]:
    """A table, one line a field, in the order of the wire."""
    return list(
        itertools.chain.from_iterable(
            field_lines(key, field, indent) for key, field in table.items()
        )
    )


def field_lines(key: str, field: Field, indent: str) -> list[str]:
    """One field with its type on the wire, and what it contains."""
    match field.value:
        case dict() as table:
            return [f"{indent}{key}: {field.tag}", *table_lines(table, indent + "  ")]
        case list() as array:
            items = [field_lines("-", one, indent + "  ") for one in array]
            return [f"{indent}{key}: {field.tag}", *itertools.chain.from_iterable(items)]
    return [f"{indent}{key}: {field.tag} {field.value!r}"]
