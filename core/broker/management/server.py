"""The management API over HTTP."""

import base64
import binascii
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec
from aiohttp import hdrs, web

from core.broker.broker import Broker
from core.broker.management.asking import (
    MANAGEMENT,
    ApiError,
    Done,
    Question,
    bad_request,
    not_there,
)
from core.broker.management.importing import UNREADABLE, definitions
from core.broker.management.listing import answer
from core.broker.management.routes import ROUTES, Handler
from core.broker.permissions import User

_CHALLENGE = {hdrs.WWW_AUTHENTICATE: 'Basic realm="RabbitMQ Management"'}
_JSON = "application/json"
_LARGEST_BODY = 20_000_000
_NOT_FOUND = 404


def application(broker: Broker) -> web.Application:
    """The API of a broker below `/api`."""
    made = web.Application(client_max_size=_LARGEST_BODY, middlewares=[_in_json])
    for path, handlers in ROUTES.items():
        for method, handler in handlers.items():
            made.router.add_route(method, f"/api{path}", _answering(broker, handler))
    return made


def _answering(broker: Broker, handler: Handler) -> Callable[[web.Request], Awaitable[Any]]:
    unreadable = UNREADABLE if handler is definitions else "not_json"

    async def respond(request: web.Request) -> web.Response:
        user = _user(broker, request)
        if user is None:
            return _unauthorized(request)
        ask = Question(
            broker=broker,
            user=user,
            path=dict(request.match_info),
            query=dict(request.query),
            body=_decoded(await request.read(), unreadable),
            reason=request.headers.get("X-Reason", ""),
        )
        ask.require(MANAGEMENT)
        return _reply(handler(ask), ask.query)

    return respond


@web.middleware
async def _in_json(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """What is refused is told as RabbitMQ tells it."""
    try:
        return await handler(request)
    except ApiError as error:
        return _json(error.body, error.status)
    except web.HTTPException as error:
        if error.status == _NOT_FOUND:
            return _json(not_there().body, _NOT_FOUND)
        return web.Response(status=error.status, headers=_allowed(error))


def _allowed(error: web.HTTPException) -> Mapping[str, str]:
    return {hdrs.ALLOW: error.headers[hdrs.ALLOW]} if hdrs.ALLOW in error.headers else {}


def _reply(reply: Any, query: Mapping[str, str]) -> web.Response:
    if not isinstance(reply, Done):
        return _json(answer(reply, query), 200)
    return web.Response(status=reply.status, headers=reply.headers)


def _json(body: Any, status: int) -> web.Response:
    return web.Response(body=msgspec.json.encode(body), status=status, content_type=_JSON)


def _unauthorized(request: web.Request) -> web.Response:
    if hdrs.AUTHORIZATION not in request.headers:
        return web.Response(status=401, headers=_CHALLENGE)
    return _json({"error": "not_authorized", "reason": "Not_Authorized"}, 401)


def _user(broker: Broker, request: web.Request) -> User | None:
    kind, _, encoded = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        name, _, password = base64.b64decode(encoded).decode("utf-8").partition(":")
    except (binascii.Error, ValueError):
        return None
    return broker.login(name, password, request.remote or "::")


def _decoded(body: bytes, unreadable: str) -> Any:
    if not body:
        return None
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise bad_request(unreadable) from error
