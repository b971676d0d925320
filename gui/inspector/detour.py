"""How messages get from an exchange to a queue that is not bound to it."""

from collections.abc import Iterator

from core.bound_words import asked_words, between
from core.topology import Binding, Topology
from core.wording import tr

Step = tuple[str, str]
"""An exchange on the way, and in words why messages go there."""


def detour_words(topology: Topology, source: str, destination: str, kind: str) -> str:
    """Which exchanges pass messages on, one after the other; or that none does any more."""
    if not topology.exchanges:
        return tr("not known: nothing tells which bindings there are")
    if source not in topology.exchanges:
        return tr(
            "the exchange {source} is not declared any more: this was counted before", source=source
        )
    steps = _steps(topology, source, destination, kind)
    if not steps:
        return tr("no binding leads there now: this was counted before the last one was removed")
    step_words = (tr("{exchange}, {why}", exchange=name, why=why) for name, why in steps)
    last = between(topology, steps[-1][0], destination, kind)
    return tr(
        "not bound to {source} itself: messages get there by way of {way}, which routes them "
        "there ({keys}). RabbitMQ counts them for {source}, where they were published",
        source=source,
        way=tr(", then ").join(step_words),
        keys=asked_words(topology, last),
    )


def _steps(topology: Topology, source: str, destination: str, kind: str) -> list[Step]:
    """The exchanges on the shortest way, without the first; none when there is no way."""
    ways: dict[str, list[Step]] = {source: []}
    waiting = [source]
    while waiting:
        exchange = waiting.pop(0)
        if ways[exchange] and between(topology, exchange, destination, kind):
            return ways[exchange]
        for name, why in _next(topology, exchange):
            if name not in ways:
                ways[name] = [*ways[exchange], (name, why)]
                waiting.append(name)
    return []


def _next(topology: Topology, exchange: str) -> Iterator[Step]:
    for binding in topology.bindings_by_source.get(exchange, ()):
        if binding.destination_type == "exchange":
            yield binding.destination, _bound_words(topology, binding)
    declared = topology.exchanges.get(exchange)
    if declared is not None and declared.alternate is not None:
        yield declared.alternate, tr("the alternate exchange of {exchange}", exchange=exchange)


def _bound_words(topology: Topology, binding: Binding) -> str:
    return tr(
        "which is bound to {exchange} ({keys})",
        exchange=binding.source,
        keys=asked_words(topology, [binding]),
    )
