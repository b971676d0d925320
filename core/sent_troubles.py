"""What publishers sent in vain: messages that came back to them, and keys that lead nowhere."""

from collections.abc import Callable, Iterable, Iterator

from core import numbers
from core.disproof import LATELY_SECONDS
from core.graph import EdgeKey, node_id
from core.nowhere_causes import Cause, CauseOf, NowhereCauses, WhyNowhere, reasons_words
from core.sent_keys import Sent
from core.sightings import proof_of_sent, severity, until
from core.troubles import Trouble
from core.witness import Witness
from core.wording import counted, phrase, tr

_MOST_KEYS = 100
"""Of so many routing keys of an edge, the newest, it is looked where they lead."""
_LOST = ("drop_unroutable", "return_unroutable")


def _no_headers(_exchange: str, _headers: str) -> Cause:
    """Headers do not matter."""
    return ()


class SentTroubles:
    """What is wrong with messages at the exchanges that they were sent to."""

    def __init__(self, seen: Witness) -> None:
        self._seen = seen
        self._causes = NowhereCauses()

    def troubles(
        self, why_nowhere: WhyNowhere, now: float, cause_of: CauseOf = _no_headers
    ) -> Iterator[Trouble]:
        """Everything of that kind at `now`; what is disproved is forgotten."""
        yield from self._returns(why_nowhere, now)
        yield from self._nowhere(why_nowhere, now, cause_of)

    def _returns(self, why_nowhere: WhyNowhere, now: float) -> Iterator[Trouble]:
        """Mandatory messages that nobody takes; over once a binding for them is there.

        Of each edge one of the most frequent routing keys is explained: there may be as many keys
        as messages.
        """
        counter = "return_unroutable"
        returns = [*reversed(self._seen.flow.oddities.returns.values())]
        forget = self._seen.flow.oddities.returns_no_more
        for key, alike in self._by_edge(returns, forget, counter).items():
            newest, why = next(_explained(alike, why_nowhere), (alike[0], ""))
            if why:
                shown = newest
                if len(alike) > 1:
                    shown, why = next(_explained(sorted(alike, key=_rank), why_nowhere))
                yield Trouble(
                    key,
                    "returned",
                    severity(newest.at, now, self._seen.disproof.counts(key, counter)),
                    until(_returned_words(shown, alike, why), newest.at, now, after=LATELY_SECONDS),
                    amount=_times(alike),
                    **proof_of_sent(newest),
                )

    def _nowhere(self, why_nowhere: WhyNowhere, now: float, cause_of: CauseOf) -> Iterator[Trouble]:
        """Routing keys that lead nowhere as things are, where messages are counted as lost."""
        still = phrase("{told}; seen until {time}, and the broker still counts drops there")
        sent = self._seen.flow.sent_keys
        for key, alike in self._by_edge([*sent], self._forget, *_LOST).items():
            edge = self._seen.graph.edges[key]
            if not any(self._seen.graph.count(edge, name) for name in _LOST):
                continue
            newest, _ = next(_explained(alike[:_MOST_KEYS], why_nowhere), (None, ""))
            reasons = self._causes.reasons(alike[:_MOST_KEYS], why_nowhere, cause_of)
            if newest is not None and reasons:
                goes_on = self._seen.disproof.counts(key, *_LOST)
                told = reasons_words(reasons)
                yield Trouble(
                    key,
                    "nowhere",
                    severity(newest.at, now, goes_on),
                    until(told, newest.at, now, still if goes_on else ""),
                    **proof_of_sent(newest),
                )

    def _forget(self, sent: Sent) -> None:
        self._causes.forget(sent)
        self._seen.flow.sent_keys.forget(sent)

    def _by_edge(
        self, sent: Iterable[Sent], forget: Callable[[Sent], None], *counters: str
    ) -> dict[EdgeKey, list[Sent]]:
        """What nothing says of that it is over, by its edge; the rest is forgotten.

        The counters count the like of it.
        """
        found: dict[EdgeKey, list[Sent]] = {}
        for one in sent:
            who = one.party.connection
            service = self._seen.service_of(who) or ""
            key: EdgeKey = ("publish", service, node_id("exchange", one.exchange))
            if self._seen.disproof.is_over(key, who, one.at, *counters):
                forget(one)
            elif key in self._seen.graph.edges:
                found.setdefault(key, []).append(one)
        return found


def _explained(alike: list[Sent], why_nowhere: WhyNowhere) -> Iterator[tuple[Sent, str]]:
    for sent in alike:
        if why := why_nowhere(sent.exchange, sent.routing_key, sent.headers):
            yield sent, why


def _rank(sent: Sent) -> tuple[int, str]:
    """Twice as many come first, then by name: the newest would be another one all the time."""
    return -sent.times.bit_length(), sent.routing_key


def _others(sent: Iterable[Sent]) -> int:
    """How many routing keys there are besides the first: many may publish with the same."""
    return len({one.routing_key for one in sent}) - 1


def _times(sent: Iterable[Sent]) -> int:
    return sum(one.times for one in sent)


def _returned_words(shown: Sent, alike: list[Sent], why: str) -> str:
    """Those of one routing key, and how often messages of how many others were returned."""
    same = _times(one for one in alike if one.routing_key == shown.routing_key)
    since = numbers.clock(min(one.since for one in alike))
    told = tr("{n:,} returned since {time}: {why}", n=same, time=since, why=why)
    keys = _others(alike)
    if not keys:
        return told
    return counted(
        keys,
        phrase("{told}; {times:,} more with {n:,} other routing key"),
        phrase("{told}; {times:,} more with {n:,} other routing keys"),
        told=told,
        times=_times(alike) - same,
    )
