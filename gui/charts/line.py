"""The name of a line in a chart: what is counted, and of what where a chart is of several things."""

import json
from typing import get_args

from core.graph import EdgeKind
from core.selection import Selection
from gui.vocabulary import word

_BETWEEN = "\x1f"
_KINDS: dict[str, EdgeKind] = {kind: kind for kind in get_args(EdgeKind)}


def line_name(counter: str, slot: int = 0, of: Selection = None) -> str:
    """A counter of the thing in a slot of the chart; a chart of one thing only names counters."""
    return _BETWEEN.join((counter, str(slot), json.dumps(of)))


def series_key(name: str, subject: Selection) -> str:
    """What a line is, wherever it is drawn; `subject` is what a chart of one thing is of."""
    counter, *rest = name.split(_BETWEEN, 2)
    return _BETWEEN.join((counter, rest[1] if rest else json.dumps(subject)))


def counter_of(name: str) -> str:
    """What is counted."""
    return name.partition(_BETWEEN)[0]


def slot_of(name: str) -> int:
    """Which of the things of a chart it belongs to."""
    _, _, rest = name.partition(_BETWEEN)
    return int(rest.partition(_BETWEEN)[0] or 0)


def line_words(name: str) -> str:
    """How a line is called on screen: `publish`, `deliver · payments.q`."""
    counter, *rest = name.split(_BETWEEN, 2)
    if not rest:
        return word(counter)
    return f"{word(counter)} \N{MIDDLE DOT} {short_words(as_selection(json.loads(rest[1])))}"


def short_words(selection: Selection) -> str:
    """The name alone: `payments.q`, `orders → shop`."""
    if selection is None:
        return "whole broker"
    if isinstance(selection, str):
        return selection.partition(":")[2] or "(AMQP default)"
    return f"{short_words(selection[1])} \N{RIGHTWARDS ARROW} {short_words(selection[2])}"


def as_selection(read: object) -> Selection:
    """What was written as JSON; raises ValueError when it is no selection."""
    match read:
        case None:
            return None
        case str():
            return read
        case [str() as kind, str() as source, str() as target] if kind in _KINDS:
            return (_KINDS[kind], source, target)
    raise ValueError(read)
