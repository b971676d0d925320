"""The name of a line in a chart: what is counted, and of what where a chart is of several things."""

import json
from collections.abc import Callable
from typing import get_args

from core.graph import EdgeKind
from core.selection import Selection
from core.wording import phrase, tr
from gui.vocabulary import WORDS, word

_BETWEEN = "\x1f"
_WHOLE = phrase("whole broker")
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
    return _called(name, word, short_words)


def column_name(name: str) -> str:
    """How a line is called in a file that programs read: in English, whatever the user reads."""
    return _called(name, lambda counter: WORDS.get(counter, counter), _short)


def _called(name: str, of: Callable[[str], str], short: Callable[[Selection], str]) -> str:
    counter, *rest = name.split(_BETWEEN, 2)
    if not rest:
        return of(counter)
    return f"{of(counter)} \N{MIDDLE DOT} {short(as_selection(json.loads(rest[1])))}"


def short_words(selection: Selection) -> str:
    """The name alone: `payments.q`, `orders → shop`."""
    return tr(_WHOLE) if selection is None else _short(selection)


def _short(selection: Selection) -> str:
    if selection is None:
        return _WHOLE
    if isinstance(selection, str):
        return selection.partition(":")[2] or "(AMQP default)"
    return f"{_short(selection[1])} \N{RIGHTWARDS ARROW} {_short(selection[2])}"


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
