"""Why messages pass between two nodes, in words: what the bindings between them ask for."""

from collections.abc import Sequence

from core.asked_headers import headers_words
from core.routes import rule
from core.topology import DEFAULT_EXCHANGE, Binding, Topology
from core.wording import counted, phrase, tr

_MOST = 8
"""Bindings between the same two that are told in one line."""


def between(topology: Topology, source: str, destination: str, kind: str) -> list[Binding]:
    """The bindings between an exchange and a queue or another exchange, as they were declared."""
    return [
        binding
        for binding in topology.bindings_by_source.get(source, ())
        if (binding.destination, binding.destination_type) == (destination, kind)
    ]


def asked_words(topology: Topology, bindings: Sequence[Binding]) -> str:
    """Of bindings that leave one exchange: `binding key order.*`, or the headers that they want."""
    exchange = topology.exchanges.get(bindings[0].source)
    if exchange is not None and rule(exchange) == "headers":
        return tr("; ").join(headers_words(binding.arguments) for binding in bindings)
    shown = tr(", ").join(binding.routing_key or tr("(empty)") for binding in bindings)
    return counted(
        len(bindings), phrase("binding key {keys}"), phrase("binding keys {keys}"), keys=shown
    )


def passage_words(topology: Topology, source: str, target: str) -> str:
    """The same by the ids of two nodes, in one line; empty where no binding tells it."""
    name, (kind, _, destination) = source.partition(":")[2], target.partition(":")
    bindings = between(topology, name, destination, kind) if name != DEFAULT_EXCHANGE else []
    if not bindings:
        return ""
    told, more = asked_words(topology, bindings[:_MOST]), len(bindings) - _MOST
    return tr("{first} and {n:,} more", first=told, n=more) if more > 0 else told
