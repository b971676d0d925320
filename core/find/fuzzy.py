"""Names found by a few of their letters: what comes first, and which letters it was.

Every word that is typed must be found, in any order: as it is, best where the name or a word of it
begins, else letter by letter. Which letters those are is asked only of names that are looked at.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from heapq import nsmallest

SHOWN = 100
_WORD = re.compile(r"[^\W_]+")
_WHOLE, _BEGINS, _WORD_BEGINS, _INSIDE, _INITIALS, _SCATTERED, _ALL_OVER = range(7)
_RANK = 1_000
"""Ranks weigh more than the length of a name."""
_LATER = _RANK // 2
"""What is found behind the head of a name counts less, but not as much as a rank."""
_RECENT = 2 * _RANK
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class _Name:
    text: str
    """In lower case, letter by letter the same as what is shown."""
    initials: str
    head: int
    """So many letters are what it is called; the rest explains it."""


class FuzzyNames:
    """Names that can be searched as fast as somebody types."""

    def __init__(self, names: Sequence[str], heads: Sequence[int] | None = None) -> None:
        """`heads` tells how much of each name is its own; what follows only explains it."""
        ends = heads if heads is not None else [len(name) for name in names]
        self._names = [_name(*one) for one in zip(names, ends, strict=True)]
        self._texts = [name.text for name in self._names]
        self._last: tuple[tuple[str, ...], list[int]] = ((), list(range(len(names))))

    def search(self, typed: str, recent: Collection[int] = (), most: int = SHOWN) -> list[int]:
        """The numbers of the best that fit; `recent` names are preferred among like ones."""
        terms = tuple(lowered(typed[:_LONGEST]).split())
        costs = self._costs(terms)
        for number in recent:
            if number in costs:
                costs[number] -= _RECENT
        return nsmallest(most, costs, key=lambda number: (costs[number], number))

    def marks(self, number: int) -> tuple[int, ...]:
        """The letters of a name by which the last search found it."""
        return marks_of(self._texts[number], self._last[0])

    def count(self) -> int:
        """How many names fitted what was searched last."""
        return len(self._last[1])

    def _costs(self, terms: tuple[str, ...]) -> dict[int, int]:
        """Of every name that fits all terms; what follows a search looks among what that found."""
        costs = dict.fromkeys(self._beginning(terms), 0)
        for term in terms:
            costs = self._with(term, costs)
        self._last = (terms, list(costs))
        return costs

    def _beginning(self, terms: tuple[str, ...]) -> Collection[int]:
        before, found = self._last
        goes_on = len(before) <= len(terms) and all(
            new.startswith(old) for old, new in zip(before, terms, strict=False)
        )
        return found if goes_on else range(len(self._names))

    def _with(self, term: str, costs: dict[int, int]) -> dict[int, int]:
        texts, names, letters = self._texts, self._names, _scattered(term).match
        found = {}
        for number, cost in costs.items():
            at = texts[number].find(term)
            if at >= 0:
                found[number] = cost + _cost(names[number], term, at)
            elif match := letters(texts[number]):
                found[number] = cost + _scattered_cost(names[number], match.end(), letters)
        return found


def lowered(text: str) -> str:
    """A text in lower case with every letter where it was."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)


def marks_of(text: str, terms: Collection[str]) -> tuple[int, ...]:
    """The letters of a lowered text by which it fits; none where it does not."""
    found: set[int] = set()
    for term in terms:
        at = _best_place(text, term)
        letters = range(at, at + len(term)) if at >= 0 else _scattered_marks(text, term)
        if not letters:
            return ()
        found.update(letters)
    return tuple(sorted(found))


def _name(text: str, head: int) -> _Name:
    lower = lowered(text)
    return _Name(lower, "".join(word[0] for word in _WORD.findall(lower[:head])), head)


def _scattered(term: str) -> re.Pattern[str]:
    """Finds the letters one after the other; in linear time, for each stands for itself."""
    return re.compile("".join(f"[^{(c := re.escape(letter))}]*{c}" for letter in term), re.DOTALL)


def _cost(name: _Name, term: str, at: int) -> int:
    """Of a term that stands in a name as it is; `at` is its first place."""
    if at == 0:
        rank = _WHOLE if len(term) == name.head else _BEGINS
    else:
        at = _best_place(name.text, term)
        rank = _WORD_BEGINS if _begins_word(name.text, at) else _INSIDE
    return rank * _RANK + (at >= name.head) * _LATER + min(name.head, _LATER - 1)


def _scattered_cost(name: _Name, end: int, letters: Callable[[str], object]) -> int:
    """Of a term whose letters stand in a name one after the other, the last before `end`."""
    rank = _SCATTERED if end <= name.head else _ALL_OVER
    if letters(name.initials):
        rank = _INITIALS
    return rank * _RANK + min(name.head, _LATER - 1)


def _best_place(text: str, term: str) -> int:
    """Where a term stands: at the beginning of a word, if it can be; -1 for nowhere."""
    first = at = text.find(term)
    while at >= 0:
        if _begins_word(text, at):
            return at
        at = text.find(term, at + 1)
    return first


def _begins_word(text: str, at: int) -> bool:
    return at == 0 or (text[at].isalnum() and not text[at - 1].isalnum())


def _scattered_marks(text: str, term: str) -> list[int]:
    """The letters that a reader would choose: at beginnings of words, and next to each other."""
    best: list[tuple[int, list[int]] | None] = [None] * len(text)
    for number, letter in enumerate(term):
        best = _next_letter(text, letter, best, is_first=number == 0)
    ends = [end for end in best if end is not None]
    return min(ends)[1] if ends else []


def _next_letter(
    text: str, letter: str, before: list[tuple[int, list[int]] | None], *, is_first: bool
) -> list[tuple[int, list[int]] | None]:
    """The cheapest way to each place of a letter, from the ways to the letter before it."""
    ways: list[tuple[int, list[int]] | None] = [None] * len(text)
    cheapest: tuple[int, list[int]] | None = (0, []) if is_first else None
    for at, here in enumerate(text):
        joined = before[at - 1] if at and not is_first else None
        if here == letter:
            jump = 1 if _begins_word(text, at) else 3
            steps = [(joined[0], joined[1])] if joined is not None else []
            steps += [(cheapest[0] + jump, cheapest[1])] if cheapest is not None else []
            if steps:
                cost, marks = min(steps)
                ways[at] = (cost, [*marks, at])
        if joined is not None and (cheapest is None or joined < cheapest):
            cheapest = joined
    return ways
