"""How far seen routing keys lead among services alone: hops along which none of them goes."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.graph import Edge, EdgeKey
from core.reach import Barred
from core.selection import Selection

if TYPE_CHECKING:
    from core.collapsed import CollapsedGraph


class HopReach:
    """Follows the whole graph, without what is barred there, to the services at its ends."""

    def __init__(self, collapsed: "CollapsedGraph") -> None:
        self._collapsed = collapsed
        self._last: tuple[object, Barred] = (None, Barred())

    def barred(self, selection: Selection) -> Barred:
        """The hops that do not belong to a service."""
        whole = self._collapsed.whole
        if whole.reach is None or not isinstance(selection, str):
            return Barred()
        inside = whole.reach.barred(selection)
        asked = selection, inside, whole.structure, self._collapsed.structure
        if self._last[0] != asked:
            self._last = asked, self._hops(selection, inside) if any(inside) else Barred()
        return self._last[1]

    def _hops(self, service: str, inside: Barred) -> Barred:
        """Never those that were seen, nor those of whom no publish is drawn."""
        whole = self._collapsed.whole
        publishing = {key[1] for key in whole.edges if key[0] == "publish"}
        gets, gives = self._met(service, inside.down, 0), self._met(service, inside.up, 1)
        hops = [
            key
            for key in self._collapsed.edges
            if service in key[1:] and key[1] in publishing and key[1:] not in whole.seen_hops
        ]
        return Barred(
            frozenset(key for key in hops if key[1] == service and key[2] not in gets),
            frozenset(key for key in hops if key[2] == service and key[1] not in gives),
        )

    def _met(self, service: str, barred: frozenset[EdgeKey], end: int) -> set[str]:
        """The services at the ends of the ways from a service (`end` 0), or to it (1)."""
        first = ("publish", "deliver")[end]
        onwards: dict[str, list[str]] = {}
        waiting: list[str] = []
        for edge in self._open(barred):
            ends = edge.key[1:]
            if ends[end] == service:
                waiting += [ends[1 - end]] if edge.kind == first else []
            else:
                onwards.setdefault(ends[end], []).append(ends[1 - end])
        found = set(waiting)
        while waiting:
            node = waiting.pop()
            is_end = node.startswith("service:")
            more = set() if is_end else {one for one in onwards.get(node, ()) if one not in found}
            found |= more
            waiting += more
        return found

    def _open(self, barred: frozenset[EdgeKey]) -> Iterator[Edge]:
        return (edge for edge in self._collapsed.whole.edges.values() if edge.key not in barred)
