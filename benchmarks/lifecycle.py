"""Folding single facts into lives and acks, beside plain dataclasses and dicts doing the same.

So many messages are published with confirms, delivered and acked (one fact each), by ten services,
in batches of a thirtieth of a second. Prints CPU milliseconds for a second of 50,000 facts: noting
them at the source, sending them through a pipe, folding them; and the plain way's.

    python benchmarks/lifecycle.py [--quick]
"""

import argparse
import gc
import pickle
from collections import defaultdict
from collections.abc import Callable
from dataclasses import fields
from statistics import median
from time import process_time
from typing import Any

from core.ack_flow import AckFlow
from core.fact_log import FactLog
from core.fact_wire import FactReader, encode_facts
from core.message_facts import Flag, Kind, MessageFact, MessageFacts, Party

PER_SECOND = 50_000
BATCHES = 30
SERVICES = 10
TARGET_MS = 250.0
"""Of a core's second: folding 50,000 facts must leave it to others."""
PARTIES = [
    Party(f"10.0.0.{n}:5 -> 10.0.0.99:5672", f"service-{n}", "shop") for n in range(SERVICES)
]

Add = Callable[..., object]


def tell(add: Add, first: int, messages: int, at: float) -> None:
    """The lives of some messages, from publish to ack."""
    for tag in range(first, first + messages):
        party = PARTIES[tag % SERVICES]
        about = {"exchange": "orders", "routing_key": "order.new", "message_id": f"m{tag}"}
        held = {"queue": "orders.q", "consumer_tag": "ctag1.1", "size": 300}
        add(Kind.PUBLISHED, at, party, 1, tag, Flag.CONFIRMS, size=300, **about)
        add(Kind.CONFIRMED, at, party, 1, tag, exchange="orders")
        add(Kind.DELIVERED, at, party, 2, tag, **held, **about)
        add(Kind.ACKED, at, party, 2, tag, **held, **about)


class Plain:
    """A dataclass for each fact, lists through the pipe, and dicts of what is open."""

    def __init__(self) -> None:
        self.facts: list[MessageFact] = []
        self.unacked: dict[Any, MessageFact] = {}
        self.unconfirmed: dict[Any, MessageFact] = {}
        self.counts: defaultdict[Any, int] = defaultdict(int)
        self.times: defaultdict[Any, list[float]] = defaultdict(list)

    def add(
        self,
        kind: Kind,
        at: float,
        party: Party,
        channel: int,
        tag: int,
        flags: Any = 0,
        **more: Any,
    ) -> None:
        """Note a fact."""
        fact = MessageFact(
            kind=kind, at=at, party=party, channel=channel, tag=tag, flags=Flag(flags), **more
        )
        self.facts.append(fact)

    def fold(self, facts: list[MessageFact]) -> None:
        """What became of what."""
        for fact in facts:
            key = (fact.party.connection, fact.channel, fact.tag)
            where = (fact.party.service, fact.exchange, fact.queue, fact.consumer_tag)
            self.counts[where, fact.kind] += 1
            opened = {Kind.PUBLISHED: self.unconfirmed, Kind.DELIVERED: self.unacked}
            closed = {Kind.CONFIRMED: self.unconfirmed, Kind.ACKED: self.unacked}
            if fact.kind in opened:
                opened[fact.kind][key] = fact
            elif (before := closed[fact.kind].pop(key, None)) is not None:
                self.times[where].append(fact.at - before.at)


class Clock:
    """CPU milliseconds of named work, a second of facts at a time."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)

    def time(self, name: str, work: Callable[..., Any], *arguments: Any) -> Any:
        """Do it."""
        begun = process_time()
        result = work(*arguments)
        self.spent[name] += (process_time() - begun) * 1000
        return result


def ours(clock: Clock, messages: int) -> None:
    """A second through the log, the pipe and the model."""
    log, reader, flow = FactLog(), FactReader(), AckFlow()
    for batch in range(BATCHES):
        clock.time("note", tell, log.add, batch * messages + 1, messages, batch / BATCHES)
        facts: MessageFacts = clock.time("pipe", _through_pipe, log, reader)
        clock.time("fold", flow.fold, facts)
    assert not flow.is_partial
    assert flow.life.unacked() == []


def plain(clock: Clock, messages: int) -> None:
    """The same second, plainly."""
    model = Plain()
    for batch in range(BATCHES):
        clock.time("note", tell, model.add, batch * messages + 1, messages, batch / BATCHES)
        rows = clock.time("pipe", lambda: pickle.loads(pickle.dumps(_as_tuples(model.facts))))
        clock.time("fold", lambda rows: model.fold([MessageFact(**row) for row in rows]), rows)
        model.facts.clear()
    assert not model.unacked


def _through_pipe(log: FactLog, reader: FactReader) -> MessageFacts:
    return reader.read(encode_facts(log.take()))


def _as_tuples(facts: list[MessageFact]) -> list[dict[str, Any]]:
    names = [field.name for field in fields(MessageFact)]
    return [{name: getattr(fact, name) for name in names} for fact in facts]


def main() -> None:
    """Both in turns."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer facts, once")
    quick = parser.parse_args().quick
    per_second = PER_SECOND // 20 if quick else PER_SECOND
    spent: dict[str, list[Clock]] = {"ours": [], "plain": []}
    gc.set_threshold(50_000, 50, 1_000)  # as the window does
    for _ in range(1 if quick else 5):
        for name, run in (("ours", ours), ("plain", plain)):
            clock = Clock()
            run(clock, per_second // BATCHES // 4)
            spent[name].append(clock)
    print(f"CPU ms for {per_second:,} facts    ours    plain")
    found = {}
    for work in ("note", "pipe", "fold"):
        found[work], other = (
            median(clock.spent[work] for clock in spent[name]) for name in ("ours", "plain")
        )
        print(f"{work:26} {found[work]:8.0f} {other:8.0f}  {other / found[work]:.1f}x")
    verdict = "met" if found["fold"] <= TARGET_MS * per_second / PER_SECOND else "missed"
    print(f"target: folding takes at most {TARGET_MS:.0f} ms of a core's second: {verdict}")


if __name__ == "__main__":
    main()
