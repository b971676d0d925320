"""The flow of acknowledgements of a stretch of time, for the command line: as JSON and in words."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from core import numbers
from core.ack_flow import AckFlow, ConsumerAcks, ConsumerKey, PublisherConfirms, PublisherKey
from core.ack_hops import hops_of, may_be_more
from core.watched_message import Message

Via = Literal["firehose", "proxy"]
HANDED = ("deliver", "deliver_no_ack", "get", "get_no_ack")
_ANSWERS = ("ack", "nack", "nack_requeue", "reject", "reject_requeue")
_MOST_HOPS = 50
_BACK = ("channel_closed", "recover")
PUBLISHED = ("publish", "confirm", "nack_by_broker", "return_unroutable", "unanswered")


@dataclass(frozen=True)
class AckReport:
    """What was seen, and what is unacked now."""

    flow: AckFlow
    via: Via
    seconds: float
    until: float
    """When watching ended: ages are counted to here."""
    listed: int = 100
    """Of the unacked messages of a queue, so many are listed, the oldest first."""

    def as_json(self) -> dict[str, Any]:
        """Schema flowscope/acks/1."""
        life = self.flow.life
        return {
            "schema": "flowscope/acks/1",
            "via": self.via,
            "seconds": round(self.seconds, 3),
            "complete": not (self.flow.is_partial or life.evicted),
            "lost": life.lost,
            "unexpected": life.unexpected,
            "evicted": life.evicted,
            "publishers": [self._publisher(*one) for one in sorted(self.flow.publishers.items())],
            "hops": self._hops(),
            "queues": [self._queue(*queue) for queue in sorted(self._names())],
        }

    def as_text(self) -> str:
        """What a person wants to know first: who holds what, and what became of the rest."""
        shown = self.as_json()
        lines = [f"{self.seconds:.1f} s, seen via {self.via}"]
        if not shown["complete"]:
            lines.append("Not everything was seen: there may be more than is shown here.")
        if shown["publishers"]:
            lines += ["", "Published", *map(_publisher_line, shown["publishers"])]
        if shown["hops"]:
            lines += ["", "Which service causes work for which", *_hop_lines(shown["hops"])]
        for queue in shown["queues"]:
            lines += ["", *_queue_lines(queue)]
        if not (shown["publishers"] or shown["queues"]):
            lines.append("No message passed.")
        return "\n".join(lines)

    @property
    def _sees_acks(self) -> bool:
        return self.via == "proxy"

    def _names(self) -> set[tuple[str, str]]:
        return {key[:2] for key in self.flow.consumers} | set(self.flow.queues)

    def _hops(self) -> list[dict[str, Any]]:
        hops = hops_of(self.flow.pairs)
        partial = self.flow.is_partial or bool(self.flow.life.evicted)
        return [
            hop.as_json(at_least=partial or may_be_more(hop, hops), sees_acks=self._sees_acks)
            for hop in hops
        ]

    def _publisher(self, key: PublisherKey, publisher: PublisherConfirms) -> dict[str, Any]:
        channels = self.flow.life.channels
        waiting = (m for channel in channels for m in channel.unconfirmed.open.values())
        mine = (key.vhost, key.service, key.exchange)
        unconfirmed = sum((m.party.vhost, m.party.service, m.exchange) == mine for m in waiting)
        return {
            "vhost": key.vhost,
            "service": key.service or None,
            "exchange": key.exchange,
            "counts": self._counted(publisher.counts, PUBLISHED, PUBLISHED[1:]),
            "unconfirmed": unconfirmed if self._sees_acks else None,
            "publish_to_confirm": publisher.confirming.as_json(),
        }

    def _queue(self, vhost: str, name: str) -> dict[str, Any]:
        mine = {k: acks for k, acks in self.flow.consumers.items() if k[:2] == (vhost, name)}
        together = ConsumerAcks()
        for acks in mine.values():
            together.merge(acks)
        held = {key: messages for key, messages in self.flow.holders() if key in mine}
        unacked = sorted((m for each in held.values() for m in each), key=lambda m: m.since)
        apart = self.flow.queues.get((vhost, name), Counter())
        counts = self._handled(together)
        counts["route"] = apart["route"] if self.via == "firehose" else None
        counts["dead_letter"] = apart["dead_letter"]
        return {
            "vhost": vhost,
            "name": name,
            "counts": counts,
            "unacked": len(unacked) if self._sees_acks else None,
            **_times(together),
            "consumers": [self._consumer(k, mine[k], held.get(k, [])) for k in sorted(mine)],
            "unacked_messages": [m.as_json(self.until) for m in unacked[: self.listed]],
        }

    def _consumer(
        self, key: ConsumerKey, acks: ConsumerAcks, held: list[Message]
    ) -> dict[str, Any]:
        return {
            "service": key.service or None,
            "connection": key.connection or None,
            "channel": key.channel or None,
            "consumer_tag": key.consumer_tag or None,
            "prefetch": self.flow.prefetch(key),
            "counts": self._handled(acks),
            "unacked": len(held) if self._sees_acks else None,
            "oldest_unacked_s": round(self.until - held[0].since, 3) if held else None,
            "answers": acks.answers if self._sees_acks else None,
            "settled_by_multiple": acks.multiple if self._sees_acks else None,
            **_times(acks),
        }

    def _handled(self, acks: ConsumerAcks) -> dict[str, int | None]:
        counts = Counter(acks.counts)
        counts["deliver"] += counts["deliver_unseen"]
        names = (*HANDED, "redeliver", *_ANSWERS, *_BACK)
        return self._counted(counts, names, (*HANDED[1:], *_ANSWERS, *_BACK))

    def _counted(
        self, counts: Mapping[Any, int], names: Iterable[str], by_proxy: Iterable[str]
    ) -> dict[str, int | None]:
        """Every count, also those that are 0; null is what only the proxy can see."""
        unknown = () if self._sees_acks else tuple(by_proxy)
        return {name: None if name in unknown else counts.get(name, 0) for name in names}


def _times(acks: ConsumerAcks) -> dict[str, Any]:
    return {
        "publish_to_deliver": acks.waiting.as_json(),
        "deliver_to_ack": acks.handling.as_json(),
    }


def _publisher_line(publisher: dict[str, Any]) -> str:
    who = publisher["service"] or "unknown"
    where = publisher["exchange"] or "(AMQP default)"
    return f"  {who} → {where}: {_amounts(publisher['counts'])}{_confirms(publisher)}"


def _hop_lines(hops: list[dict[str, Any]]) -> list[str]:
    more = len(hops) - _MOST_HOPS
    lines = [_hop_line(hop) for hop in hops[:_MOST_HOPS]]
    return [*lines, f"  … and {more:,} more"] if more > 0 else lines


def _hop_line(hop: dict[str, Any]) -> str:
    ends = f"{hop['from'] or 'unknown'} causes work for {hop['to'] or 'unknown'}"
    queues = ", ".join(dict.fromkeys(way["queue"] or "queues that are gone" for way in hop["ways"]))
    sign = ">= " if hop["at_least"] else ""
    return f"  {ends}: {sign}{_amounts(hop['counts'])} (by {queues})"


def _confirms(publisher: dict[str, Any]) -> str:
    waiting = f", {publisher['unconfirmed']:,} unconfirmed" if publisher["unconfirmed"] else ""
    return waiting + _time_words("confirmed after", publisher["publish_to_confirm"])


def _queue_lines(queue: dict[str, Any]) -> list[str]:
    unacked = "acks not observable" if queue["unacked"] is None else f"{queue['unacked']:,} unacked"
    name = queue["name"] or "queues that are unknown or gone"
    lines = [f"{name}: {unacked}; {_amounts(queue['counts'])}"]
    for consumer in queue["consumers"]:
        lines.append(f"  {_who(consumer)}: {_amounts(consumer['counts'])}{_holds(consumer)}")
        lines += [
            f"    {words}"
            for words in (
                _time_words("waited", consumer["publish_to_deliver"], ""),
                _time_words("answered after", consumer["deliver_to_ack"], ""),
            )
            if words
        ]
    lines += [f"    {_message_line(message)}" for message in queue["unacked_messages"][:10]]
    more = (queue["unacked"] or 0) - 10
    return [*lines, f"    … and {more:,} more"] if more > 0 else lines


def _who(consumer: dict[str, Any]) -> str:
    service = consumer["service"] or consumer["connection"] or "unknown"
    return f"{service} ({consumer['consumer_tag'] or 'by get'})"


def _holds(consumer: dict[str, Any]) -> str:
    if not consumer["unacked"]:
        return ""
    limit = f" of {consumer['prefetch']:,}" if consumer["prefetch"] else ""
    oldest = numbers.whole_age(consumer["oldest_unacked_s"])
    return f"; holds {consumer['unacked']:,}{limit}, the oldest for {oldest}"


def _message_line(message: dict[str, Any]) -> str:
    name = message["message_id"] or f"delivery tag {message['delivery_tag']}"
    again = message["redeliveries_seen"]
    times = f", redelivered {again:,} times" if again else ""
    age = numbers.whole_age(message["age_s"])
    return f"unacked for {age}: {name} [{message['routing_key']}]{times}"


def _amounts(counts: dict[str, int | None]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items() if count) or "nothing"


def _time_words(what: str, times: dict[str, Any] | None, before: str = ", ") -> str:
    if times is None:
        return ""
    return f"{before}{what} {times['p50_ms']:g} ms (p99 {times['p99_ms']:g}, longest {times['max_ms']:g})"
