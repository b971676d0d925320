"""Routing keys to choose from for an exchange: those that are bound, and those that were seen."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from core.routes import rule
from core.topology import DEFAULT_EXCHANGE, Topology

Origin = Literal["queue", "bound", "pattern", "seen"]
MOST = 2_000
"""So many are offered; who looks for another one types it."""
MOST_SEEN = 50
"""A burst may have had a key of its own for each message."""


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A routing key, or a pattern of routing keys to fill in."""

    key: str
    origin: Origin
    where: str = ""
    """Where it is bound, for the eye."""


def known_keys(topology: Topology, exchange: str, seen: Iterable[str] = ()) -> list[KnownKey]:
    """What can be offered: bound keys in the order of the alphabet, patterns, and keys seen last."""
    if exchange == DEFAULT_EXCHANGE:
        return [KnownKey(name, "queue") for name in sorted(topology.queues)[:MOST]]
    declared = topology.exchanges.get(exchange)
    kind = "" if declared is None else rule(declared)
    if kind in ("fanout", "headers"):
        return []
    found: dict[str, KnownKey] = {}
    for binding in topology.bindings_by_source.get(exchange, ()):
        key = binding.routing_key
        origin: Origin = "pattern" if kind == "topic" and wildcard(key) else "bound"
        if key and key not in found:
            found[key] = KnownKey(key, origin, binding.destination)
    bound = sorted(found.values(), key=lambda one: (one.origin == "pattern", one.key))
    newest = dict.fromkeys(key for key in seen if key and key not in found)
    return [*bound[:MOST], *(KnownKey(key, "seen") for key in islice(newest, MOST_SEEN))]


def wildcard(key: str) -> tuple[int, int] | None:
    """Where the first word to fill in begins and ends; None when there is none."""
    begin = 0
    for word in key.split("."):
        if word in ("*", "#"):
            return begin, begin + 1
        begin += len(word) + 1
    return None
