"""Where a message would go, by what is declared alone; and if nowhere, which binding is nearest."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from core.topology import DEFAULT_EXCHANGE, DEFAULT_EXCHANGE_NAME, Binding, Topology

_FAR = 0.6
"""So much of a binding key may differ, at most, to be called near."""


@dataclass(frozen=True, slots=True)
class Route:
    """The queues that a message reaches."""

    queues: frozenset[str]
    unknown: frozenset[str] = frozenset()
    """Exchanges on the way of which the routing key does not tell what they do with a message."""


def route(topology: Topology, exchange: str, routing_key: str) -> Route:
    """Follow a message through exchanges, also bound and alternate ones."""
    queues: set[str] = set()
    unknown: set[str] = set()
    seen: set[str] = set()
    waiting = [exchange]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name == DEFAULT_EXCHANGE:
            queues |= {routing_key} & topology.queues.keys()
            continue
        known = topology.exchanges.get(name)
        differs = _DIFFERENCES.get(known.type) if known is not None else None
        if known is None or differs is None:
            unknown.add(name)
            continue
        matching = [b for b in _leaving(topology, name) if not differs(b.routing_key, routing_key)]
        queues |= {b.destination for b in matching if b.destination_type == "queue"}
        waiting += [b.destination for b in matching if b.destination_type == "exchange"]
        if not matching and known.alternate is not None:
            waiting.append(known.alternate)
    return Route(frozenset(queues), frozenset(unknown))


def why_nowhere(topology: Topology, exchange: str, routing_key: str) -> str:
    """Why no queue takes a message, with the nearest binding; empty if that is not known.

    Empty also if one takes it, as things are now.
    """
    found = route(topology, exchange, routing_key)
    if found.queues or found.unknown:
        return ""
    if exchange == DEFAULT_EXCHANGE:
        return _no_such_queue(topology, routing_key)
    bindings = _leaving(topology, exchange)
    if not bindings:
        return f"nothing is bound to {exchange}"
    differs = _DIFFERENCES[topology.exchanges[exchange].type]
    matching = [b for b in bindings if not differs(b.routing_key, routing_key)]
    if matching:
        return f"{matching[0].destination}, which is bound, routes it nowhere"
    near = _nearest(bindings, routing_key, differs)
    none = f"no binding of {exchange} matches '{routing_key}'"
    if near is None:
        return none
    return f"{none}; the nearest is '{near.routing_key}' to {near.destination}"


def _no_such_queue(topology: Topology, name: str) -> str:
    near = max(topology.queues, key=lambda queue: _likeness(queue, name), default="")
    none = f"{DEFAULT_EXCHANGE_NAME} finds no queue '{name}'"
    is_near = near and 1 - _likeness(near, name) <= _FAR
    return f"{none}; the nearest is '{near}'" if is_near else none


def _leaving(topology: Topology, exchange: str) -> tuple[Binding, ...]:
    return topology.bindings_by_source.get(exchange, ())


def _nearest(
    bindings: Iterable[Binding], routing_key: str, differs: Callable[[str, str], float]
) -> Binding | None:
    """The binding whose key differs least, as a share of the words of the longer key."""

    def share(binding: Binding) -> float:
        words = max(len(_words(key)) for key in (binding.routing_key, routing_key))
        return differs(binding.routing_key, routing_key) / max(words, 1)

    found = min(bindings, key=lambda binding: (share(binding), binding.routing_key))
    return found if share(found) <= _FAR else None


def _words(key: str) -> tuple[str, ...]:
    return tuple(key.split(".")) if key else ()


def _direct(binding_key: str, routing_key: str) -> float:
    """How much two keys differ, in words."""
    return 0.0 if binding_key == routing_key else _between(_words(binding_key), _words(routing_key))


def _topic(binding_key: str, routing_key: str) -> float:
    """How many words would have to be others; 0 when the binding key matches."""
    return _between(_words(binding_key), _words(routing_key), wild=True)


def _between(pattern: tuple[str, ...], words: tuple[str, ...], wild: bool = False) -> float:
    @cache
    def rest(i: int, j: int) -> float:
        if i == len(pattern):
            return float(len(words) - j)
        is_hash = wild and pattern[i] == "#"
        skipped = rest(i + 1, j) + (not is_hash)
        if j == len(words):
            return skipped
        if is_hash:
            return min(skipped, rest(i, j + 1))
        is_star = wild and pattern[i] == "*"
        other = 0.0 if is_star or pattern[i] == words[j] else 1.1 - _likeness(pattern[i], words[j])
        return min(skipped, rest(i, j + 1) + 1, rest(i + 1, j + 1) + other)

    return rest(0, 0)


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


_DIFFERENCES: dict[str, Callable[[str, str], float]] = {
    "direct": _direct,
    "topic": _topic,
    "fanout": lambda _binding_key, _routing_key: 0.0,
}
