"""The whole broker: vhosts, users, and who is connected."""

import secrets
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from ipaddress import IPv6Address, ip_address
from itertools import count
from typing import Any

from core.broker.events import Events
from core.broker.exchange import Exchange
from core.broker.parties import Channel, Connection, Timers
from core.broker.permissions import HashedPassword, Permission, User
from core.broker.refusal import Refusal
from core.broker.statistics import Statistics
from core.broker.tracing import Firehose
from core.broker.vhost import EVENT_EXCHANGE, INTERNAL_USER, Vhost

VERSION = "4.0.5"
"""The RabbitMQ whose surfaces this broker shows."""
PRODUCT = "Flowscope"
EVENT_VHOST = "/"
ALARM = "memory"
"""What RabbitMQ says is short while publishers are blocked."""
LINGERING_SECONDS = 5.0
"""How long counts are still shown of what is closed or deleted, as RabbitMQ does."""

GUEST = "guest"
"""A user whose password everybody knows."""


class Broker:
    """One node that is a cluster of its own."""

    def __init__(
        self,
        timers: Timers,
        *,
        node: str = "flowscope@localhost",
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.timers = timers
        self.node = node
        self.cluster_name = f"{node} {secrets.token_hex(4)}"
        self.wall = wall
        self.started_at = wall()
        self.started = timers.time()
        self.listeners: dict[str, tuple[str, int]] = {}
        """Host and port of each protocol that is served."""
        self.users: dict[str, User] = {}
        self.vhosts: dict[str, Vhost] = {}
        self.connections: dict[str, Connection] = {}
        """Those that are open, by their name."""
        self.churn: Counter[str] = Counter()
        """How often what happened, such as `connection.created`, since the start."""
        self.blocked = ""
        """Why publishers must wait, such as `low on memory`; empty when they need not."""
        self._pids = count(200)
        self._gone: deque[tuple[float, Channel]] = deque()
        self._events: Events | None = None
        events = self.add_vhost(EVENT_VHOST, INTERNAL_USER)
        events.description = "Default virtual host"
        events.add_exchange(
            Exchange(
                EVENT_VHOST,
                EVENT_EXCHANGE,
                "topic",
                durable=True,
                internal=True,
                user=INTERNAL_USER,
            )
        )
        self._events = Events(self, events)
        self.statistics = Statistics(self)
        self.statistics.start()

    def next_pid(self) -> int:
        """A number for a new connection or channel."""
        return next(self._pids)

    @property
    def uptime(self) -> float:
        """Seconds since it was started."""
        return self.timers.time() - self.started

    # Users and vhosts.

    def add_user(
        self,
        name: str,
        password: str | HashedPassword,
        tags: tuple[str, ...] = (),
        by: str = INTERNAL_USER,
    ) -> User:
        """Somebody who may log in; may do nothing yet."""
        user = self.users[name] = User(name, password, tags)
        self.tell("user.created", {"name": name}, by)
        return user

    def forget_user(self, user: User, by: str) -> None:
        """May not log in any more."""
        del self.users[user.name]
        self.tell("user.deleted", {"name": user.name}, by)

    def permit(self, user: User, vhost: str, permission: Permission, by: str) -> None:
        """Set what the user may do in a vhost."""
        user.permit(vhost, permission)
        told = {name: getattr(permission, name) for name in ("configure", "write", "read")}
        self.tell("permission.created", {"user": user.name, "vhost": vhost, **told}, by)

    def forbid(self, user: User, vhost: str, by: str) -> None:
        """The user may do nothing there any more."""
        user.permit(vhost, None)
        self.tell("permission.deleted", {"user": user.name, "vhost": vhost}, by)

    def add_vhost(self, name: str, user: str) -> Vhost:
        """A new vhost."""
        vhost = Vhost(name, self.timers, tell=self.tell, wall=self.wall, user=user)
        self.vhosts[name] = vhost
        self.tell("vhost.created", vhost, user)
        return vhost

    def forget_vhost(self, vhost: Vhost, user: str) -> None:
        """Everything in it is deleted, and those who use it are sent away."""
        for connection in [one for one in self.connections.values() if one.vhost is vhost]:
            connection.close(320, f"vhost '{vhost.name}' is deleted")
        for queue in list(vhost.queues.values()):
            vhost.forget_queue(queue, user)
        for exchange in list(vhost.exchanges.values()):
            vhost.forget_exchange(exchange, user)
        for one in self.users.values():
            one.permit(vhost.name, None)
        self.vhosts.pop(vhost.name, None)
        self.tell("vhost.deleted", vhost, user)

    def trace(self, vhost: Vhost, *, on: bool) -> None:
        """Switch the firehose of a vhost."""
        if on is (vhost.tracer is None):
            vhost.tracer = Firehose(vhost, self.node) if on else None

    # Who is connected.

    def login(self, name: str, password: str, host: str) -> User | None:
        """The user, if that is the password; guest comes from this machine only."""
        user = self.users.get(name)
        if user is None or not user.has_password(password):
            return None
        return user if name != GUEST or _is_loopback(host) else None

    def open_vhost(self, name: str, user: User) -> Vhost:
        """connection.open. Raises Refusal."""
        vhost = self.vhosts.get(name)
        if vhost is None:
            raise Refusal(530, f"vhost {name} not found")
        if name not in user.permissions:
            raise Refusal(530, f"access to vhost '{name}' refused for user '{user.name}'")
        return vhost

    def block(self, reason: str) -> None:
        """From now on connections that publish are blocked."""
        if not self.blocked:
            self.tell("alarm.set", self._alarm, INTERNAL_USER)
        self.blocked = reason

    def unblock(self) -> None:
        """They may go on."""
        if self.blocked:
            self.tell("alarm.cleared", self._alarm, INTERNAL_USER)
        self.blocked = ""
        for connection in list(self.connections.values()):
            connection.unblock()

    def opened(self, connection: Connection) -> None:
        """A connection has opened its vhost."""
        self.connections[connection.name] = connection
        self.tell("connection.created", connection, connection.user.name)

    def closed(self, connection: Connection) -> None:
        """A connection is over; its channels were closed before."""
        if self.connections.pop(connection.name, None) is not None:
            connection.vhost.forget_owner(connection)
            self.tell("connection.closed", connection, connection.user.name)

    def opened_channel(self, channel: Channel) -> None:
        """A channel is open."""
        self.tell("channel.created", channel, channel.connection.user.name)

    def closed_channel(self, channel: Channel) -> None:
        """A channel is over; its consumers were cancelled and its unacked messages requeued."""
        self._forget_lingering()
        if channel.counts.published or channel.counts.delivered:
            self._gone.append((self.timers.time() + LINGERING_SECONDS, channel))
        self.tell("channel.closed", channel, channel.connection.user.name)

    @property
    def channels(self) -> Iterator[Channel]:
        """All that are open."""
        for connection in self.connections.values():
            yield from connection.channels.values()

    @property
    def counted_channels(self) -> Iterator[Channel]:
        """All that are open, and those that closed so lately that their counts are still shown."""
        self._forget_lingering()
        open_ones = dict.fromkeys(self.channels)
        yield from open_ones
        yield from (channel for _, channel in self._gone if channel not in open_ones)

    @property
    def _alarm(self) -> dict[str, str]:
        return {"node": self.node, "source": ALARM}

    # What happens.

    def tell(self, what: str, about: Any, user: str) -> None:
        """Something happened: count it, and tell it to whoever listens."""
        self.churn[what] += 1
        later = self.timers.time() + LINGERING_SECONDS
        if what == "queue.deleted":
            self.timers.call_at(later, self._let_go_queue, about.home, about.name)
        elif what == "exchange.deleted" and about.vhost in self.vhosts:
            vhost = self.vhosts[about.vhost]
            self.timers.call_at(later, self._let_go_exchange, vhost, about.name)
        if self._events is not None:
            self._events.happened(what, about, user)

    def _let_go_exchange(self, vhost: Vhost, name: str) -> None:
        if vhost.let_go_exchange(name):
            for channel in self._channels_in(vhost):
                channel.counts.forget_exchange(name)

    def _let_go_queue(self, vhost: Vhost, name: str) -> None:
        if vhost.let_go_queue(name):
            for channel in self._channels_in(vhost):
                channel.counts.forget_queue(name)

    def _channels_in(self, vhost: Vhost) -> Iterator[Channel]:
        return (one for one in self.counted_channels if one.connection.vhost is vhost)

    def _forget_lingering(self) -> None:
        while self._gone and self._gone[0][0] <= self.timers.time():
            self._gone.popleft()


def _is_loopback(host: str) -> bool:
    address = ip_address(host)
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback
