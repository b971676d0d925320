"""A TCP line to a broker that a test can cut, and mend again."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

_TICK = 0.05


class Relay:
    """Passes bytes on between a port of its own and a broker's, until it is cut."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(_TICK)
        self.port = int(self._listener.getsockname()[1])
        self._open = True
        self._over = False
        self._held = False
        self._lines: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def cut(self) -> None:
        """Break every line off and take no new one."""
        self._open = False
        for line in self._lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Take new lines again."""
        self._open = True

    def hold_replies(self) -> None:
        """Let the broker's bytes through no more, while the line looks alive."""
        self._held = True

    def close(self) -> None:
        """End everything."""
        self._over = True
        self.cut()
        for thread in self._threads:
            thread.join()
        for line in [*self._lines, self._listener]:
            line.close()

    def saw(self, source: socket.socket, sink: socket.socket, data: bytes) -> None:
        """A piece came; for those who look at what passes."""

    def _accept(self) -> None:
        while not self._over:
            try:
                near, _ = self._listener.accept()
            except TimeoutError:
                continue
            if not self._open:
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self._target))
            self._lines += [near, far]
            for source, sink, back in ((near, far, False), (far, near, True)):
                thread = threading.Thread(target=self._pass_on, args=(source, sink, back))
                self._threads.append(thread)
                thread.start()

    def _pass_on(self, source: socket.socket, sink: socket.socket, back: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                self.saw(source, sink, data)
                if not (back and self._held):
                    sink.sendall(data)
        for line in (source, sink):
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def relayed(url: str) -> Iterator[tuple[Relay, str]]:
    """A relay to the broker of an AMQP URL, and the URL that goes through it."""
    parts = urlsplit(url)
    assert parts.port is not None
    relay = Relay(parts.port)
    netloc = parts.netloc.replace(f":{parts.port}", f":{relay.port}")
    try:
        yield relay, urlunsplit(parts._replace(netloc=netloc))
    finally:
        relay.close()
