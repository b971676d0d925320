import pytest

from core.find.parser import parse
from core.troubles import Trouble
from gui.navigator.listing import SORT_SECONDS, Order
from tests.gui.navigator.listed import STUCK, Listed

SERVICES, EXCHANGES, QUEUES, CONNECTIONS = range(4)


def test_that_each_kind_is_a_section_with_its_count() -> None:
    listed = Listed()

    assert [section.kind for section in listed.listing.sections] == [
        "service",
        "exchange",
        "queue",
        "connection",
    ]
    assert [section.total for section in listed.listing.sections] == [10, 5, 14, 2]


@pytest.mark.parametrize(
    ("order", "first"),
    [
        ("hurts", "search.bulk"),
        ("ready", "search.bulk"),
        ("unacked", "payments.requests"),
        ("redelivered", "payments.requests"),
        ("rate", "search.bulk"),
        ("name", "<b>bold</b> & co"),
    ],
)
def test_that_the_most_comes_first(order: Order, first: str) -> None:
    listed = Listed()
    listed.listing.sort(order)

    assert listed.names(QUEUES)[0] == first


def test_that_what_is_not_known_comes_last() -> None:
    listed = Listed()
    listed.listing.sort("ready")

    assert listed.names(QUEUES)[-1] == "reports.daily"


def test_that_what_hurts_comes_first_and_then_what_is_worth_a_look() -> None:
    listed = Listed()
    notice = Trouble("queue:audit.all", "growing", "notice", "grows")
    listed.broker.graph.troubles = (STUCK, notice)
    listed.listing.arrange()

    assert listed.names(QUEUES)[:3] == ["payments.requests", "audit.all", "search.bulk"]
    assert listed.names(SERVICES)[0] == "payments"
    assert listed.names(CONNECTIONS)[0].startswith("payments")
    assert listed.listing.severity(CONNECTIONS, 0) == "warning"
    assert listed.listing.severity(CONNECTIONS, 1) is None
    assert listed.listing.severity(QUEUES, 1) == "notice"


def test_that_a_search_lists_only_what_fits_in_every_section() -> None:
    listed = Listed()
    listed.listing.search(parse("pay"))

    assert [listed.names(section) for section in range(3)] == [
        ["payments"],
        ["payments"],
        ["payments.requests"],
    ]
    assert [name.partition("  ")[0] for name in listed.names(CONNECTIONS)] == ["payments"]
    assert [section.total for section in listed.listing.sections] == [10, 5, 14, 2]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("connection:10.0.0.1", ["web-shop-1"]),
        ("connection:bank", ["payments"]),
        ("connection:*pay*", ["payments"]),
        ("connection:* channels = 0", ["web-shop-1"]),
        ("consumers > 0", ["payments"]),
        ("queue:pay", []),
        ("ready > 0", []),
        ("not idle", []),
    ],
)
def test_that_connections_are_found_by_what_they_have(text: str, names: list[str]) -> None:
    listed = Listed()
    listed.listing.search(parse(text))

    assert [name.partition("  ")[0] for name in listed.names(CONNECTIONS)] == names


def is_unsettled(listed: Listed) -> bool:
    return listed.listing.is_unsettled


def test_that_rows_change_places_only_now_and_then() -> None:
    listed = Listed()
    listed.listing.sort("ready")
    listed.broker.graph.nodes["queue:dead.mail"].ready = 90_000
    listed.tick(SORT_SECONDS / 2)
    assert not is_unsettled(listed)
    listed.listing.refresh()
    assert listed.names(QUEUES)[0] == "search.bulk"

    listed.tick(SORT_SECONDS / 2)
    assert is_unsettled(listed)
    listed.listing.refresh()
    assert listed.names(QUEUES)[0] == "dead.mail"


def test_that_a_search_for_a_number_follows_at_once() -> None:
    listed = Listed()
    listed.listing.search(parse("ready > 80k"))
    assert listed.names(QUEUES) == []

    listed.broker.graph.nodes["queue:dead.mail"].ready = 90_000
    listed.tick(0.1)
    listed.listing.refresh()
    assert listed.names(QUEUES) == ["dead.mail"]


def test_that_a_new_queue_is_listed_at_once() -> None:
    listed = Listed()
    listed.broker.queue("another")
    assert is_unsettled(listed)
    listed.listing.refresh()

    assert "another" in listed.names(QUEUES)
    assert listed.listing.sections[QUEUES].total == 15


def test_that_a_node_is_found_where_it_is_listed() -> None:
    listed = Listed()
    place = listed.listing.place("queue:payments.requests")
    assert place is not None
    assert listed.names(place[0])[place[1]] == "payments.requests"

    listed.listing.search(parse("orders"))
    assert listed.listing.place("queue:payments.requests") is None
    assert listed.listing.place("queue:nowhere") is None
    assert listed.listing.place(None) is None


def test_that_the_number_of_a_row_is_what_is_sorted_by() -> None:
    listed = Listed()
    place = listed.listing.place("queue:payments.requests")
    assert place is not None
    assert listed.listing.amount(*place) == ("ready", 1840.0, False)

    listed.listing.sort("unacked")
    place = listed.listing.place("queue:payments.requests")
    assert place is not None
    assert listed.listing.amount(*place) == ("unacked", 250.0, False)
    assert listed.listing.field_of("service") == "rate"
    assert listed.listing.field_of("connection") == "channels"
