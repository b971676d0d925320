import json
from random import Random
from uuid import UUID

from core.demo.event import CAUSE, Event, new_id


def test_that_an_event_says_what_it_is_about_and_what_caused_it() -> None:
    event = Event("order.accepted", {"cents": 4900}, order="A-7", cause="m-1")
    properties = event.properties("orders", "m-2")

    assert (properties.message_id, properties.correlation_id) == ("m-2", "A-7")
    assert properties.headers == {CAUSE: "m-1"}
    assert (properties.type, properties.app_id) == ("order.accepted", "orders")
    assert properties.timestamp > 1_600_000_000
    assert json.loads(event.body) == {"cents": 4900}


def test_that_a_request_and_its_reply_are_matched_by_a_number_of_their_own() -> None:
    request = Event("price.wanted", {}, order="A-7", correlation="r-1", reply_to="replies")
    properties = request.properties("orders", "m-3")

    assert (properties.correlation_id, properties.reply_to) == ("r-1", "replies")


def test_that_the_same_seed_draws_the_same_ids() -> None:
    first = [new_id(Random("1/orders")) for _ in range(2)]

    assert first[0] == first[1]
    assert UUID(first[0]).version == 4
    assert new_id(Random("2/orders")) != first[0]
