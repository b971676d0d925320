"""Why messages of an edge went to no queue, and how many for each of these reasons.

Where an exchange looks at headers, messages of one routing key may go nowhere for several reasons;
those of one reason lack the same headers of the same binding, whatever their values are.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from core.sent_keys import Place, Sent
from core.wording import counted, phrase, tr

_MOST_VARIANTS = 16
_MOST_CAUSES = 50
_TOLD = 2

Cause = tuple[str, ...]
"""Which binding is the nearest, and what headers it misses; empty where headers do not matter."""
CauseOf = Callable[[str, str], Cause]
"""The cause, by an exchange and headers as JSON."""
WhyNowhere = Callable[[str, str, str], str]
"""Why an exchange routes a routing key with such headers nowhere.

Empty if it does route it, or that is not known.
"""


@dataclass(slots=True)
class _Alike:
    """Messages that went nowhere for the same reason."""

    times: int = 0
    variants: Counter[str] = field(default_factory=Counter)
    """With which headers; of very many only the first."""

    def add(self, headers: str, times: int) -> None:
        """Some more of them."""
        self.times += times
        if headers in self.variants or len(self.variants) < _MOST_VARIANTS:
            self.variants[headers] += times

    @property
    def headers(self) -> str:
        """Those of most of them."""
        return max(self.variants, key=lambda one: (self.variants[one], one))


@dataclass(frozen=True, slots=True)
class Reason:
    """Why so many messages went nowhere, in words."""

    times: int
    why: str


class NowhereCauses:
    """Counts causes, as messages are seen."""

    def __init__(self) -> None:
        self._found: dict[Place, dict[Cause, _Alike]] = {}

    def forget(self, sent: Sent) -> None:
        """Nothing like that has been published for long."""
        self._found.pop(sent.key, None)

    def reasons(self, alike: list[Sent], why_nowhere: WhyNowhere, of: CauseOf) -> list[Reason]:
        """Of messages of one edge: those that explain twice as many come first.

        Exact counts would change the order all the time.
        """
        times: Counter[str] = Counter()
        for sent in alike:
            for headers, count in self._seen(sent, of):
                if why := why_nowhere(sent.exchange, sent.routing_key, headers):
                    times[why] += count
        ranked = sorted(times.items(), key=lambda one: (-one[1].bit_length(), one[0]))
        return [Reason(count, why) for why, count in ranked]

    def _seen(self, sent: Sent, of: CauseOf) -> Iterable[tuple[str, int]]:
        """How many with such headers, as far as these matter."""
        found = self._found.setdefault(sent.key, {})
        for headers, count in sent.fresh.items():
            cause = of(sent.exchange, headers)
            if cause and (cause in found or len(found) < _MOST_CAUSES):
                found.setdefault(cause, _Alike()).add(headers, count)
        sent.fresh.clear()
        if not found:
            del self._found[sent.key]
            return ((sent.headers, sent.times),)
        return [(one.headers, one.times) for one in found.values()]


def reasons_words(reasons: list[Reason]) -> str:
    """The most frequent reason with its share; others with their numbers."""
    first, *others = reasons
    if not others:
        return tr("published, but to no queue: {why}", why=first.why)
    told = tr(
        "published, but to no queue, {n:,} of {total:,}: {why}",
        n=first.times,
        total=sum(one.times for one in reasons),
        why=first.why,
    )
    for one in others[: _TOLD - 1]:
        told = tr("{told}; {n:,}: {why}", told=told, n=one.times, why=one.why)
    return _with_rest(told, others[_TOLD - 1 :])


def _with_rest(told: str, rest: list[Reason]) -> str:
    if not rest:
        return told
    return counted(
        len(rest),
        phrase("{told}; {times:,} for {n:,} other reason"),
        phrase("{told}; {times:,} for {n:,} other reasons"),
        told=told,
        times=sum(one.times for one in rest),
    )
