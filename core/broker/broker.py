"""The whole broker: vhosts, users, and who is connected."""

import time
from collections.abc import Callable
from itertools import count
from typing import Any

from core.broker.exchange import Exchange
from core.broker.parties import Channel, Connection, Timers
from core.broker.permissions import Permission, User
from core.broker.refusal import Refusal
from core.broker.vhost import INTERNAL_USER, Vhost

VERSION = "4.0.5"
"""The RabbitMQ whose surfaces this broker shows."""


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
        self.cluster_name = node
        self.wall = wall
        self.started_at = wall()
        self.users: dict[str, User] = {}
        self.vhosts: dict[str, Vhost] = {}
        self.connections: dict[str, Connection] = {}
        """Those that are open, by their name."""
        self._pids = count(200)
        self.add_vhost("/", INTERNAL_USER)

    def next_pid(self) -> int:
        """A number for a new connection or channel."""
        return next(self._pids)

    def add_user(self, name: str, password: str, tags: tuple[str, ...] = ()) -> User:
        """Somebody who may log in, with full permissions in all vhosts that there are."""
        user = self.users[name] = User(name, password, tags)
        for vhost in self.vhosts:
            user.permit(vhost, Permission())
        return user

    def add_vhost(self, name: str, user: str) -> Vhost:
        """The vhost of that name, new if there was none."""
        if name not in self.vhosts:
            self.vhosts[name] = Vhost(name, self.timers, tell=self.tell, wall=self.wall, user=user)
        return self.vhosts[name]

    def login(self, name: str, password: str) -> User | None:
        """The user, if that is the password."""
        user = self.users.get(name)
        return user if user is not None and user.has_password(password) else None

    def open_vhost(self, name: str, user: User) -> Vhost:
        """connection.open. Raises Refusal."""
        vhost = self.vhosts.get(name)
        if vhost is None:
            raise Refusal(530, f"vhost {name} not found")
        if name not in user.permissions:
            raise Refusal(530, f"access to vhost '{name}' refused for user '{user.name}'")
        return vhost

    def opened(self, connection: Connection) -> None:
        """A connection has opened its vhost."""
        self.connections[connection.name] = connection

    def closed(self, connection: Connection) -> None:
        """A connection is over; its channels were closed before."""
        if self.connections.pop(connection.name, None) is not None:
            connection.vhost.forget_owner(connection)

    def opened_channel(self, channel: Channel) -> None:
        """A channel is open."""

    def closed_channel(self, channel: Channel) -> None:
        """A channel is over; its consumers were cancelled and its unacked messages requeued."""

    def tell(self, what: str, about: Any, user: str) -> None:
        """Something happened in a vhost."""
        if what in ("queue.deleted", "exchange.deleted"):
            self._forget_counts(about)

    def _forget_counts(self, gone: Any) -> None:
        for connection in self.connections.values():
            for channel in connection.channels.values():
                channel.counts.forget(gone)
        if not isinstance(gone, Exchange):
            for exchange in gone.home.exchanges.values():
                exchange.counts.routed.pop(gone, None)
