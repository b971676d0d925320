"""Reads an expression: words in, tree out, or where it went wrong and what was expected there."""

import re

from core.find.expression import (
    Both,
    Compared,
    Either,
    Expression,
    Flagged,
    Named,
    Not,
    Operator,
    Pattern,
)
from core.find.tokens import FindError, Token, tokens
from core.find.vocabulary import FIELDS, FLAGS, NAMED, Prefix
from core.wording import tr

_DEEPEST = 40
_MOST = 1e9
_NUMBER = re.compile(r"(\d+(?:\.\d*)?|\.\d+)([kKMG]?)(?:/(s|min|h))?", re.ASCII)
_TIMES = {"": 1.0, "k": 1e3, "M": 1e6, "G": 1e9}
_SECONDS = {None: 1.0, "s": 1.0, "min": 60.0, "h": 3600.0}
_SIGNS = {"open": "(", "close": ")"}


def parse(text: str) -> Expression | None:
    """The tree of an expression; None for an empty text, `FindError` for one that says nothing."""
    reader = _Reader(text)
    if reader.next.kind == "end":
        return None
    found = reader.either()
    if reader.next.kind == "close":
        raise reader.error(tr("this bracket was never opened"))
    return found


class _Reader:
    """Takes word after word."""

    def __init__(self, text: str) -> None:
        self._words = list(tokens(text))
        self._at = 0
        self._depth = 0

    @property
    def next(self) -> Token:
        return self._words[self._at]

    def error(self, message: str) -> FindError:
        return FindError(message, self.next.start, self.next.end)

    def expected(self, message: str) -> FindError:
        return FindError(message, self.next.start, self.next.end, instead=True)

    def either(self) -> Expression:
        parts = [self._both()]
        while self.next.kind == "or":
            self._at += 1
            parts.append(self._both())
        return _joined(Either, parts)

    def _both(self) -> Expression:
        parts = [self._term()]
        while self.next.kind not in ("or", "close", "end"):
            if self.next.kind == "and":
                self._at += 1
            parts.append(self._term())
        return _joined(Both, parts)

    def _term(self) -> Expression:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self.error(tr("this goes too deep: leave out some brackets"))
        found = self._one()
        self._depth -= 1
        return found

    def _one(self) -> Expression:
        word = self.next
        self._at += 1
        match word.kind:
            case "not":
                return Not(self._term())
            case "open":
                return self._in_brackets(word)
            case "prefix":
                return self._named(word)
            case "quoted":
                return Named(None, Pattern(word.text))
            case "word":
                return self._word(word)
        self._at -= 1
        raise self.expected(self._missing())

    def _in_brackets(self, opened: Token) -> Expression:
        found = self.either()
        if self.next.kind != "close":
            raise FindError(tr("this bracket is not closed"), opened.start, opened.end)
        self._at += 1
        return found

    def _named(self, prefix: Token) -> Expression:
        kind: Prefix = prefix.text  # type: ignore[assignment]
        name = self.next
        if name.start != prefix.end or name.kind not in ("word", "quoted", "and", "or", "not"):
            return Named(kind, Pattern("*", wild=True))
        if name.kind == "not" and name.text == "!":
            message = tr(
                "expected a name after `{prefix}:`; put ! before {prefix}", prefix=prefix.text
            )
            raise self.expected(message)
        self._at += 1
        return Named(kind, _pattern(name))

    def _word(self, word: Token) -> Expression:
        said = word.text.lower()
        if self.next.kind == "operator":
            return self._compared(said, word)
        if said in FLAGS:
            return Flagged(said)
        return Compared(said, ">", 0.0) if said in FIELDS else Named(None, _pattern(word))

    def _compared(self, field: str, word: Token) -> Expression:
        if field not in FIELDS:
            raise FindError(_not_compared(field, word.text), word.start, word.end)
        operator: Operator = self.next.text  # type: ignore[assignment]
        self._at += 1
        number = self.next
        found = _NUMBER.fullmatch(number.text) if number.kind == "word" else None
        if found is None:
            compared = f"{field} {operator}"
            raise self.expected(tr("expected a number after `{compared}`", compared=compared))
        digits, times, span = found.groups()
        if span and not FIELDS[field].is_rate:
            message = tr(
                "`{field}` is a number, not a rate: leave out /{span}", field=field, span=span
            )
            raise self.error(message)
        amount = float(digits) * _TIMES[times.replace("K", "k")] / _SECONDS[span]
        if amount > _MOST:
            raise self.error(tr("this number is too large: at most 1G"))
        self._at += 1
        return Compared(field, operator, round(amount, 6))

    def _missing(self) -> str:
        """What was expected where something else stands."""
        word, before = self.next, self._words[self._at - 1] if self._at else None
        if word.kind == "operator":
            return tr(
                "expected what to compare before `{word}`: rate, ready, unacked …", word=word.text
            )
        if before is None:
            return tr("expected something before `{word}`", word=_shown(word))
        return tr("expected something after `{word}`", word=_shown(before))


def _joined(kind: type[Both | Either], parts: list[Expression]) -> Expression:
    """Several parts as one; what is joined in the same way already is not nested."""
    flat: list[Expression] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, kind) else [part])
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def _pattern(word: Token) -> Pattern:
    wild = word.kind == "word" and ("*" in word.text or "?" in word.text)
    return Pattern(word.text, wild)


def _not_compared(field: str, said: str) -> str:
    if field in FLAGS:
        return tr("`{field}` is so or not, it has no number", field=field)
    if field in NAMED:
        return tr("`{field}` has no number: write {field}:name for its name", field=field)
    return tr(
        "`{said}` is nothing that can be compared: rate, ready, unacked, consumers … can",
        said=said,
    )


def _shown(word: Token) -> str:
    return _SIGNS.get(word.kind, f"{word.text}:" if word.kind == "prefix" else word.text)
