"""What an expression says, as a tree; its text reads back as the same tree."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import translate
from typing import Literal

from core.find.tokens import tokens
from core.find.vocabulary import FIELDS, FLAGS, Prefix

Operator = Literal[">", ">=", "<", "<=", "=", "!="]
_WILD = ("*", "?")


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a name has to contain, or with wildcards to look like; case never matters."""

    text: str
    wild: bool = False

    def __str__(self) -> str:
        if self.wild or _is_plain(self.text):
            return self.text
        escaped = self.text.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'

    def test(self) -> Callable[[str], bool]:
        """Whether a name in small letters fits."""
        sought = self.text.lower()
        if not self.wild:
            return lambda name: sought in name
        shape = re.compile(translate(sought.replace("[", "[[]")))
        return lambda name: shape.match(name) is not None


@dataclass(frozen=True, slots=True)
class Named:
    """Something whose name fits; without a prefix anything that has a name of its own."""

    prefix: Prefix | None
    pattern: Pattern

    def __str__(self) -> str:
        return f"{self.prefix}:{self.pattern}" if self.prefix else str(self.pattern)


@dataclass(frozen=True, slots=True)
class Compared:
    """A number that is more, less or as much as an amount; rates are a second."""

    field: str
    operator: Operator
    amount: float

    def __str__(self) -> str:
        amount = f"{self.amount:.6f}".rstrip("0").rstrip(".")
        return f"{self.field} {self.operator} {amount}"


@dataclass(frozen=True, slots=True)
class Flagged:
    """Something that is so or not."""

    flag: str

    def __str__(self) -> str:
        return self.flag


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary."""

    part: "Expression"

    def __str__(self) -> str:
        return f"not {_inside(self.part, (Both, Either))}"


@dataclass(frozen=True, slots=True)
class Both:
    """All of several; two at least."""

    parts: tuple["Expression", ...]

    def __str__(self) -> str:
        return " and ".join(_inside(part, (Both, Either)) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Either:
    """One of several at least; two at least."""

    parts: tuple["Expression", ...]

    def __str__(self) -> str:
        return " or ".join(_inside(part, (Either,)) for part in self.parts)


Expression = Named | Compared | Flagged | Not | Both | Either


def _inside(part: "Expression", in_brackets: tuple[type, ...]) -> str:
    return f"({part})" if isinstance(part, in_brackets) else str(part)


def _is_plain(text: str) -> bool:
    """Without quotes it reads as one word that means itself."""
    if any(sign in text for sign in (*_WILD, '"', "\\")):
        return False
    first, *others = tokens(text)
    word = first.kind == "word" and len(others) == 1 and first.text == text
    return word and text.lower() not in (*FIELDS, *FLAGS)
