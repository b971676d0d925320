import json
from typing import Any

import pytest

from core.fact_log import logged
from core.facts import ConnectionOpened
from core.message_facts import Kind, MessageFact, Party
from core.selection import Selection
from core.session import Session
from gui.inspector.as_text import as_text
from gui.inspector.pages import page_of
from tests.gui.inspector.watched import (
    AT,
    ORDERS,
    PAYMENTS,
    delivering,
    fold,
    publishing,
    watched,
)

ASKS: Selection = ("publish", "service:orders", "exchange:shop")
HOP: Selection = ("hop", "service:orders", "service:payments")
LINE = "asked by way of shop · 2.0 s median · 2.0 s p95 · 3 replies · [observed]"


def asked(replies: int) -> Session:
    """Orders asked payments by way of the exchange shop, and got so many replies."""
    session = watched()
    publishing(session)
    delivering(session)
    facts: list[MessageFact] = []
    for n in range(max(replies, 1)):
        about: dict[str, Any] = {"correlation_id": f"c{n}", "channel": 1, "tag": n + 1}
        facts.append(
            MessageFact(
                kind=Kind.PUBLISHED,
                at=AT + n,
                party=Party(ORDERS),
                exchange="shop",
                routing_key="order.check",
                reply_to="answers",
                **about,
            )
        )
        reply = MessageFact(
            kind=Kind.PUBLISHED,
            at=AT + n + 2.0,
            party=Party(PAYMENTS),
            exchange="",
            routing_key="answers",
            **about,
        )
        facts += [reply] * (n < replies)
    fold(session, logged(*facts))
    return session


def test_that_all_connections_of_a_service_count_together() -> None:
    session = asked(3)
    again = "10.0.0.2:52001 -> 10.0.0.9:5672"
    come = ConnectionOpened(
        at=AT,
        name=again,
        pid="",
        node="",
        vhost="/",
        user="shop",
        provided_name="payments",
        peer_host="10.0.0.2",
    )
    fold(session, come)
    about: dict[str, Any] = {"correlation_id": "again", "channel": 1, "tag": 9}
    asking: dict[str, Any] = {
        "party": Party(ORDERS),
        "exchange": "shop",
        "reply_to": "answers",
        **about,
    }
    given: dict[str, Any] = {
        "party": Party(again),
        "exchange": "",
        "routing_key": "answers",
        **about,
    }
    fold(
        session,
        logged(
            MessageFact(kind=Kind.PUBLISHED, at=AT + 9, **asking),
            MessageFact(kind=Kind.PUBLISHED, at=AT + 11, **given),
        ),
    )
    told = words(session, "service:orders")
    assert told.count("asked by way of") == 1
    assert "4 replies" in told


def words(session: Session, selection: Selection) -> str:
    return as_text(page_of(session, selection))


@pytest.mark.parametrize("selection", ["service:orders", ASKS])
def test_that_who_asks_is_told_how_fast_it_is_answered(selection: Selection) -> None:
    told = words(asked(3), selection)
    assert "How fast it is answered\n  payments\n" in told
    assert LINE in told
    assert "How fast it answers" not in told


def test_that_who_answers_is_told_how_fast_it_does() -> None:
    told = words(asked(3), "service:payments")
    assert f"How fast it answers\n  orders\n    {LINE}" in told
    assert "How fast it is answered" not in told


def test_that_a_hop_says_how_fast_the_one_answers_the_other() -> None:
    told = words(asked(3), HOP)
    assert "answered: half of 3 replies within 2.0 s, 95 of 100 within 2.0 s  [observed]" in told
    assert "answered: 2.0 s (1 reply)" in words(asked(1), HOP)


def test_that_nothing_is_said_where_no_reply_was_seen() -> None:
    for selection in ("service:orders", "service:payments", ASKS, HOP):
        assert "answer" not in words(asked(0), selection).replace("answered by", "")


def test_that_json_has_seconds() -> None:
    page = json.loads(json.dumps(page_of(asked(3), "service:payments").as_json()))
    (item,) = page["sections"]["How fast it answers"]["items"]
    assert (item["name"], item["replies"]) == ("orders", 3)
    assert item["median"] == pytest.approx(2.0, rel=0.02)
