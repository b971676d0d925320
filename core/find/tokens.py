"""The words of an expression, each with its place in the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from core.find.vocabulary import PREFIXES
from core.wording import tr

Kind = Literal["word", "quoted", "prefix", "operator", "open", "close", "and", "or", "not", "end"]
_TOKEN = re.compile(
    rf"""\s*(?:
    (?P<open>\() | (?P<close>\))
  | (?P<operator>>=|<=|!=|==|[<>=\u2265\u2264\u2260])
  | (?P<not>!)
  | (?P<prefix>(?:{"|".join(PREFIXES)}):)
  | (?P<quoted>"(?:[^"\\]|\\.)*")
  | (?P<word>(?:[^\s()<>="!]|!(?!=))+)
    )""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_SAME = {"==": "=", "\u2265": ">=", "\u2264": "<=", "\u2260": "!="}
_JOINTS: dict[str, Kind] = {"and": "and", "or": "or", "not": "not"}


class FindError(ValueError):
    """An expression cannot be read, with the place where that became clear."""

    def __init__(self, message: str, start: int, end: int, *, instead: bool = False) -> None:
        super().__init__(message)
        self.start = start
        self.end = end
        self.instead = instead
        """Something else was expected than what stands there."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word; `text` is what it says, without quotes, colon or case where these mean nothing."""

    kind: Kind
    text: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """The words of a text, and at last its end."""
    at = 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if found is None:
            start = at + len(text[at:]) - len(text[at:].lstrip())
            raise FindError(tr("this quote is not closed"), start, len(text))
        yield _token(found)
        at = found.end()
    yield Token("end", "", len(text), len(text))


def _token(found: re.Match[str]) -> Token:
    group = str(found.lastgroup)
    said = found[group]
    kind: Kind = group  # type: ignore[assignment]
    if kind == "word":
        kind = _JOINTS.get(said.lower(), "word")
    elif kind == "prefix":
        said = said[:-1].lower()
    elif kind == "quoted":
        said = re.sub(r"\\(.)", r"\1", said[1:-1], flags=re.DOTALL)
    return Token(kind, _SAME.get(said, said), found.start(group), found.end(group))
