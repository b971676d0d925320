"""What pages say of nacks, rejects and requeues."""

import json

from core.answers import Answer, Answers
from core.bands import Band
from core.graph import Edge
from core.session import Session
from gui.inspector.as_text import as_text
from gui.inspector.pages import page_of
from tests.gui.inspector.watched import delivering, watched

DERIVED: Answers = {"nack_or_reject": Answer(Band(20, 40), Band(2, 4), "derived", "by counters")}
OBSERVED: Answers = {
    "nack": Answer(Band(9, 9), Band(1.5, 1.5), "observed", "in the proxy"),
    "reject": Answer(Band(0, 0), Band(0, 0), "observed", "in the proxy"),
    "requeue": Answer(Band(4, 4), Band(0, 0), "observed", "in the proxy", at_least=True),
}


def answered(answers: Answers) -> tuple[Session, Edge]:
    session = watched()
    edge = delivering(session)
    session.graph.answers = {edge.key: answers}
    return session, edge


def test_that_an_edge_says_that_nobody_knows() -> None:
    session, edge = answered({})
    words = as_text(page_of(session, edge.key))

    assert "nack  ?" in words
    assert "requeue  ?" in words
    assert "proxy" in words
    assert "nack or reject" not in words


def test_that_an_edge_shows_the_band_and_how_it_was_derived() -> None:
    session, edge = answered(DERIVED)
    words = as_text(page_of(session, edge.key))

    assert "nack or reject  2\N{EN DASH}4/s" in words
    assert "20\N{EN DASH}40 nacked or rejected · [derived]" in words
    assert "by counters" in words


def test_that_an_edge_shows_what_was_observed() -> None:
    session, edge = answered(OBSERVED)
    words = as_text(page_of(session, edge.key))

    assert "nack  1.5/s" in words
    assert "9 nacked · [observed]" in words
    assert "0 rejected · [observed]" in words
    assert "≥ 4 requeued" in words
    assert "nack or reject" not in words


def test_that_queue_and_service_tell_it_too() -> None:
    session, edge = answered(DERIVED)
    told = "nack or reject 2\N{EN DASH}4/s, 20\N{EN DASH}40 in all (derived)"

    assert told in as_text(page_of(session, edge.source))
    assert told in as_text(page_of(session, edge.target))


def test_that_what_is_zero_takes_no_line_of_a_queue() -> None:
    session, edge = answered(OBSERVED)

    assert "reject 0/s" not in as_text(page_of(session, edge.source))


def test_that_a_copied_page_has_both_bounds() -> None:
    session, edge = answered(DERIVED)
    shown = json.loads(json.dumps(page_of(session, edge.key).as_json()))
    items = shown["sections"]["Counters since watching began"]["items"]
    (item,) = (one for one in items if one["name"] == "nack_or_reject")

    assert item["rate"] == {"low": 2, "high": 4}
    assert item["nacked or rejected"] == {"low": 20, "high": 40}
    assert item["provenance"] == "derived"
