"""How near two routing keys are: word by word, so that the difference can be said in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from heapq import nsmallest
from itertools import pairwise
from typing import Literal

from core.wording import counted, phrase, tr

CANDIDATES = 48
"""So many keys are compared word by word; of more, those that share the most pairs of letters."""

_MOST_WORDS = 24
"""Of two longer keys only the beginnings are compared."""

Edit = tuple[Literal["lacks", "extra", "other"], str, str]
"""What differs: a word that the pattern has, one that the key has, or both."""
Way = tuple[float, tuple[Edit, ...]]
"""What it costs to turn one key into another, and how."""


_TOO_MANY = (phrase("one word too many ({words})"), phrase("{n:,} words too many ({words})"))
_TOO_FEW = (phrase("one word too few ({words})"), phrase("{n:,} words too few ({words})"))


@dataclass(frozen=True, slots=True)
class Nearness:
    """What would have to change in a routing key for a binding key to match."""

    share: float
    """How much differs, as a share of the words of the longer key; 0 when it matches."""
    edits: tuple[Edit, ...]

    @property
    def words(self) -> str:
        """The difference in words: `one word too many ('eu')`."""
        extra = [key for edit, _, key in self.edits if edit == "extra"]
        lacks = [pattern for edit, pattern, _ in self.edits if edit == "lacks"]
        other = [_instead(pattern, key) for edit, pattern, key in self.edits if edit == "other"]
        many = [_counted_words(extra, *_TOO_MANY)] if extra else []
        few = [_counted_words(lacks, *_TOO_FEW)] if lacks else []
        return ", ".join([*other, *many, *few])


def difference(binding_key: str, routing_key: str, *, wild: bool) -> Nearness:
    """How much two keys differ; `*` and `#` stand for other words only where they are `wild`."""
    pattern, words = _words(binding_key), _words(routing_key)
    cost, edits = _compared(pattern, words, wild)
    return Nearness(cost / max(len(pattern), len(words), 1), edits)


def likely(keys: Iterable[str], wanted: str) -> list[str]:
    """The keys among which the nearest is, found without comparing each word by word."""
    found = list(dict.fromkeys(keys))
    if len(found) <= CANDIDATES:
        return found
    pairs = _pairs(wanted)
    return nsmallest(CANDIDATES, found, key=lambda key: _apart(_pairs(key), pairs))


@lru_cache(4096)
def likeness(one: str, other: str) -> float:
    """How much two words are alike, from 0 to 1."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _apart(one: frozenset[tuple[str, str]], other: frozenset[tuple[str, str]]) -> float:
    return -len(one & other) / (len(one) + len(other))


def _pairs(key: str) -> frozenset[tuple[str, str]]:
    """The pairs of neighbouring letters, without those that stand for any word."""
    framed = f".{key.replace('*', '').replace('#', '')}."
    return frozenset(pairwise(framed))


def _words(key: str) -> tuple[str, ...]:
    return tuple(key.split(".")[:_MOST_WORDS]) if key else ()


def _compared(pattern: tuple[str, ...], words: tuple[str, ...], wild: bool) -> Way:
    """The cheapest way to turn the words into some that the pattern matches."""

    @cache
    def rest(i: int, j: int) -> Way:
        if i == len(pattern) and j == len(words):
            return 0.0, ()
        ways: list[Way] = []
        is_hash = wild and i < len(pattern) and pattern[i] == "#"
        if i < len(pattern) and j < len(words) and not is_hash:
            ways.append(_replaced(pattern[i], words[j], rest(i + 1, j + 1), wild))
        if i < len(pattern):
            ways.append(_after(("lacks", pattern[i], ""), rest(i + 1, j), free=is_hash))
        if j < len(words):
            ways.append(_after(("extra", "", words[j]), rest(i, j + 1), free=is_hash))
        return min(ways, key=lambda way: way[0])

    return rest(0, 0)


def _replaced(pattern: str, word: str, rest: Way, wild: bool) -> Way:
    if pattern == word or (wild and pattern == "*"):
        return rest
    return _after(("other", pattern, word), rest, 1.1 - likeness(pattern, word))


def _after(edit: Edit, rest: Way, cost: float = 1.0, *, free: bool = False) -> Way:
    return rest if free else (cost + rest[0], (edit, *rest[1]))


def _instead(pattern: str, key: str) -> str:
    if pattern.casefold() == key.casefold():
        return tr(
            "'{key}' instead of '{pattern}' (capital letters count)", key=key, pattern=pattern
        )
    return tr("'{key}' instead of '{pattern}'", key=key, pattern=pattern)


def _counted_words(words: list[str], one: str, many: str) -> str:
    return counted(len(words), one, many, words=", ".join(f"'{word}'" for word in words))
