from typing import Any

import pytest

from core.ack_flow import AckFlow
from core.edge_times import EdgeTimes, Spread, measures_of
from core.fact_log import logged
from core.facts import ConnectionOpened
from core.flow import Flow
from core.graph import EdgeKey
from core.message_facts import Flag, Kind, MessageFact, Party
from core.percentiles import percentiles_of
from core.recent_times import Measure
from core.selection import Selection
from tests.core.seen_facts import BILLING, SHOP, answered, published, seen

AT = 1000.0
PUBLISH: EdgeKey = ("publish", "service:shop", "exchange:orders")
ROUTE: EdgeKey = ("route", "exchange:orders", "queue:billing.q")
DELIVER: EdgeKey = ("deliver", "queue:billing.q", "service:billing")
ABOUT: dict[str, Any] = {"exchange": "orders", "routing_key": "new", "message_id": "m"}
ONE_LIFE = (
    published(1, AT, **ABOUT),
    answered(Kind.CONFIRMED, 1, AT + 0.25),
    seen(Kind.DELIVERED, 1, AT + 1.0, **ABOUT),
    seen(Kind.ACKED, 1, AT + 3.0, **ABOUT),
)


def known(flow: Flow, *parties: Party) -> None:
    for party in parties:
        flow.directory.opened(
            ConnectionOpened(
                at=AT,
                name=party.connection,
                pid="",
                node="",
                user="guest",
                vhost="/",
                peer_host="",
                provided_name=party.service,
                product=None,
            )
        )


def times_of(*facts: MessageFact, parties: tuple[Party, ...] = (SHOP, BILLING)) -> EdgeTimes:
    acks, flow = AckFlow(), Flow("/")
    known(flow, *parties)
    acks.fold(logged(*facts))
    return EdgeTimes(acks.times, flow, "/")


def median(times: EdgeTimes, selection: Selection, measure: Measure) -> float | None:
    rows = times.recent.rows(times.chosen(selection, measure), int(AT), int(AT) + 9)
    found = float(percentiles_of(rows.sum(axis=0)[None, :], (50.0,))[0, 0])
    return None if found != found else round(found, 2)


@pytest.mark.parametrize(
    ("selection", "confirm", "wait", "handling"),
    [
        (None, 0.25, 1.0, 2.0),
        (PUBLISH, 0.25, None, None),
        (ROUTE, None, 1.0, None),
        (DELIVER, None, 1.0, 2.0),
        ("queue:billing.q", None, 1.0, 2.0),
        ("exchange:orders", 0.25, 1.0, None),
        ("service:shop", 0.25, None, None),
        ("service:billing", None, 1.0, 2.0),
        ("queue:other.q", None, None, None),
        (("bind", "exchange:orders", "exchange:other"), None, None, None),
    ],
)
def test_that_a_selection_has_the_times_of_its_messages(
    selection: Selection, confirm: float | None, wait: float | None, handling: float | None
) -> None:
    times = times_of(*ONE_LIFE)

    found = [median(times, selection, one) for one in ("confirm", "wait", "handling")]
    assert found == [
        one if one is None else pytest.approx(one, rel=0.011) for one in (confirm, wait, handling)
    ]


def test_that_every_edge_has_its_time_of_the_last_minute() -> None:
    times = times_of(*ONE_LIFE)

    found = times.over_a_minute(AT + 4)

    assert set(found) == {
        (PUBLISH, "confirm"),
        (ROUTE, "wait"),
        (DELIVER, "wait"),
        (DELIVER, "handling"),
    }
    assert found[DELIVER, "handling"] == pytest.approx(Spread(2.0, 2.0, 1), rel=0.01)
    assert found[DELIVER, "wait"] == found[ROUTE, "wait"]
    assert times.over_a_minute(AT + 70) == {}


def test_that_nothing_is_told_before_anything_was_seen() -> None:
    times = times_of()

    assert times.over_a_minute(AT) == {}
    assert not times.is_seen("wait")
    assert median(times, None, "wait") is None


def test_that_what_flowscope_does_itself_and_other_vhosts_do_not_count() -> None:
    own = Party("10.0.0.7:1 -> 10.0.0.9:5672", "flowscope:publish")
    elsewhere = Party("10.0.0.8:1 -> 10.0.0.9:5672", "shop", vhost="other")
    facts = [
        fact
        for party in (own, elsewhere)
        for fact in (
            published(1, AT, party=party),
            MessageFact(kind=Kind.CONFIRMED, at=AT + 1, party=party, channel=1, tag=1),
        )
    ]
    times = times_of(*facts, parties=(own,))

    assert not times.chosen(None, "confirm").any()
    assert not times.is_seen("confirm")


def test_that_a_service_that_nobody_names_is_as_it_names_itself() -> None:
    times = times_of(*ONE_LIFE, parties=())
    assert median(times, "service:?", "handling") == pytest.approx(2.0, rel=0.01)

    acks, flow = AckFlow(), Flow("/")
    flow.graph.node("service", "billing")
    acks.fold(logged(*ONE_LIFE))
    named = EdgeTimes(acks.times, flow, "/")
    assert median(named, "service:billing", "handling") == pytest.approx(2.0, rel=0.01)


def test_that_the_firehose_tells_only_how_long_messages_wait() -> None:
    times = times_of(
        MessageFact(kind=Kind.PUBLISHED, at=AT, party=SHOP, channel=1, **ABOUT),
        MessageFact(kind=Kind.ROUTED, at=AT, party=SHOP, channel=1, queue="billing.q", **ABOUT),
        seen(Kind.DELIVERED, 0, AT + 1.5, flags=Flag.ACKS_UNSEEN, **ABOUT),
    )

    assert [times.is_seen(one) for one in ("confirm", "wait", "handling")] == [False, True, False]
    assert median(times, ROUTE, "wait") == pytest.approx(1.5, rel=0.01)


def test_that_redelivered_messages_do_not_wait_a_second_time() -> None:
    times = times_of(
        published(1, AT, **ABOUT),
        seen(Kind.DELIVERED, 1, AT + 1, **ABOUT),
        seen(Kind.NACKED, 1, AT + 2, flags=Flag.REQUEUE, **ABOUT),
        seen(Kind.DELIVERED, 2, AT + 3, flags=Flag.REDELIVERED, **ABOUT),
    )

    assert times.over_a_minute(AT + 4)[DELIVER, "wait"].messages == 1


@pytest.mark.parametrize(
    ("selection", "measures"),
    [
        (None, ("confirm", "wait", "handling")),
        ("service:shop", ("confirm", "wait", "handling")),
        ("exchange:orders", ("confirm", "wait")),
        ("queue:billing.q", ("wait", "handling")),
        (PUBLISH, ("confirm",)),
        (ROUTE, ("wait",)),
        (DELIVER, ("wait", "handling")),
        (("dead_letter", "queue:a", "exchange:b"), ()),
    ],
)
def test_that_only_what_happens_there_can_be_timed(
    selection: Selection, measures: tuple[str, ...]
) -> None:
    assert measures_of(selection) == measures
