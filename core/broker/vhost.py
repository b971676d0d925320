"""A vhost: its exchanges, queues and bindings, and the way of a message through them."""

import secrets
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from enum import Enum, auto
from typing import Any, Protocol

from core.broker import dead_letters
from core.broker.burials import Burials, Death
from core.broker.counts import Delivered, Published
from core.broker.exchange import Binding, Destination, Exchange
from core.broker.message import Entry, Message
from core.broker.parties import Channel, Connection, Timers
from core.broker.policies import Policy, strongest
from core.broker.queue import Queue
from core.broker.refusal import Refusal, not_found
from core.broker.replies import Replies

Tell = Callable[[str, Any, str], None]
"""Takes what happened (such as `queue.created`), to what, and who did it."""

INTERNAL_USER = "rmq-internal"
TRACE_EXCHANGE = "amq.rabbitmq.trace"
EVENT_EXCHANGE = "amq.rabbitmq.event"
_PREDECLARED = {
    "": "direct",
    "amq.direct": "direct",
    "amq.fanout": "fanout",
    "amq.headers": "headers",
    "amq.match": "headers",
    "amq.topic": "topic",
}
_KNOWN_ROUTES = 4096
"""Routing keys kept per exchange: there may be endlessly many of them."""


class Routed(Enum):
    """What became of a published message."""

    SOMEWHERE = auto()
    NOWHERE = auto()
    """No queue: a mandatory message is returned."""
    REFUSED = auto()
    """A queue was full: it is nacked."""


class Tracer(Protocol):
    """Somebody who is told of every message while tracing is on."""

    def published(self, channel: Channel, message: Message, queues: Sequence[Queue]) -> None:
        """A client published it, and these queues got it."""

    def delivered(self, channel: Channel, queue: Queue, entry: Entry) -> None:
        """A client is about to receive it."""


def untold(_what: str, _about: object, _user: str) -> None:
    """Nobody wants to know."""


