"""What of a vhost the firehose may listen to, the narrowest first."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from core.graph import EdgeKey, FlowGraph
from core.selection import Selection, node_words
from core.wording import counted, opening, phrase, tr


@dataclass(frozen=True, slots=True)
class Scope:
    """Exchanges whose publishes are heard and queues whose deliveries are; neither: everything."""

    words: str
    exchanges: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()


def scopes(graph: FlowGraph, selection: Selection, vhost: str) -> list[Scope]:
    """What makes sense for what is selected; never none."""
    everything = Scope(tr("Everything in vhost {vhost}", vhost=vhost))
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
    around = _of(_around(graph, selection, near), sorted(near))
    alone = _of(_one(graph, selection), [selection])
    return [one for one in (alone, around) if one is not None]


def _of(words: str, nodes: Iterable[str]) -> Scope | None:
    parts = [node.partition(":") for node in nodes]
    exchanges = tuple(name for kind, _, name in parts if kind == "exchange")
    queues = tuple(name for kind, _, name in parts if kind == "queue")
    if not exchanges and not queues:
        return None
    return Scope(opening(words), exchanges, queues)


def _around(graph: FlowGraph, node: str, near: Iterable[str]) -> str:
    words, sizes = node_words(graph, node), _sizes(near)
    if node.startswith("service:"):
        return tr("where {node} publishes and consumes ({sizes})", node=words, sizes=sizes)
    return tr("{node} and its neighbours ({sizes})", node=words, sizes=sizes)


def _sizes(nodes: Iterable[str]) -> str:
    kinds = Counter(node.partition(":")[0] for node in nodes)
    exchanges = counted(kinds["exchange"], phrase("{n:,} exchange"), phrase("{n:,} exchanges"))
    queues = counted(kinds["queue"], phrase("{n:,} queue"), phrase("{n:,} queues"))
    if kinds["exchange"] and kinds["queue"]:
        return tr("{first}, {second}", first=exchanges, second=queues)
    return exchanges if kinds["exchange"] else queues


def _one(graph: FlowGraph, node: str) -> str:
    words = node_words(graph, node)
    if node.startswith("queue:"):
        return tr("delivered from {node}", node=words)
    return tr("published to {node}", node=words)


def _both(graph: FlowGraph, nodes: Iterable[str]) -> str:
    shown = [_one(graph, node) for node in nodes if not node.startswith("service:")]
    return reduce(_or, shown) if shown else ""


def _or(one: str, other: str) -> str:
    return tr("{one}, or {other}", one=one, other=other)
