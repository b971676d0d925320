import pytest

from core.lanes.seek import MOST, sought
from tests.core.lanes.lane_facts import Told, delivered
from tests.core.seen_facts import published

TOLD = Told(
    published(1, 1001.0, message_id="7ae1-first", correlation_id="order-1"),
    delivered(1, 1002.0, message_id="7ae1-first", correlation_id="order-1"),
    published(2, 1003.0, message_id="9b02-second", correlation_id="order-1"),
)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("7ae1", ["7ae1-first"]),
        (" 7AE1-F ", ["7ae1-first"]),
        ("order", ["order-1", "order-1"]),
        ("7ae", []),
        ("ae1-first", []),
        ("", []),
    ],
)
def test_that_messages_are_found_by_how_their_ids_begin(typed: str, found: list[str]) -> None:
    assert [one.id for one in sought(typed, TOLD.ack_flow.recent_steps)] == found


def test_that_no_more_are_found_than_can_be_listed() -> None:
    told = Told(*(published(n, message_id=f"many-{n}") for n in range(30)))

    assert len(sought("many", told.ack_flow.recent_steps)) == MOST
