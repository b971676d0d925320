"""Where troubles of exchanges and queues are marked among services, so that nobody is blamed.

A trouble of a queue is marked where it is seen: at those who are delivered its messages. It is
marked at a publisher, too, only where that one alone is seen to publish what gets there.
"""

from collections.abc import Container, Iterator
from dataclasses import replace

from core.graph import UNKNOWN_SERVICE, EdgeKey, FlowGraph
from core.hops import Net, is_certain
from core.troubles import Trouble, place_words
from core.wording import tr


def carried_over(whole: FlowGraph, net: Net, services: Container[str]) -> Iterator[Trouble]:
    """Every trouble at each of its places among services, with where it is seen in words."""
    for trouble in whole.troubles:
        for place in _marked(net, services, trouble.at):
            if place == trouble.at:
                yield trouble
            else:
                where = place_words(whole, trouble)
                said = tr("{name}: {told}", name=where, told=trouble.text)
                yield replace(trouble, at=place, text=said)


def services_at(net: Net, services: Container[str], at: str | EdgeKey) -> list[str]:
    """The services whose messages a place sees."""
    ends = {at} if isinstance(at, str) else set(at[1:])
    if found := sorted(end for end in ends if end in services):
        return found
    feeders = set[str]()
    for end in ends:
        feeders.update(net.feeders(end)[0])
    return sorted(feeders)


def queue_at(at: str | EdgeKey) -> str:
    """The node whose deliveries a place is about: a queue, or nothing that delivers."""
    if isinstance(at, str):
        return at
    return at[2] if at[0] == "route" else at[1]


def _marked(net: Net, services: Container[str], at: str | EdgeKey) -> list[str | EdgeKey]:
    if isinstance(at, str) and at in services:
        return [at]
    queue = queue_at(at)
    feeders, is_idle = net.feeders(queue)
    targets = [
        edge.target
        for edge in net.deliveries.get(queue, ())
        if isinstance(at, str) or at[0] != "deliver" or edge.target == at[2]
    ]
    if targets:
        is_alone = bool(feeders) and is_certain(feeders) and not is_idle
        return [("hop", feeders[0], target) if is_alone else target for target in targets]
    known = services_at(net, services, at)
    return [*known] if len(known) == 1 and UNKNOWN_SERVICE not in known and not is_idle else []
