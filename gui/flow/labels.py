"""What is written on edges: the rate, and whatever is remarkable about it."""

from dataclasses import dataclass
from math import ceil, sqrt

from core import numbers
from core.answers import answers_of
from gui.flow.answer_signs import signs
from gui.flow.lettering import DETAIL, text_width
from gui.flow.scene import Scene
from gui.vocabulary import word

HEIGHT = 15.0
_PADDING = 6.0
_BETWEEN = 7.0
_NOTABLE_DEFICIT = 0.05
RETURNED, DROPPED, REDELIVERED = (
    "\N{LEFTWARDS ARROW WITH HOOK}",
    "\N{MULTIPLICATION X}",
    "\N{CLOCKWISE OPEN CIRCLE ARROW}",
)
"""The signs before numbers that are not the edge's main rate."""

Part = tuple[str, str]
"""A text and the name of its colour in the theme."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label at its place on the plane."""

    edge: int
    x: float
    y: float
    width: float
    """At scale 1, as all that is drawn inside."""
    parts: tuple[Part, ...]
    scale: float = 1.0
    """Above 1 where the picture is so small that the text would not be legible."""

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom."""
        wide, high = self.width * self.scale / 2, HEIGHT * self.scale / 2
        return (self.x - wide, self.y - high, self.x + wide, self.y + high)


def parts(scene: Scene, edge: int) -> tuple[Part, ...]:
    """The rate of an edge and whatever is remarkable about it."""
    flows, kind = scene.flows, scene.edges[edge].kind
    rate = float(flows.passing[edge])
    main = "text_dim" if rate != rate or rate == 0 else "text"
    if kind == "hop" and rate != rate:
        return ()  # dots tell it; a question mark on each of very many tells no more
    bound = kind == "hop" and scene.edges[edge].at_least
    found = [(numbers.rate(None if rate != rate else rate, bound), main)]
    for sign, values, colour in (
        (RETURNED, flows.returned, "returned"),
        (DROPPED, flows.dropped, "returned"),
        (REDELIVERED, flows.redelivered, "redeliver"),
    ):
        value = float(values[edge])
        if value > 0:
            found.append((f"{sign} {numbers.rate(value)}", colour))
    found += signs(answers_of(scene.graph, scene.edges[edge]))
    is_passed = kind in ("deliver", "hop") and rate > 0
    if is_passed and float(flows.unacked[edge]) > _usual_deficit(rate):
        found.append((f"{word('ack')} {numbers.rate(float(flows.answered[edge]))}", "warning"))
    return tuple(found)


def _usual_deficit(rate: float) -> float:
    """So many deliveries a second may go unanswered for a while: some are still being handled.

    What comes by chance varies by the root of its number, here of some seconds: `gui.flow.steadied`.
    """
    return max(_NOTABLE_DEFICIT * rate + 0.5 * sqrt(rate), 0.05)


def width(of: tuple[Part, ...]) -> float:
    """How wide a label is; rounded up, so that changing figures do not move it."""
    texts = sum(text_width(text, DETAIL) for text, _ in of)
    return 8.0 * ceil((texts + _BETWEEN * (len(of) - 1) + 2 * _PADDING) / 8.0)
