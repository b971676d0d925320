"""The HTTP side: who may ask, how paths and bodies are read, what errors look like."""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer

from core.broker.broker import Broker
from core.broker.management.server import application
from core.broker.permissions import Permission
from core.broker.surfaces import Surfaces

Client = TestClient[Any, Any]


def login(user: str, password: str) -> dict[str, str]:
    token = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"Authorization": f"Basic {token}"}


GUEST = login("guest", "guest")


def served(broker: Broker, use: Callable[[Client], Awaitable[None]]) -> None:
    """Run the API of a broker and something that uses it."""

    async def run() -> None:
        async with TestClient(TestServer(application(broker))) as client:
            await use(client)

    asyncio.run(run())


def new_broker() -> Broker:
    broker = Broker(_Still())
    guest = broker.add_user("guest", "guest", ("administrator",))
    broker.permit(guest, "/", Permission(), "guest")
    return broker


class _Still:
    """Time that does not pass."""

    def time(self) -> float:
        return 0.0

    def call_at(self, _when: float, _callback: object, *_args: object) -> "_Still":
        return self

    def cancel(self) -> None:
        pass


@pytest.mark.parametrize(
    ("sent", "headers", "body"),
    [
        ({}, {"WWW-Authenticate": 'Basic realm="RabbitMQ Management"'}, ""),
        (login("guest", "wrong"), {}, "Not_Authorized"),
        (login("nobody", "x"), {}, "Not_Authorized"),
    ],
)
def test_that_a_login_is_needed(sent: dict[str, str], headers: dict[str, str], body: str) -> None:
    async def use(client: Client) -> None:
        reply = await client.get("/api/overview", headers=sent)
        assert reply.status == 401
        assert body in await reply.text()
        assert headers.items() <= dict(reply.headers).items()

    served(new_broker(), use)


@pytest.mark.parametrize("header", ["Basic", "Basic !", "Basic /w==", "Bearer abc", "Digest x"])
def test_that_odd_logins_do_no_harm(header: str) -> None:
    async def use(client: Client) -> None:
        reply = await client.get("/api/overview", headers={"Authorization": header})
        assert reply.status == 401

    served(new_broker(), use)


@pytest.mark.parametrize("vhost", ["/", "a/b c", "ü%2F"])
def test_that_every_vhost_can_be_named(vhost: str) -> None:
    broker = new_broker()
    if vhost != "/":
        broker.permit(
            broker.users["guest"], broker.add_vhost(vhost, "guest").name, Permission(), ""
        )

    async def use(client: Client) -> None:
        path = f"/api/queues/{_quoted(vhost)}/{_quoted('q/1 %')}"
        assert (await client.put(path, headers=GUEST, json={})).status == 201
        row = await (await client.get(path, headers=GUEST)).json()
        assert (row["vhost"], row["name"]) == (vhost, "q/1 %")

    served(broker, use)


def _quoted(text: str) -> str:
    return quote(text, safe="")


@pytest.mark.parametrize(
    ("method", "path", "data", "status", "reason"),
    [
        ("GET", "/api/nothing", None, 404, "Not Found"),
        ("GET", "/api/queues/%2F/no", None, 404, "Not Found"),
        ("PUT", "/api/overview", b"{}", 405, ""),
        ("PUT", "/api/queues/%2F/q", b"{bad", 400, "not_json"),
        ("PUT", "/api/queues/%2F/q", b"\xff", 400, "not_json"),
        ("POST", "/api/definitions", b"{bad", 400, "failed_to_parse_json"),
        ("GET", "/api/queues?page=x", None, 400, "Pagination parameters are invalid"),
    ],
)
def test_that_errors_are_told_as_rabbitmq_does(
    method: str, path: str, data: bytes | None, status: int, reason: str
) -> None:
    async def use(client: Client) -> None:
        reply = await client.request(method, path, headers=GUEST, data=data)
        assert reply.status == status
        assert reason in await reply.text()

    served(new_broker(), use)


def test_that_the_query_shapes_the_reply() -> None:
    async def use(client: Client) -> None:
        reply = await client.get("/api/exchanges/%2F?columns=name,type&sort=name", headers=GUEST)
        rows = await reply.json()
        assert rows[0] == {"name": "", "type": "direct"}
        assert reply.content_type == "application/json"

    served(new_broker(), use)


def test_that_both_surfaces_listen_where_the_broker_says() -> None:
    async def run() -> None:
        broker = new_broker()
        surfaces = Surfaces(broker)
        await surfaces.start("127.0.0.1")
        (host, management), (_, prometheus) = (
            broker.listeners["http"],
            broker.listeners["http/prometheus"],
        )
        async with aiohttp.ClientSession() as session:
            async with session.get(
                f"http://{host}:{management}/api/whoami", headers=GUEST
            ) as reply:
                assert (await reply.json())["name"] == "guest"
            family = "family=vhost_status&family=exchange_names&vhost=%2F"
            page = f"http://{host}:{prometheus}/metrics"
            async with session.get(f"{page}/detailed?{family}") as reply:
                assert 'vhost_status{vhost="/"} 1' in await reply.text()
                assert reply.headers["Content-Type"] == "text/plain; version=0.0.4"
            async with session.get(page) as reply:
                assert "rabbitmq_connections 0" in await reply.text()
        await surfaces.stop()

    asyncio.run(run())
