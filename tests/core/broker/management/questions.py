"""Asks the management API without HTTP."""

from typing import Any

from core.broker.broker import Broker
from core.broker.management.asking import Question
from core.broker.management.listing import answer
from core.broker.management.routes import ROUTES


def ask(
    broker: Broker,
    route: str,
    method: str = "GET",
    *,
    by: str = "guest",
    query: Any = None,
    body: Any = None,
    **path: str,
) -> Any:
    """The answer to one request; `route` is the path as `ROUTES` writes it."""
    question = Question(
        broker=broker, user=broker.users[by], path=path, query=query or {}, body=body
    )
    reply = ROUTES[route][method](question)
    return answer(reply, question.query) if isinstance(reply, list | dict) else reply
