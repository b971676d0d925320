"""A tiny HTTP server on the loopback interface that answers what a test tells it to."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread


@dataclass(frozen=True)
class Answer:
    """One reply; `promised` is the length that it claims to have, `silent` sends nothing at all."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    promised: int | None = None
    silent: bool = False


@dataclass
class LocalHttp:
    """The server, and what it was asked."""

    answer: Callable[[str], Answer | bytes]
    base: str = ""
    asked: list[str] = field(default_factory=list)
    logins: list[str | None] = field(default_factory=list)
    connections: set[tuple[str, int]] = field(default_factory=set)
    over: Event = field(default_factory=Event)


@contextmanager
def serving(answer: Callable[[str], Answer | bytes]) -> Iterator[LocalHttp]:
    """Serve until the block is left; `answer` gets the path with its query."""
    local = LocalHttp(answer)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            local.asked.append(self.path)
            local.logins.append(self.headers["Authorization"])
            local.connections.add(self.client_address)
            said = local.answer(self.path)
            reply = Answer(said) if isinstance(said, bytes) else said
            if reply.silent:
                local.over.wait(30)
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            promised = len(reply.body) if reply.promised is None else reply.promised
            self.send_header("Content-Length", str(promised))
            self.end_headers()
            self.wfile.write(reply.body)
            self.close_connection = promised != len(reply.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that went away is no news here."""

    server = Server(("127.0.0.1", 0), Handler)
    local.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield local
    finally:
        local.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port: int = line.getsockname()[1]
    return port
