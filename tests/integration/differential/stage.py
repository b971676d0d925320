"""What a script is played on: one broker, the connections to it, and what is tidied up after."""

import contextlib
import itertools
import time
from collections.abc import Callable
from typing import Any

from tests.integration.differential.frames import GREETING
from tests.integration.differential.raw_channel import Channel
from tests.integration.differential.raw_connection import (
    PATIENCE,
    Connection,
    Event,
    SilentError,
)
from tests.integration.differential.transcript import Transcript

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXY"
PAUSE = 0.005
"""Seconds between two looks at a broker that will come to it by itself."""
VHOST = "differential"
LIMITED = "limited"
"""A user with rights only on names that begin with `mine`."""
STRANGER = "stranger"
"""A user without any rights in the vhost."""


class Stage:
    """One run of one script on one broker."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._transcript = Transcript()
        self._names = ("".join(two) for two in itertools.product(["", *LETTERS], LETTERS))
        self._connections: list[Connection] = []
        self._unseen: Connection | None = None

    def line(self) -> Connection:
        """A socket on which nothing was said yet."""
        return Connection(next(self._names), self.port, self._transcript, self._connections)

    def connect(self, user: str = "guest", **wishes: Any) -> Connection:
        """An open connection."""
        return self.line().open(VHOST, user, **wishes)

    def channel(self, user: str = "guest") -> Channel:
        """An open channel on a connection of its own."""
        return self.connect(user).channel()

    def limited(self) -> Connection:
        """The connection of the limited user."""
        for connection in self._connections:
            if connection.user == LIMITED and not connection.gone:
                return connection
        return self.connect(LIMITED)

    def greeted(self) -> Connection:
        """A connection whose greeting was answered."""
        connection = self.line()
        with connection.silence("connection.start"):
            connection.send(GREETING)
            connection.wait("connection.start")
        return connection

    def until_depth(self, queue: str, messages: int) -> None:
        """Wait until a queue has that many ready messages."""
        self._until(queue, lambda event: getattr(event.method, "message_count", -1) == messages)

    def until_gone(self, queue: str) -> None:
        """Wait until there is no such queue."""
        self._until(queue, lambda event: getattr(event.method, "reply_code", 0) == 404)

    def until_gone_unasked(self, queue: str, pause: float) -> None:
        """Wait until there is no such queue, asking rarely: asking keeps an expiring one alive."""
        self._until(queue, lambda event: getattr(event.method, "reply_code", 0) == 404, pause)

    def pass_time(self, seconds: float) -> None:
        """Let time pass, where a script is about time in which nothing must happen."""
        time.sleep(seconds)

    def tidy(self) -> list[str]:
        """End every connection, delete what was declared, and return the transcript."""
        for connection in self._connections:
            connection.drop()
        declared = {one for connection in self._connections for one in connection.declared}
        for kind, name in sorted(declared):
            self._delete(kind, name)
        if self._unseen is not None:
            self._unseen.drop()
        return self._transcript.lines()

    def _delete(self, kind: str, name: str) -> None:
        """Delete a queue or an exchange; an exclusive queue may need a moment to go by itself."""
        deadline = time.monotonic() + PATIENCE
        while self._ask(f"{kind}.delete", **{kind: name}).name == "channel.close":
            if time.monotonic() > deadline:
                raise RuntimeError(f"cannot delete {kind} {name}")
            time.sleep(PAUSE)

    def _until(self, queue: str, reached: Callable[[Event], bool], pause: float = 0) -> None:
        deadline = time.monotonic() + PATIENCE
        time.sleep(pause)
        while not reached(self._ask("queue.declare", queue=queue, passive=True)):
            if time.monotonic() > deadline:
                self._transcript.came("Z0", f"nothing of what was due with queue {queue}")
                raise SilentError(queue)
            time.sleep(pause or PAUSE)

    def _ask(self, name: str, **fields: Any) -> Event:
        """The reply to a method on a connection that no transcript shows."""
        if self._unseen is None or self._unseen.gone:
            self._unseen = Connection("Z", self.port, Transcript(), []).open(VHOST)
        channel = self._unseen.on(1)
        if not channel.is_open:
            channel.do("channel.open")
        return channel.do(name, **fields)


Script = Callable[[Stage], None]


def played(script: Script, port: int) -> list[str]:
    """The transcript of a script on the broker at a port."""
    stage = Stage(port)
    with contextlib.suppress(SilentError):
        script(stage)
    return stage.tidy()