class Vhost:
    """Everything that is declared below one name, and nothing of other vhosts."""

    def __init__(
        self,
        name: str,
        timers: Timers,
        *,
        tell: Tell = untold,
        wall: Callable[[], float] = time.time,
        user: str = INTERNAL_USER,
    ) -> None:
        self.name = name
        self.timers = timers
        self.wall = wall
        self.tell = tell
        self.description = ""
        self.tags: tuple[str, ...] = ()
        self.tracer: Tracer | None = None
        """Somebody while tracing is on."""
        self.exchanges: dict[str, Exchange] = {}
        self.queues: dict[str, Queue] = {}
        self.policies: dict[str, Policy] = {}
        self.bound_to: defaultdict[Destination, dict[Binding, None]] = defaultdict(dict)
        """The bindings that lead to an exchange or queue."""
        self.declared = 0
        """How often a queue was declared, whether it was new or not."""
        self.exchange_counts: dict[str, Published] = {}
        """By name; those of deleted exchanges and queues are kept until `let_go`."""
        self.queue_counts: dict[str, Delivered] = {}
        self.former: Counter[str] = Counter()
        """What was counted for exchanges and queues that were let go."""
        self.replies = Replies()
        self.dead_lettered: Counter[tuple[str, str]] = Counter()
        """How many messages, by reason and `at_most_once`, or `disabled` where nobody wants them."""
        self._burials = Burials(timers, self._bury)
        self._routes: defaultdict[Exchange, dict[str, tuple[Queue, ...]]] = defaultdict(dict)
        """Queues by routing key, as found since anything was declared or bound last."""
        for one, kind in _PREDECLARED.items():
            self.add_exchange(Exchange(name, one, kind, durable=True, user=user))
        trace = Exchange(name, TRACE_EXCHANGE, "topic", durable=True, internal=True, user=user)
        self.add_exchange(trace)

    # Exchanges and queues.

    @property
    def lengths(self) -> dict[str, int]:
        """How many messages are in all queues."""
        total = {"messages": 0, "messages_ready": 0, "messages_unacknowledged": 0}
        for queue in self.queues.values():
            for name, count in queue.lengths.items():
                total[name] += count
        return total

    def exchange(self, name: str) -> Exchange:
        """Raises Refusal when there is none."""
        found = self.exchanges.get(name)
        if found is None:
            raise not_found("exchange", name, self.name)
        return found

    def queue(self, name: str, connection: Connection | None = None) -> Queue:
        """Raises Refusal when there is none, or another connection has it for itself."""
        found = self.queues.get(name)
        if found is None:
            raise not_found("queue", name, self.name)
        if found.owner is not None and connection is not None and found.owner is not connection:
            raise locked(found)
        return found

    def new_name(self) -> str:
        """A name for a queue that its client does not name."""
        return f"amq.gen-{secrets.token_urlsafe(16)}"

    def add_exchange(self, exchange: Exchange) -> None:
        """Declare it."""
        self.exchanges[exchange.name] = exchange
        exchange.counts = self.exchange_counts.setdefault(exchange.name, exchange.counts)
        if self.policies:
            exchange.apply(self._policy_of(exchange))
        self._routes.clear()
        self.tell("exchange.created", exchange, exchange.user)

    def add_queue(self, queue: Queue) -> None:
        """Declare it."""
        self.queues[queue.name] = queue
        queue.counts = self.queue_counts.setdefault(queue.name, queue.counts)
        if self.policies:
            queue.apply(self._policy_of(queue))
        self._routes.clear()
        self.tell("queue.created", queue, queue.user)

    def forget_exchange(self, exchange: Exchange, user: str = INTERNAL_USER) -> None:
        """Delete it with all its bindings."""
        if self.exchanges.pop(exchange.name, None) is None:
            return
        for binding in list(exchange.bindings.values()):
            self._drop(binding, user)
        self._unbind_all(exchange, user)
        self._routes.clear()
        self.tell("exchange.deleted", exchange, user)

    def forget_queue(self, queue: Queue, user: str = INTERNAL_USER) -> int:
        """Delete it with all its bindings and messages; says how many were ready."""
        if self.queues.pop(queue.name, None) is None:
            return 0
        count = queue.message_count
        self._unbind_all(queue, user)
        self._routes.clear()
        queue.end()
        self.tell("queue.deleted", queue, user)
        return count

    def forget_owner(self, connection: Connection) -> None:
        """A connection ended: what was its own goes with it."""
        for queue in [one for one in self.queues.values() if one.owner is connection]:
            self.forget_queue(queue, connection.user.name)

    def let_go_exchange(self, name: str) -> bool:
        """Its counts are no longer told, unless it was declared again."""
        if name in self.exchanges or (counts := self.exchange_counts.pop(name, None)) is None:
            return False
        self.former.update({name: getattr(counts, name) for name in Published.NAMES})
        return True

    def let_go_queue(self, name: str) -> bool:
        """Its counts are no longer told, unless it was declared again."""
        if name in self.queues or (counts := self.queue_counts.pop(name, None)) is None:
            return False
        self.former.update({name: getattr(counts, name) for name in Delivered.NAMES})
        self.former["deliver_get"] += counts.deliver_get
        for published in self.exchange_counts.values():
            published.routed.pop(name, None)
        return True

    # Bindings.

    def bind(self, binding: Binding, user: str) -> None:
        """A second time changes nothing."""
        if binding.source.bind(binding):
            self.bound_to[binding.destination][binding] = None
            self._routes.clear()
            self.tell("binding.created", binding, user)

    def unbind(self, binding: Binding, user: str) -> None:
        """What is not bound may be unbound as well."""
        if self._drop(binding, user):
            self._delete_if_done(binding.source, user)

    # Policies.

    def set_policy(self, policy: Policy, user: str) -> None:
        """A new policy, or a new definition of one."""
        self.policies[policy.name] = policy
        self._apply_policies()
        self.tell("policy.set", {"vhost": self.name, **policy.told}, user)

    def clear_policy(self, policy: Policy, user: str) -> None:
        """A policy holds no longer."""
        del self.policies[policy.name]
        self._apply_policies()
        self.tell("policy.cleared", {"vhost": self.name, "name": policy.name}, user)

    # Messages.

    def give(self, message: Message, queues: Sequence[Queue]) -> Routed:
        """Give the message to the queues that it is for."""
        routed = Routed.SOMEWHERE if queues else Routed.NOWHERE
        for queue in queues:
            if not queue.publish(message):
                routed = Routed.REFUSED
        if self._burials:
            self._burials.one_more()
        return routed

    def route(self, exchange: Exchange, message: Message) -> Sequence[Queue]:
        """The queues that the message is for, each once."""
        if message.copies:
            return self._find(exchange, message)[0]
        key = message.routing_key
        if not exchange.name:
            queue = self.queues.get(key)
            return () if queue is None else (queue,)
        routes = self._routes[exchange]
        known = routes.get(key)
        if known is not None:
            return known
        queues, by_key = self._find(exchange, message)
        if by_key:
            if len(routes) >= _KNOWN_ROUTES:
                routes.clear()
            routes[key] = queues
        return queues

    def dead_letter(self, queue: Queue, messages: Sequence[Message], reason: str) -> None:
        """Publish what a queue gave up to its dead-letter exchange, if that is there."""
        name, key = queue.settings.dead_letter_exchange, queue.settings.dead_letter_routing_key
        if name is None or name not in self.exchanges:
            self.dead_lettered[reason, "disabled"] += len(messages)
        else:
            self._burials.add(messages, Death(queue.name, reason, self.wall(), name, key))

    # What follows happens inside.

    def _apply_policies(self) -> None:
        declared: list[Destination] = [*self.exchanges.values(), *self.queues.values()]
        for one in declared:
            one.apply(self._policy_of(one))
        self._routes.clear()

    def _policy_of(self, one: Destination) -> Policy | None:
        return strongest(self.policies.values(), one.kind, one.name)

    def _bury(self, message: Message, death: Death) -> None:
        exchange = self.exchanges.get(death.exchange)
        if exchange is None:
            self.dead_lettered[death.reason, "disabled"] += 1
            return
        dead = dead_letters.died(message, death)
        found = self.route(exchange, dead)
        for one in dead_letters.without_cycles(dead, death.reason, found):
            one.publish(dead)
        self.dead_lettered[death.reason, "at_most_once"] += 1

    def _find(self, exchange: Exchange, message: Message) -> tuple[tuple[Queue, ...], bool]:
        """The queues, and whether every such routing key leads to them."""
        queues: dict[Queue, None] = {}
        by_key = True
        seen = {exchange: None}
        for one in (todo := [exchange]):
            found = list(self._destinations(one, message))
            by_key = by_key and not one.table.looks_at_headers
            if not found and one.alternate in self.exchanges:
                found = [self.exchanges[one.alternate]]
            for destination in found:
                if isinstance(destination, Queue):
                    queues[destination] = None
                elif destination not in seen:
                    seen[destination] = None
                    todo.append(destination)
        return tuple(queues), by_key

    def _destinations(self, exchange: Exchange, message: Message) -> Iterable[Destination]:
        if exchange.name:
            return exchange.destinations(message)
        return [self.queues[key] for key in message.routing_keys if key in self.queues]

    def _unbind_all(self, destination: Destination, user: str) -> None:
        for binding in list(self.bound_to.pop(destination, ())):
            self._drop(binding, user)
            self._delete_if_done(binding.source, user)

    def _drop(self, binding: Binding, user: str) -> bool:
        """Whether it was there."""
        was = binding.source.unbind(binding)
        if was is None:
            return False
        self.bound_to[was.destination].pop(was, None)
        if not self.bound_to[was.destination]:
            del self.bound_to[was.destination]
        self._routes.clear()
        self.tell("binding.deleted", was, user)
        return True

    def _delete_if_done(self, exchange: Exchange, user: str) -> None:
        """An exchange with auto-delete goes with its last binding."""
        if exchange.auto_delete and not exchange.bindings:
            self.forget_exchange(exchange, user)


def locked(queue: Queue) -> Refusal:
    """Another connection has the queue for itself."""
    return Refusal(
        405,
        f"cannot obtain exclusive access to locked queue '{queue.name}' in vhost '{queue.vhost}'. "
        "It could be originally declared on another connection or the exclusive property value "
        "does not match that of the original declaration.",
    )
