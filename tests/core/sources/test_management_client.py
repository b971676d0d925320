"""The management client against a small HTTP server: JSON in, every failure in words."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from core.endpoints import endpoints
from core.sources.http import SurfaceError
from core.sources.management_client import ManagementClient


@contextmanager
def serving(status: int, body: bytes) -> Iterator[tuple[str, list[str]]]:
    """A server that gives every request the same reply, and what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(f"{self.path} {self.headers['Authorization']}")
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", asked
        finally:
            server.shutdown()
            thread.join()


def client(base: str) -> ManagementClient:
    return ManagementClient(endpoints("amqp://ann:pw@broker", base, environment={}))


def test_that_json_is_decoded_and_the_login_sent() -> None:
    with serving(200, b'[{"name":"q"}]') as (base, asked), closing(client(base)) as api:
        assert api.get("/api/queues/a%2Fb", {"columns": "name"}) == [{"name": "q"}]

    assert asked == ["/api/queues/a%2Fb?columns=name Basic YW5uOnB3"]


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (200, b"<html>hello</html>", "not with JSON"),
        (401, b"{}", "refused the login"),
        (404, b"{}", "has no /api/overview"),
        (500, b"", "status 500"),
    ],
)
def test_that_every_other_reply_is_explained(status: int, body: bytes, words: str) -> None:
    with (
        serving(status, body) as (base, _),
        closing(client(base)) as api,
        pytest.raises(SurfaceError) as caught,
    ):
        api.get("/api/overview")

    assert words in caught.value.why
    assert caught.value.mend
    assert "pw" not in caught.value.why + caught.value.mend


def test_that_nobody_listening_has_no_status() -> None:
    with serving(200, b"") as (base, _):
        pass
    with closing(client(base)) as api, pytest.raises(SurfaceError) as caught:
        api.get("/api/overview")

    assert caught.value.status is None


def test_that_a_surface_that_is_off_says_so() -> None:
    with pytest.raises(SurfaceError, match="switched off"):
        client("off")
