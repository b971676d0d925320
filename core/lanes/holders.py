"""Who holds messages, or waits for an answer to them: the keys of lanes."""

from typing import NamedTuple

from core.ack_flow import ConsumerKey, PublisherKey, consumer_of
from core.message_facts import Party
from core.watched_message import Message


class QueueKey(NamedTuple):
    """A queue in which messages wait."""

    vhost: str
    queue: str


Holder = ConsumerKey | PublisherKey | QueueKey


def queue_of(message: Message) -> QueueKey:
    """Where a message waits."""
    return QueueKey(message.party.vhost, message.queue)


def publisher_of(message: Message) -> PublisherKey:
    """Who published a message."""
    return PublisherKey(message.party.vhost, message.party.service, message.exchange)


class Holders:
    """Numbers for holders, in the order in which they were met."""

    def __init__(self) -> None:
        self.keys: list[Holder] = []
        self._numbers: dict[Holder, int] = {}
        self._consumers: dict[tuple[Party, int, str, str], int] = {}
        self._publishers: dict[tuple[Party, str], int] = {}

    def __len__(self) -> int:
        return len(self.keys)

    def number(self, key: Holder) -> int:
        """Of a holder; a new one gets the next."""
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.keys)
            self.keys.append(key)
        return number

    def consumer(self, message: Message) -> int:
        """Of who got a message; looked up for every message, so without making its key."""
        known = message.party, message.channel, message.queue, message.consumer_tag
        number = self._consumers.get(known)
        if number is None:
            number = self._consumers[known] = self.number(consumer_of(message))
        return number

    def publisher(self, message: Message) -> int:
        """Of who published a message."""
        known = message.party, message.exchange
        number = self._publishers.get(known)
        if number is None:
            number = self._publishers[known] = self.number(publisher_of(message))
        return number
