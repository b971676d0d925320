"""What a user reads, in the language of the user: English, unless a translation is put in.

Whoever words something wraps it where it is written, whole sentences with named places for what is
put in, so that a translator may order them as the other language does:

    tr("{messages} messages wait in {queue}", messages=7, queue="orders")

The command line speaks English: what it prints is also read by programs.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

Translate = Callable[[str], str]
"""From an English text to that of another language, or itself where there is none."""
Told = str | list[Any]
"""How a text is passed on to be said elsewhere: its phrase and its values, told in the same way."""
_FIRST_OF_CJK = "\N{CJK RADICAL REPEAT}"
_GAP = re.compile("(?<=[\u2e80-\uffef]) (?=[\u2e80-\uffef])")


class _Reader:
    """Who reads: every thread words for the same one."""

    translate: Translate = staticmethod(str)
    finish: Translate = staticmethod(str)
    keeps_phrases = False


class _Phrased(str):
    """A text that knows of what it was made."""

    __slots__ = ("phrase", "values")
    phrase: str
    values: dict[str, object]


def tr(text: str, /, **values: object) -> str:
    """A text as the user reads it, with values in its places; without values braces are braces."""
    shown = _Reader.translate(text)
    said = _Reader.finish(shown.format(**values)) if values else shown
    return _phrased(said, text, values) if _Reader.keeps_phrases else said


def phrase(text: str) -> str:
    """A text that is written down here and said later, with `tr`: translators find it by this."""
    return text


def counted(number: int, one: str, many: str, /, **values: object) -> str:
    """One of two phrases by how many it is about, which they call `{n}`."""
    text = one if number == 1 else many
    return tr(text, n=number, **values)


def opening(text: str) -> str:
    """A text that opens a sentence: with a capital letter, unless that is none or it is a URL's."""
    is_translated = _Reader.translate is not str
    if is_translated and any(letter >= _FIRST_OF_CJK for letter in text):
        return text
    if "://" in text.partition(" ")[0]:
        return text
    return text[:1].upper() + text[1:]


def without_gaps(text: str) -> str:
    """Chinese as it is written: with spaces around Latin letters, but none within."""
    return _GAP.sub("", text)


def speak(translate: Translate = str, finish: Translate = str) -> None:
    """From now on say everything in the language of a translation; without one, in English.

    `finish` gives a text its last form once values are in their places.
    """
    _Reader.translate = staticmethod(translate if translate is str else cache(translate))
    _Reader.finish = staticmethod(finish)


def keep_phrases(kept: bool = True) -> None:
    """From now on texts know of what they were made: a process does so that somebody else reads."""
    _Reader.keeps_phrases = kept


def told(text: object) -> Any:
    """A text or a value, as it is passed on to whoever says it."""
    if not isinstance(text, _Phrased):
        return text
    if not all(isinstance(value, str | int | float) for value in text.values.values()):
        return str(text)
    return [text.phrase, {name: told(value) for name, value in text.values.items()}]


def said(passed: Any) -> Any:
    """The same where it is read, in the language that is spoken there."""
    if not isinstance(passed, list):
        return passed
    text, values = passed
    return tr(text, **{name: said(value) for name, value in values.items()})


def _phrased(said: str, text: str, values: dict[str, object]) -> str:
    found = _Phrased(said)
    found.phrase, found.values = text, values
    return found
