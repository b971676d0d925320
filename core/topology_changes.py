"""What differs between two snapshots of what is declared."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from core.asked_headers import argument_words
from core.topology import (
    DEFAULT_EXCHANGE_NAME,
    Arguments,
    Binding,
    Connection,
    Consumer,
    Topology,
    consumer_words,
)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two snapshots."""

    verb: Literal["appeared", "vanished", "changed"]
    kind: Literal["exchange", "queue", "binding", "connection", "channel", "consumer", "broker"]
    name: str
    detail: str = ""
    connection: str = ""
    """Of a consumer, by the broker's name."""


def changes(before: Topology, after: Topology) -> Iterator[Change]:
    """What appeared, vanished or changed between two snapshots."""
    for part in changes_by_kind(before, after):
        yield from part


def changes_by_kind(before: Topology, after: Topology) -> Iterator[Iterable[Change]]:
    """The same kind by kind: a big broker has very many of each."""
    yield _between("exchange", before.exchanges, after.exchanges)
    yield _between("queue", before.queues, after.queues)
    if before.bindings != after.bindings:
        yield _between("binding", _by_words(before.bindings), _by_words(after.bindings))
    yield _between("connection", _named(before), _named(after), compare=False)
    if before.consumers != after.consumers:
        yield _of_consumers(_by_tag(before.consumers), _by_tag(after.consumers))


def binding_words(binding: Binding) -> str:
    """A binding in one line: `orders -> payments.q [order.*]`."""
    source = binding.source or DEFAULT_EXCHANGE_NAME
    return bound_words(source, binding.destination, binding.routing_key, binding.arguments)


def bound_words(source: str, destination: str, routing_key: str, arguments: Arguments) -> str:
    """The same of its parts, with the headers that it asks for behind: `docs -> q [] x-match …`."""
    told = f"{source} -> {destination} [{routing_key}]"
    return f"{told} {argument_words(arguments)}" if arguments else told


def _between(
    kind: Any, before: Mapping[str, Any], after: Mapping[str, Any], compare: bool = True
) -> Iterator[Change]:
    for name in before.keys() - after.keys():
        yield Change("vanished", kind, name)
    for name, thing in after.items():
        if name not in before:
            yield Change("appeared", kind, name)
        elif compare and before[name] != thing:
            yield Change("changed", kind, name, _difference(before[name], thing))


def _of_consumers(
    before: Mapping[str, Consumer], after: Mapping[str, Consumer]
) -> Iterator[Change]:
    """A tag tells nobody anything: the connection says whose it is."""
    known = {**before, **after}
    for change in _between("consumer", before, after):
        yield replace(change, connection=known[change.name].connection)


def _difference(before: Any, after: Any) -> str:
    fields = [name for name in before.__slots__ if getattr(before, name) != getattr(after, name)]
    return ", ".join(f"{f}: {getattr(before, f)!r} -> {getattr(after, f)!r}" for f in fields)


def _named(topology: Topology) -> dict[str, Connection]:
    return {
        f"{c.provided_name} ({peer})" if c.provided_name else peer: c
        for name, c in topology.connections.items()
        for peer in [name.partition(" -> ")[0]]
    }


def _by_words(bindings: tuple[Binding, ...]) -> dict[str, Binding]:
    found: dict[str, Binding] = {}
    for binding in bindings:
        words = binding_words(binding)
        if words in found:  # they differ in what the words leave out
            words = f"{words} {dict(binding.arguments)}"
        if binding.source:
            found[words] = binding
    return found


def _by_tag(consumers: tuple[Consumer, ...]) -> dict[str, Consumer]:
    return {consumer_words(c.tag, c.queue): c for c in consumers}
