"""How an expression may go on at the cursor: fields, operators, names of what is there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import islice

from core.find.expression import Pattern
from core.find.tokens import FindError, Token, tokens
from core.find.vocabulary import FIELDS, FLAGS, KINDS, NAMED, OPERATORS, PREFIXES, Prefix
from core.wording import phrase, tr

MOST = 60
_NAMES = 20
_AMOUNTS = {True: ("0", "1/s", "10/s", "100/s", "1k/s"), False: ("0", "10", "100", "1k", "10k")}
_JOINTS = {
    "and": phrase("both must match"),
    "or": phrase("one of the two must match"),
    "not": phrase("the opposite"),
}

Names = Mapping[Prefix, Sequence[str]]
"""The names of what is there, by kind; under `type` the types. A kind that is absent is not sought."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that may stand between two places of the text."""

    start: int
    end: int
    text: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class _Spot:
    """What stands at the cursor: the beginning of a word, and what comes before that."""

    start: int
    end: int
    begun: str
    prefix: Prefix | None
    before: Token | None
    compared: str = ""
    """The field whose amount stands here."""

    def candidate(self, text: str, about: str) -> Candidate:
        return Candidate(self.start, self.end, text, tr(about) if about else "")


def candidates(text: str, cursor: int, names: Names) -> list[Candidate]:
    """What may stand at the cursor, the likeliest first; not what stands there already."""
    spot = _spot(text[:cursor])
    found = (c for c in _offered(spot, names) if c.text.strip() != text[c.start : c.end].strip())
    return list(islice(found, MOST))


def _spot(text: str) -> _Spot:
    words, rest = _words(text)
    last = words[-1] if words else None
    if rest is not None:
        prefixed = last is not None and last.kind == "prefix" and last.end == rest
        word = Token("quoted", text[rest + 1 :], rest, len(text))
        return _begun(words[:-1] if prefixed else words, last if prefixed else None, word)
    if last is None or last.end != len(text) or last.kind not in ("word", "prefix", "and", "or"):
        return _begun(words, None, Token("end", "", len(text), len(text)))
    if last.kind == "prefix":
        return _begun(words[:-1], last, Token("end", "", last.end, last.end))
    owner = words[-2] if len(words) > 1 else None
    if owner is not None and owner.kind == "prefix" and owner.end == last.start:
        return _begun(words[:-2], owner, last)
    return _begun(words[:-1], None, last)


def _words(text: str) -> tuple[list[Token], int | None]:
    """The words before the cursor, and where a quote begins that is still open."""
    try:
        return [word for word in tokens(text) if word.kind != "end"], None
    except FindError as error:
        return [word for word in tokens(text[: error.start]) if word.kind != "end"], error.start


def _begun(words: list[Token], prefix: Token | None, word: Token) -> _Spot:
    kind: Prefix | None = None if prefix is None else prefix.text  # type: ignore[assignment]
    before = words[-1] if words else None
    is_amount = before is not None and before.kind == "operator" and len(words) > 1
    compared = words[-2].text.lower() if is_amount else ""
    return _Spot(word.start, word.end, word.text.lower(), kind, before, compared)


def _offered(spot: _Spot, names: Names) -> Iterator[Candidate]:
    before = spot.before
    if spot.prefix is not None:
        yield from _names(spot, spot.prefix, names)
    elif before is not None and before.kind == "operator":
        yield from _amounts(spot)
    elif spot.begun or not _ends_a_term(before):
        yield from _terms(spot, names, joined=_ends_a_term(before))
    else:
        yield from _after_a_term(spot, before)


def _ends_a_term(word: Token | None) -> bool:
    return word is not None and word.kind in ("word", "quoted", "close", "prefix")


def _after_a_term(spot: _Spot, before: Token | None) -> Iterator[Candidate]:
    if before is not None and before.text.lower() in FIELDS:
        for operator, about in OPERATORS.items():
            yield spot.candidate(f"{operator} ", about)
    for joint in ("and", "or"):
        yield spot.candidate(f"{joint} ", _JOINTS[joint])


def _amounts(spot: _Spot) -> Iterator[Candidate]:
    field = FIELDS.get(spot.compared)
    for amount in _AMOUNTS[field is not None and field.is_rate]:
        if amount.startswith(spot.begun):
            yield spot.candidate(f"{amount} ", "")


def _terms(spot: _Spot, names: Names, *, joined: bool) -> Iterator[Candidate]:
    """Words of the language that begin so, then names."""
    words = {
        **{f"{p}:": about for p, about in PREFIXES.items() if p in names or p not in NAMED},
        **FLAGS,
        **{f"{name} ": field.about for name, field in FIELDS.items()},
        "not ": _JOINTS["not"],
    }
    if joined:
        words |= {"and ": _JOINTS["and"], "or ": _JOINTS["or"]}
    for word, about in words.items():
        if word.startswith(spot.begun):
            yield spot.candidate(word, about)
    if spot.begun:
        for kind in NAMED:
            for name in _fitting(spot.begun, names.get(kind, ())):
                yield spot.candidate(f"{kind}:{Pattern(name)}", "")


def _names(spot: _Spot, prefix: Prefix, names: Names) -> Iterator[Candidate]:
    kinds: tuple[Prefix, ...] = ("service", "exchange", "queue")
    if prefix not in ("edge", "from", "to"):
        kinds = (prefix,)
    kind_of = {name: kind for kind in kinds for name in names.get(kind, ())}
    for name in _fitting(spot.begun, list(kind_of)):
        yield spot.candidate(str(Pattern(name)), KINDS[kind_of[name]] if len(kinds) > 1 else "")


def _fitting(begun: str, names: Sequence[str]) -> list[str]:
    """Names that contain what is begun; those that begin with it first."""
    found = (
        (not low.startswith(begun), low, name) for name in names if begun in (low := name.lower())
    )
    return [name for *_, name in nsmallest(_NAMES, found)]
