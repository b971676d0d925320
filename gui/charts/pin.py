"""A chart that stays: of which things, what of them, and its name (no Qt)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from core.graph import FlowGraph
from core.selection import Selection, words
from core.wording import tr
from gui.charts.line import as_selection, short_words

Kind = Literal["rates", "depths"]


@dataclass(frozen=True, slots=True)
class Pin:
    """What a pinned chart shows."""

    of: tuple[Selection, ...]
    kind: Kind = "rates"
    name: str = ""
    """As the user calls it; without it is called as what it shows."""

    def title(self, graph: FlowGraph) -> str:
        """What stands above the chart."""
        if self.name:
            return self.name
        if len(self.of) == 1:
            return words(graph, self.of[0])
        return tr(", ").join(short_words(one) for one in self.of)

    def short_title(self) -> str:
        """The same in few words, for where there is little room: names without their kinds."""
        return self.name or tr(", ").join(short_words(one) for one in self.of)

    def also(self, selection: Selection) -> "Pin":
        """The same with one thing more."""
        return self if selection in self.of else replace(self, of=(*self.of, selection))


def as_text(pins: Sequence[Pin]) -> str:
    """For the settings."""
    return json.dumps([{"of": pin.of, "kind": pin.kind, "name": pin.name} for pin in pins])


def from_text(text: str) -> list[Pin]:
    """From the settings; what cannot be read, of another version or edited by hand, is left out."""
    try:
        read = json.loads(text)
    except ValueError:
        return []
    found = (_pin(one) for one in read) if isinstance(read, list) else ()
    return [pin for pin in found if pin is not None]


def _pin(read: object) -> Pin | None:
    match read:
        case {"of": [_, *_] as of, "kind": "rates" | "depths" as kind, "name": str() as name}:
            try:
                return Pin(tuple(map(as_selection, of)), kind, name)
            except ValueError:
                return None
    return None
