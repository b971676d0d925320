"""How long requests wait for their replies, by who asks and who answers.

A request names where it wants the reply (`reply_to`), and the reply comes to the queue of that name
with the request's correlation id, or its message id where it had no other. Only what is published
counts, as replies to `amq.rabbitmq.reply-to` are never seen to be delivered.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from core.life_table import HANDED
from core.message_facts import Party
from core.percentiles import Times
from core.watched_message import Message, Step

_MOST_REQUESTS = 20_000
_MOST_PAIRS = 1_000
_Key = tuple[str, str, str]
"""Vhost, where the reply is wanted, and the id that it will have."""


@dataclass(slots=True)
class Replies:
    """What one service answered of what another asked by way of an exchange.

    Where a name is not known yet, what one connection answered another.
    """

    asker: Party
    answerer: Party
    exchange: str
    since: float
    """When the first was seen."""
    times: Times = field(default_factory=Times)
    """From the publish of a request to the publish of its first reply."""


class ReplyTimes:
    """Requests that wait for an answer, and how long others have waited; both bounded."""

    def __init__(self, most: int = _MOST_REQUESTS) -> None:
        self._most = most
        self._asked: OrderedDict[_Key, Message | None] = OrderedDict()
        """None where it is answered already, or where several wait that cannot be told apart."""
        self._replies: dict[tuple[str, str, str, str], Replies] = {}

    def __iter__(self) -> Iterator[Replies]:
        return iter(self._replies.values())

    def take(self, steps: Iterable[Step]) -> None:
        """What has happened to messages."""
        for step in steps:
            message = step.message
            if step.event == "publish":
                if message.correlation_id and not message.exchange:
                    self._answered(message, step.at)
                if message.reply_to:
                    self._ask(message, message, is_new=True)
            elif message.reply_to and message.origin is not None and step.event in HANDED:
                # the broker has put another address in the place of `amq.rabbitmq.reply-to`
                self._ask(message.origin, message, is_new=False)

    def _ask(self, publish: Message, message: Message, *, is_new: bool) -> None:
        known_as = message.correlation_id or message.message_id
        key = message.party.vhost, message.reply_to, known_as
        if not known_as or (key in self._asked and not is_new):
            return
        is_alike = self._asked.pop(key, None) is not None
        self._asked[key] = None if is_alike else publish
        if len(self._asked) > self._most:
            self._asked.popitem(last=False)

    def _answered(self, reply: Message, at: float) -> None:
        key = reply.party.vhost, reply.routing_key, reply.correlation_id
        request = self._asked.get(key)
        if request is None:
            return
        self._asked[key] = None
        asker, answerer = request.party, reply.party
        pair = asker.vhost, _name(asker), _name(answerer), request.exchange
        known = self._replies.get(pair)
        if known is None:
            if len(self._replies) >= _MOST_PAIRS:
                self._forget_rarest()
            known = self._replies[pair] = Replies(asker, answerer, request.exchange, at)
        known.asker, known.answerer = asker, answerer
        known.times.add(max(at - request.began_at, 0.0))

    def _forget_rarest(self) -> None:
        """Connections that come and go ask little."""
        by_count = sorted(self._replies.items(), key=lambda one: len(one[1].times), reverse=True)
        self._replies = dict(by_count[: _MOST_PAIRS // 2])


def _name(party: Party) -> str:
    return party.service or party.connection
