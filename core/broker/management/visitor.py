"""The management API as a client of its own: it asks a vhost in the name of the API's user."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.amqp.fields import Table
from core.broker.counts import ChannelCounts
from core.broker.management.asking import Question
from core.broker.parties import Channel, Consumer
from core.broker.permissions import User
from core.broker.requests import Requests
from core.broker.vhost import Vhost


class VisitingConnection:
    """A connection that no socket belongs to; it is never listed."""

    peer_host = host = ""
    peer_port = port = 0
    connected_at = 0
    auth_mechanism = ""
    channel_max = frame_max = timeout = 0
    recv_oct = recv_cnt = send_oct = send_cnt = send_pend = 0
    state = "running"

    def __init__(self, user: User, vhost: Vhost, pid: int) -> None:
        self.user = user
        self.vhost = vhost
        self.pid = pid
        self.name = f"<rabbit@flowscope.{pid}.0>"
        self.client_properties: Table = {}
        self.channels: dict[int, Channel] = {}

    def unblock(self) -> None:
        """It never was blocked."""

    def close(self, code: int, text: str) -> None:
        """There is nobody to tell."""


class VisitingChannel:
    """The channel of one request."""

    number = 1
    prefetch_count = global_prefetch_count = 0
    messages_unacknowledged = messages_unconfirmed = 0
    state = "running"
    consumers: Mapping[str, Consumer] = {}

    def __init__(self, connection: VisitingConnection, pid: int) -> None:
        self.connection = connection
        self.pid = pid
        self.counts = ChannelCounts()
        self.reductions = 0
        self.confirm = False


def visitor(ask: Question) -> Requests:
    """What a channel of the API's user may ask of the vhost in the path."""
    return Requests(ask.vhost, visiting_channel(ask))


def visiting_channel(ask: Question) -> VisitingChannel:
    """A channel of the API's user."""
    connection = VisitingConnection(ask.user, ask.vhost, ask.broker.next_pid())
    return VisitingChannel(connection, ask.broker.next_pid())


if TYPE_CHECKING:

    def _channel(channel: VisitingChannel) -> Channel:
        return channel
