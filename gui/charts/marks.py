"""What changed of what a plot shows, as marks on the time axis; where it is dense, one for many."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from core.log_scope import PeersOf
from core.topology_log import Entry, TopologyLog
from core.wording import counted, phrase, tr
from gui.charts.concern import Concern, Subjects
from gui.charts.stretch import Stretch
from gui.topology_log.words import kind_word, verb_word

SIGNS = {
    "appeared": "+",
    "vanished": "\N{MINUS SIGN}",
    "changed": "~",
    "lost": "!",
    "back": "\N{CHECK MARK}",
    "restored": "\N{CHECK MARK}",
}
"""As in the topology log; the broker itself is lost and comes back."""
_WORST_FIRST = ("lost", "back", "vanished", "changed", "appeared", "restored")
_APART = 18.0
"""Marks that are nearer than so many pixels become one."""
_REMEMBERED = 40
"""Of so many plots it is remembered which changes are theirs."""
_TOLD = 4
"""How many changes of a mark are told one by one."""

_Placed = tuple[float, Entry]
"""A change, and where it is."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Changes at about the same place of a plot, oldest first."""

    x: float
    entries: tuple[Entry, ...]
    elsewhere: int = 0
    """How many changes about then are not of what the plot shows."""

    @property
    def verb(self) -> str:
        """The gravest of what happened."""
        verbs = {entry.verb for entry in self.entries}
        return next((verb for verb in _WORST_FIRST if verb in verbs), self.entries[0].verb)

    @property
    def sign(self) -> str:
        """What happened, or how much of it."""
        if len(self.entries) == 1 or self.verb == "lost":
            return SIGNS.get(self.verb, "\N{BULLET}")
        return str(len(self.entries)) if len(self.entries) < 100 else "99+"

    def words(self) -> tuple[str, ...]:
        """Some lines that say what happened, and whether it was here."""
        if not self.elsewhere:
            return self._lines()
        one, many = phrase("and {n:,} change elsewhere"), phrase("and {n:,} changes elsewhere")
        return (*self._lines(), counted(self.elsewhere, one, many))

    def _lines(self) -> tuple[str, ...]:
        if len(self.entries) <= _TOLD:
            return tuple(entry_words(entry) for entry in self.entries)
        found = Counter((entry.verb, entry.kind) for entry in self.entries)
        lines = [_many_words(*what, count) for what, count in found.most_common(_TOLD)]
        rest = len(found) - len(lines)
        return (*lines, tr("and {n:,} more kinds of change", n=rest)) if rest > 0 else tuple(lines)


class Marks:
    """The marks of a log, found again for every part of time."""

    def __init__(self, log: TopologyLog) -> None:
        self._log = log
        self.peers_of: PeersOf = lambda _: ()
        """Whose connections are whose."""
        self._concerns: dict[Subjects, Concern] = {}
        self._revision = -1
        self._entries: list[Entry] = []
        self._times: list[float] = []

    def within(
        self, shown: Stretch, now: float, width: float, subjects: Subjects = (None,)
    ) -> tuple[Mark, ...]:
        """Those in sight, from left to right: of these things, whatever else has changed."""
        self._follow()
        first = bisect_left(self._times, now + shown.oldest)
        last = bisect_right(self._times, now + shown.newest)
        scale = width / shown.span
        places = [float(round((at - now - shown.oldest) * scale)) for at in self._times[first:last]]
        concern = self._concern(subjects)
        here: list[_Placed] = []
        elsewhere: list[float] = []
        for placed in zip(places, self._entries[first:last], strict=True):
            if concern.has(placed[1]):
                here.append(placed)
            else:
                elsewhere.append(placed[0])
        return _counting(list(_together(here)), elsewhere)

    def beside(self, at: float, by: int, subjects: Subjects = (None,)) -> float | None:
        """The time of the next change of these things, or (negative) of the one before."""
        self._follow()
        concern, times = self._concern(subjects), self._times
        rows = (
            range(bisect_right(times, at + 0.5), len(times))
            if by > 0
            else range(bisect_left(times, at - 0.5) - 1, -1, -1)
        )
        return next((times[row] for row in rows if concern.has(self._entries[row])), None)

    def _concern(self, subjects: Subjects) -> Concern:
        if subjects not in self._concerns:
            if len(self._concerns) > _REMEMBERED:
                self._concerns.clear()
            self._concerns[subjects] = Concern(subjects, self.peers_of)
        found = self._concerns[subjects]
        found.follow(self._revision)
        return found

    def _follow(self) -> None:
        if self._revision != self._log.revision:
            self._revision = self._log.revision
            self._entries = sorted(self._log.entries, key=lambda entry: entry.at)
            self._times = [entry.at for entry in self._entries]


def entry_words(entry: Entry) -> str:
    """A change in one line."""
    named = f"{kind_word(entry.kind)} {entry.name}".strip()
    told = phrase("{what} {verb} by {by}") if entry.by else phrase("{what} {verb}")
    values = {"by": entry.by} if entry.by else {}
    words = tr(told, what=named, verb=verb_word(entry.verb), **values)
    return f"{SIGNS.get(entry.verb, '')} {words}".strip()


def _many_words(verb: str, kind: str, count: int) -> str:
    times = f"{count} \N{MULTIPLICATION SIGN}"
    words = tr("{times} {kind} {verb}", times=times, kind=kind_word(kind), verb=verb_word(verb))
    return f"{SIGNS.get(verb, '')} {words}"


def mark_near(marks: Sequence[Mark], x: float, reach: float) -> Mark | None:
    """The mark at a place, if there is one."""
    near = min(marks, key=lambda mark: abs(mark.x - x), default=None)
    return near if near is not None and abs(near.x - x) <= reach else None


def _together(placed: Sequence[_Placed]) -> Iterator[Mark]:
    begin = 0
    for index in range(1, len(placed) + 1):
        if index == len(placed) or placed[index][0] - placed[begin][0] >= _APART:
            yield Mark(placed[begin][0], tuple(entry for _, entry in placed[begin:index]))
            begin = index


def _counting(here: Sequence[Mark], elsewhere: Sequence[float]) -> tuple[Mark, ...]:
    """The marks, each with how much else happened about then."""
    near = Counter(mark.x for x in elsewhere if (mark := mark_near(here, x, _APART - 1)))
    return tuple(replace(mark, elsewhere=near[mark.x]) for mark in here)
