"""The page of a hop: what counters prove and what was observed, never put together."""

from typing import Any

from core.graph import EdgeKey
from core.seen_hop import SeenWay
from core.session import Session
from gui.inspector.as_text import as_text
from gui.inspector.page import Page
from gui.inspector.pages import page_of
from tests.core.seen_between import seen
from tests.gui.inspector.watched import counted, delivering, publishing, watched

HOP: EdgeKey = ("hop", "service:orders", "service:payments")


def shop() -> Session:
    """Only orders is seen to publish into what payments gets."""
    session = watched()
    publishing(session)
    delivering(session)
    counted(session, session.graph.edge("route", "exchange:shop", "queue:payments.q"), publish=40)
    return session


def look(session: Session, **more: Any) -> None:
    ways = (SeenWay("shop", "payments.q", 30),)
    session.graph.seen_hops = {HOP[1:]: seen(30, ways=ways, **more)}


def fact(page: Page, label: str) -> tuple[str, str, bool]:
    """What is said, its provenance, and whether it is a bound."""
    [found] = [fact for part in page.sections for fact in part.facts if fact.label == label]
    tag = found.tag
    return (found.value.text, tag.provenance if tag else "", bool(tag and tag.at_least))


def test_that_counters_alone_say_what_they_prove() -> None:
    page = page_of(shop(), HOP)

    assert fact(page, "work caused") == ("40.0/s", "derived", False)
    assert "seen" not in "".join(f.label for part in page.sections for f in part.facts)


def test_that_what_was_observed_stands_beside() -> None:
    session = shop()
    look(session, at_least=True)
    page = page_of(session, HOP)

    assert fact(page, "work caused") == ("40.0/s", "derived", False)
    assert fact(page, "seen now") == ("≥ 2.0/s", "observed", True)
    assert fact(page, "seen so far") == ("30 messages", "observed", False)
    assert fact(page, "seen by way of shop") == ("30", "observed", False)
    assert any("what passed before or elsewhere is not in it" in tag.how for tag in page.tags())


def test_that_work_is_only_possible_where_nothing_is_known() -> None:
    session = shop()
    assert page_of(session, HOP).title == "service orders causes work for service payments"

    counted(session, session.graph.edge("publish", "service:payments", "exchange:shop"), publish=1)
    assert page_of(session, HOP).title == "service orders may cause work for service payments"

    look(session)
    assert page_of(session, HOP).title == "service orders causes work for service payments"


def test_that_where_counters_prove_nothing_they_say_nothing() -> None:
    session = shop()
    counted(session, session.graph.edge("publish", "service:payments", "exchange:shop"), publish=1)
    look(session, rates={}, is_listening=False)
    page = page_of(session, HOP)

    assert fact(page, "work caused") == ("?", "unknown", False)
    assert fact(page, "seen now") == ("?", "observed", False)
    assert "seen so far: 30 messages  [observed]" in as_text(page)
