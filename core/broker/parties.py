"""What the broker's objects know of those that they serve: connections, channels and consumers."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from core.amqp.fields import Table
from core.broker.counts import ChannelCounts
from core.broker.message import Entry, Message
from core.broker.permissions import User

if TYPE_CHECKING:
    from core.broker.queue import Queue
    from core.broker.vhost import Vhost


class Timer(Protocol):
    """Something that is going to happen."""

    def cancel(self) -> None:
        """It shall not happen any more."""


class Timers(Protocol):
    """Monotonic time and what shall happen when; an asyncio loop is one."""

    def time(self) -> float:
        """Seconds that only ever grow."""

    def call_at(self, when: float, callback: Callable[..., object], *args: Any) -> Timer:
        """Do it when that time has come."""


class Connection(Protocol):
    """A client's connection, as the broker's objects and surfaces see it."""

    pid: int
    """A number of its own, from `Broker.next_pid`."""
    name: str
    """`127.0.0.1:33854 -> 127.0.0.1:5672`"""
    user: User
    vhost: "Vhost"
    peer_host: str
    peer_port: int
    host: str
    port: int
    connected_at: int
    """In milliseconds of Unix time."""
    client_properties: Table
    auth_mechanism: str
    channel_max: int
    frame_max: int
    timeout: int
    """The heartbeat interval in seconds."""
    recv_oct: int
    recv_cnt: int
    send_cnt: int

    @property
    def send_oct(self) -> int:
        """Bytes that were sent."""

    @property
    def channels(self) -> Mapping[int, "Channel"]:
        """The open channels by their number."""

    @property
    def send_pend(self) -> int:
        """What waits to be sent."""

    @property
    def state(self) -> str:
        """`running`, `blocking`, `blocked` or `flow`."""

    def unblock(self) -> None:
        """It may publish again, if it was blocked."""

    def close(self, code: int, text: str) -> None:
        """Tell the client, with a reply code such as 320 and why, and end it."""


class Channel(Protocol):
    """A client's channel, as the broker's objects and surfaces see it."""

    pid: int
    number: int
    counts: ChannelCounts
    reductions: int
    """Work done; the broker's objects add to it."""
    prefetch_count: int
    global_prefetch_count: int
    confirm: bool

    @property
    def connection(self) -> Connection:
        """The connection that it belongs to."""

    @property
    def consumers(self) -> Mapping[str, "Consumer"]:
        """Its consumers by their tag."""

    @property
    def messages_unacknowledged(self) -> int:
        """What was delivered and not yet acked."""

    @property
    def messages_unconfirmed(self) -> int:
        """What was published and not yet confirmed."""

    @property
    def state(self) -> str:
        """`running` or `flow`."""


class Consumer(ABC):
    """A subscription of a channel to a queue; the channel says what is done with a delivery."""

    __slots__ = (
        "__weakref__",
        "active",
        "arguments",
        "blocked",
        "channel",
        "exclusive",
        "no_ack",
        "prefetch_count",
        "priority",
        "queue",
        "tag",
    )

    def __init__(
        self,
        channel: Channel,
        tag: str,
        *,
        no_ack: bool = False,
        exclusive: bool = False,
        arguments: Table | None = None,
        prefetch_count: int = 0,
    ) -> None:
        self.channel = channel
        self.tag = tag
        self.no_ack = no_ack
        self.exclusive = exclusive
        self.arguments: Table = arguments or {}
        self.prefetch_count = prefetch_count
        self.priority = 0
        """Set by the queue, from `x-priority`."""
        self.queue: Queue | None = None
        """None for a consumer of direct replies."""
        self.active = True
        """False while another consumer is the single active one."""
        self.blocked = False
        """It could not take a message; `Queue.resume` when it can again."""

    @abstractmethod
    def can_take(self, entry: Entry) -> bool:
        """Whether prefetch and flow let it take this message now."""

    @abstractmethod
    def deliver(self, entry: Entry) -> None:
        """Send the message; unless `no_ack` it is unacked from now on."""

    @abstractmethod
    def reply(self, message: Message) -> None:
        """Send a direct reply, which nobody acks."""

    @abstractmethod
    def cancelled(self) -> None:
        """The queue is gone: forget the consumer, and tell the client if it can hear it."""
