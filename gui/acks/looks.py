"""How messages look in lanes: a shape, a colour and a word for each fate; red with age."""

import math
from dataclasses import dataclass
from typing import Literal

from PySide6.QtGui import QColor

from core.lanes.lane import LaneKind
from core.lanes.settled import Fate
from core.wording import phrase
from gui.theme import Theme, faded, mixed

Shape = Literal[
    "dot", "diamond", "cross", "back", "down", "ring", "half", "square", "onward", "box", "kite"
]
SHADES = 8
_RED_FROM, _RED_AT = 1.0, 60.0
"""Seconds after which a message begins to look old, and looks as old as can be."""


@dataclass(frozen=True, slots=True)
class Look:
    """Of a fate."""

    shape: Shape
    colour: str
    """By its name in the theme."""
    word: str


FATE_LOOKS: dict[Fate, Look] = {
    Fate.ACK: Look("dot", "ack", phrase("acked")),
    Fate.NACK: Look("diamond", "returned", phrase("nacked")),
    Fate.REJECT: Look("cross", "error", phrase("rejected")),
    Fate.REQUEUE: Look("back", "redeliver", phrase("requeued")),
    Fate.DEAD_LETTER: Look("down", "dead_letter", phrase("dead-lettered")),
    Fate.HANDED: Look("ring", "deliver", phrase("delivered (auto ack)")),
    Fate.UNSEEN: Look("half", "text_dim", phrase("delivered, ack not observable")),
    Fate.CONFIRM: Look("square", "confirm", phrase("confirmed")),
    Fate.BROKER_NACK: Look("cross", "error", phrase("nacked by the broker")),
    Fate.RETURN: Look("kite", "returned", phrase("returned")),
    Fate.SENT: Look("onward", "publish", phrase("published (no confirms)")),
    Fate.PUBLISHED: Look("half", "publish", phrase("published, confirms not observable")),
    Fate.UNROUTED: Look("kite", "error", phrase("no queue took it")),
    Fate.UNANSWERED: Look("box", "error", phrase("never confirmed")),
}
_YOUNG: dict[LaneKind, str] = {"consumer": "unacked", "publisher": "confirm", "queue": "ready"}
KINDS: tuple[LaneKind, ...] = ("consumer", "publisher", "queue")


def shade_of(age: float) -> int:
    """How old a message looks: 0 is young."""
    share = math.log(max(age, _RED_FROM) / _RED_FROM) / math.log(_RED_AT / _RED_FROM)
    return min(round(share * (SHADES - 1)), SHADES - 1)


def age_colour(theme: Theme, kind: LaneKind, shade: int) -> QColor:
    """The colour of a message that waits."""
    return mixed(getattr(theme, _YOUNG[kind]), theme.error, shade / (SHADES - 1))


def fate_colour(theme: Theme, fate: Fate) -> QColor:
    """The colour of a message that was settled."""
    colour: QColor = getattr(theme, FATE_LOOKS[fate].colour)
    return colour


def usual_colour(theme: Theme) -> QColor:
    """The ground of the ages at which most messages are settled."""
    return faded(theme.ack, 0.16)
