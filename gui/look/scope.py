"""What of a vhost the firehose may listen to, the narrowest first."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from core.graph import EdgeKey, FlowGraph
from core.selection import Selection, node_words


@dataclass(frozen=True, slots=True)
class Scope:
    """Exchanges whose publishes are heard and queues whose deliveries are; neither: everything."""

    words: str
    exchanges: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()


def scopes(graph: FlowGraph, selection: Selection, vhost: str) -> list[Scope]:
    """What makes sense for what is selected; never none."""
    everything = Scope(f"Everything in vhost {vhost}")
    if selection is None:
        return [everything]
    found = [*_narrow(graph, selection), everything]
    return [one for n, one in enumerate(found) if one == everything or one not in found[:n]]


def _narrow(graph: FlowGraph, selection: str | EdgeKey) -> Iterable[Scope]:
    if not isinstance(selection, str):
        nodes = selection[1:]
        scope = _of(_both(graph, nodes), nodes)
        return [scope] if scope is not None else []
    near = {end for key in graph.edges if selection in key[1:] for end in key[1:]}
    around = _of(_around(graph, selection) + _sizes(near), sorted(near))
    alone = _of(_one(graph, selection), [selection])
    return [one for one in (alone, around) if one is not None]


def _of(words: str, nodes: Iterable[str]) -> Scope | None:
    parts = [node.partition(":") for node in nodes]
    exchanges = tuple(name for kind, _, name in parts if kind == "exchange")
    queues = tuple(name for kind, _, name in parts if kind == "queue")
    if not exchanges and not queues:
        return None
    return Scope(words[:1].upper() + words[1:], exchanges, queues)


def _around(graph: FlowGraph, node: str) -> str:
    words = node_words(graph, node)
    is_service = node.startswith("service:")
    return f"where {words} publishes and consumes" if is_service else f"{words} and its neighbours"


def _sizes(nodes: Iterable[str]) -> str:
    kinds = Counter(node.partition(":")[0] for node in nodes)
    counts = ((kinds[kind], kind) for kind in ("exchange", "queue"))
    said = [f"{number} {kind}{'s' * (number > 1)}" for number, kind in counts if number]
    return f" ({', '.join(said)})"


def _one(graph: FlowGraph, node: str) -> str:
    words = node_words(graph, node)
    kind, _, _ = node.partition(":")
    return f"delivered from {words}" if kind == "queue" else f"published to {words}"


def _both(graph: FlowGraph, nodes: Iterable[str]) -> str:
    shown = [_one(graph, node) for node in nodes if not node.startswith("service:")]
    return ", or ".join(shown)
