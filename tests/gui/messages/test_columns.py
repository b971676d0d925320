from core.amqp.properties import Properties
from gui.messages.columns import COLUMNS, time_words
from tests.gui.messages.received import message

WORDS = {column.title: column.words for column in COLUMNS}


def test_that_a_row_says_where_when_and_what() -> None:
    one = message(b"<b>\xff</b>", exchange="", redelivered=True, routing_key="k\udc00")

    assert WORDS["exchange"](one) == "(AMQP default)"
    assert WORDS["redelivered"](one) == "redelivered"
    assert WORDS["type"](one) == "application/json"
    assert WORDS["body"](one) == "<b>\N{REPLACEMENT CHARACTER}</b>"
    assert WORDS["time"](one).endswith(".250")
    assert WORDS["routing key"](one).isprintable()


def test_that_the_type_of_an_event_goes_before_its_content_type() -> None:
    assert WORDS["type"](message(wire=Properties({"type": "order.placed"}))) == "order.placed"


def test_that_times_of_one_second_differ_by_milliseconds_only() -> None:
    assert time_words(1_700_000_000.001)[:-4] == time_words(1_700_000_000.999)[:-4]
