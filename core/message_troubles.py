"""What is wrong with single messages on their way: each verdict names the message that proves it."""

from collections.abc import Iterator

from core import numbers
from core.graph import MAIN, EdgeKey, node_id
from core.open_channels import OpenChannel
from core.sightings import proof, severity, until, with_others
from core.troubles import Severity, Trouble
from core.watched_message import Message
from core.witness import Witness
from core.wording import phrase, tr

CONFIRM_SECONDS = 5.0
"""A broker that is well confirms sooner."""


class MessageTroubles:
    """What is wrong with messages behind the exchanges, and with what waits for the broker."""

    def __init__(self, seen: Witness) -> None:
        self._seen = seen

    def troubles(self, now: float) -> Iterator[Trouble]:
        """Everything that single facts tell at `now`; what is disproved is forgotten."""
        yield from self._loops(now)
        yield from self._cycles(now)
        yield from self._unconfirmed(now)

    def _loops(self, now: float) -> Iterator[Trouble]:
        """Messages that come back whatever their consumer does."""
        for messages in self._looping().values():
            worst = max(messages, key=lambda message: message.redeliveries)
            key = self._taken_by(worst)
            if key in self._seen.graph.edges:
                badly, text = self._told_of_loop(key, worst, messages, now)
                yield Trouble(key, "loop", badly, text, amount=len(messages), **proof(messages))

    def _looping(self) -> dict[str, list[Message]]:
        """By queue."""
        found: dict[str, list[Message]] = {}
        for message in [*self._seen.flow.oddities.loops.values()]:
            key, who = self._taken_by(message), message.party.connection
            if message.state == "unacked" or not self._seen.disproof.is_over(
                key, who, message.began_at, "redeliver"
            ):
                found.setdefault(message.queue, []).append(message)
            else:
                self._seen.flow.oddities.disproved(message)
        return found

    def _told_of_loop(
        self, key: EdgeKey, worst: Message, messages: list[Message], now: float
    ) -> tuple[Severity, str]:
        text = tr(
            "{message} comes back again and again: redelivered at least {n:,} times",
            message=with_others(worst, messages),
            n=worst.redeliveries,
        )
        if any(message.state == "unacked" for message in messages):
            return "warning", text
        last, goes_on = (
            max(one.since for one in messages),
            self._seen.disproof.counts(key, "redeliver"),
        )
        still = phrase("{told}; seen until {time}, and the broker still counts redeliveries there")
        return severity(last, now, goes_on), until(text, last, now, still if goes_on else "")

    def _taken_by(self, message: Message) -> EdgeKey:
        service = self._seen.service_of(message.party.connection) or ""
        return "deliver", node_id("queue", message.queue), service

    def _cycles(self, now: float) -> Iterator[Trouble]:
        """Messages that come round by way of dead-letter exchanges."""
        for key, messages in self._cycling().items():
            worst = max(messages, key=lambda message: message.deaths)
            text = tr(
                "{message} goes round by way of dead-lettering: {n:,} times from {queue}",
                message=with_others(worst, messages),
                n=worst.deaths,
                queue=worst.death_queue,
            )
            last = max(message.since for message in messages)
            badly, text = severity(last, now), until(text, last, now)
            yield Trouble(key, "loop", badly, text, amount=len(messages), **proof(messages))

    def _cycling(self) -> dict[EdgeKey, list[Message]]:
        found: dict[EdgeKey, list[Message]] = {}
        for message in [*self._seen.flow.oddities.cycles.values()]:
            key = self._taken_by(message)
            who = message.party.connection
            if self._seen.disproof.is_over(key, who, message.since, *MAIN["deliver"]):
                self._seen.flow.oddities.disproved(message)
            elif key in self._seen.graph.edges:
                found.setdefault(key, []).append(message)
        return found

    def _unconfirmed(self, now: float) -> Iterator[Trouble]:
        """Publishers that wait for the broker."""
        for key, waiting in self._waiting(now).items():
            if key in self._seen.graph.edges:
                amount = sum(len(channel.unconfirmed) for channel, _ in waiting)
                messages = [oldest for _, oldest in waiting]
                age = numbers.whole_age(now - min(one.began_at for one in messages))
                text = tr("{n:,} unconfirmed, the oldest for at least {time}", n=amount, time=age)
                yield Trouble(key, "unconfirmed", "warning", text, amount=amount, **proof(messages))

    def _waiting(self, now: float) -> dict[EdgeKey, list[tuple[OpenChannel, Message]]]:
        """The channels that wait for long, and for which message the longest."""
        found: dict[EdgeKey, list[tuple[OpenChannel, Message]]] = {}
        for channel in self._seen.flow.life.channels:
            oldest = next(iter(channel.unconfirmed.open.values()), None)
            service = self._seen.service_of(channel.party.connection)
            if oldest is not None and service and now - oldest.began_at >= CONFIRM_SECONDS:
                key: EdgeKey = ("publish", service, node_id("exchange", oldest.exchange))
                found.setdefault(key, []).append((channel, oldest))
        return found
