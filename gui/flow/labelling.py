"""What the labels of a scene say, by choice: rates, totals, shares, times or nothing."""

from collections.abc import Callable, Mapping

from core import numbers
from core.edge_times import MAIN as MEASURE
from core.edge_times import Spread
from core.graph import MAIN, Edge, EdgeKey
from core.recent_times import Measure
from core.wording import tr
from gui.flow.label_choice import Choice
from gui.flow.labels import DROPPED, REDELIVERED, RETURNED, Part, parts
from gui.flow.scene import Scene, Selection
from gui.vocabulary import word

Spreads = Mapping[tuple[EdgeKey, Measure], Spread]
_REMARKABLE = (
    (RETURNED, "return_unroutable", "returned"),
    (DROPPED, "drop_unroutable", "returned"),
    (REDELIVERED, "redeliver", "redeliver"),
)
_UNKNOWN: tuple[Part, ...] = ((numbers.UNKNOWN, "text_dim"),)


def no_spreads() -> Spreads:
    """Nothing was timed."""
    return {}


class Labelling:
    """Words for edges, as one chose them."""

    def __init__(self, choice: Choice = "rates", spreads: Callable[[], Spreads] = no_spreads):
        self.choice: Choice = choice
        self._read_spreads = spreads
        self._spreads: Spreads = {}
        self._leaving: dict[tuple[str, str], float] = {}

    def follow(self, spreads: Callable[[], Spreads]) -> None:
        """Ask somebody else how long things take."""
        self._read_spreads = spreads
        self._spreads = {}

    def read(self, scene: Scene) -> None:
        """Take over what the chosen labels need."""
        if self.choice == "times":
            self._spreads = self._read_spreads()
        elif self.choice == "share":
            self._leaving = _leaving(scene)

    def parts(self, scene: Scene, edge: int) -> tuple[Part, ...]:
        """What an edge says; nothing where there is nothing to say."""
        match self.choice:
            case "rates":
                return parts(scene, edge)
            case "totals":
                return _totals(scene, scene.edges[edge])
            case "share":
                return self._share(scene, edge)
            case "times":
                return self._times(scene.edges[edge])
        return ()

    def told(self, scene: Scene, selection: Selection) -> list[str]:
        """What a tooltip adds about an edge."""
        if selection is None or isinstance(selection, str):
            return []
        return [*self._told_share(scene, selection), *_told_times(self._read_spreads(), selection)]

    def _share(self, scene: Scene, edge: int) -> tuple[Part, ...]:
        """A part of what leaves the source by edges of the same kind, as far as all are known."""
        rate, whole = self._rate_of(scene, edge)
        if rate != rate or whole != whole:
            return _UNKNOWN
        if not whole:
            return ((tr("idle"), "text_dim"),)
        return ((numbers.share(rate / whole), "text" if rate else "text_dim"),)

    def _rate_of(self, scene: Scene, edge: int) -> tuple[float, float]:
        """What passes, and what leaves the source that way; NaN where it is not known."""
        rate, kind = float(scene.flows.passing[edge]), scene.edges[edge].kind
        return rate, self._leaving.get((kind, scene.edges[edge].source), float("nan"))

    def _told_share(self, scene: Scene, key: EdgeKey) -> list[str]:
        if self.choice != "share" or key not in scene.keys:
            return []
        rate, whole = self._rate_of(scene, scene.numbers[key])
        if rate != rate or whole != whole or not whole:
            return []
        return [tr("{share} of what leaves the source that way", share=numbers.share(rate / whole))]

    def _times(self, edge: Edge) -> tuple[Part, ...]:
        if edge.kind not in MEASURE:
            return ()
        spread = self._spreads.get((edge.key, MEASURE[edge.kind]))
        if spread is None:
            return _UNKNOWN
        slow = f"p99 {numbers.duration(spread.p99)}"
        return ((numbers.duration(spread.p50), "text"), (slow, "text_dim"))


def _told_times(spreads: Spreads, key: EdgeKey) -> list[str]:
    found = []
    for (edge, measure), spread in spreads.items():
        if edge == key:
            p50, p99 = numbers.duration(spread.p50), numbers.duration(spread.p99)
            many = numbers.exact_count(spread.messages)
            found.append(
                tr(
                    "{what}: p50 {p50}, p99 {p99} ({n} in the last minute)",
                    what=word(measure),
                    p50=p50,
                    p99=p99,
                    n=many,
                )
            )
    return found


def _totals(scene: Scene, edge: Edge) -> tuple[Part, ...]:
    graph = scene.graph
    counts = [graph.count(edge, name) for name in MAIN[edge.kind]]
    known = [count for count in counts if count is not None]
    if not known:
        return _UNKNOWN
    total, at_least = sum(known), graph.is_lower_bound(edge)
    found = [(numbers.count(total, at_least), "text" if total else "text_dim")]
    for sign, name, colour in _REMARKABLE:
        if many := graph.count(edge, name):
            found.append((f"{sign} {numbers.count(many)}", colour))
    return tuple(found)


def _leaving(scene: Scene) -> dict[tuple[str, str], float]:
    """What leaves each source by each kind of edge; NaN where some of it is not known."""
    found: dict[tuple[str, str], float] = {}
    for edge, rate in zip(scene.edges, scene.flows.passing.tolist(), strict=True):
        key = (edge.kind, edge.source)
        is_part = edge.kind == "hop" and edge.at_least
        found[key] = found.get(key, 0.0) + (float("nan") if is_part else rate)
    return found
