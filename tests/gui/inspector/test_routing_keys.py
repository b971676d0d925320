import json

from core.fact_log import logged
from core.message_facts import Flag, MessageFact, Party
from core.selection import Selection
from core.topology import Binding, Exchange
from gui.inspector.as_text import as_text
from gui.inspector.pages import page_of
from tests.core.seen_facts import published
from tests.gui.inspector.watched import (
    AT,
    ORDERS,
    PAYMENTS,
    fold,
    publishing,
    shop_topology,
    watched,
)

SENDS: Selection = ("publish", "service:orders", "exchange:shop")
TITLE = "Routing keys that were published"


def sent(tag: int, key: str, queues: int = 1, **more: object) -> MessageFact:
    """The firehose heard a publish of the service orders to the exchange shop."""
    about = {"party": Party(ORDERS), "exchange": "shop", "flags": Flag.ACKS_UNSEEN, **more}
    return published(tag, AT, routing_key=key, amount=queues, **about)


def keys_on(selection: Selection, *facts: MessageFact) -> str:
    """The lines of the section on a page."""
    session = watched()
    publishing(session)
    if facts:
        fold(session, logged(*facts))
    words = as_text(page_of(session, selection))
    return words.partition(TITLE)[2].partition("\n\n")[0]


def test_that_the_keys_of_an_edge_are_listed_with_counts_the_most_frequent_first() -> None:
    often = [sent(n, "order.new") for n in range(9)]
    shown = keys_on(SENDS, sent(100, "a.rare", 0), *often)
    assert "different keys: 2" in shown
    assert shown.index("order.new") < shown.index("a.rare")
    assert "9 published · [observed]" in shown
    assert "1 published · 1 to no queue · [observed]" in shown
    assert "counted since: " in shown


def test_that_counts_that_are_alike_are_in_the_order_of_the_names() -> None:
    shown = keys_on(SENDS, *(sent(n, key) for n, key in enumerate("bbbaa")))
    assert shown.index("  a\n") < shown.index("  b\n")


def test_that_a_service_says_to_which_exchange() -> None:
    assert "shop · 1 published" in keys_on("service:orders", sent(1, "order.new"))


def test_that_an_exchange_says_who_published_with_which_keys() -> None:
    mails = [sent(n, key, party=Party(PAYMENTS)) for n, key in enumerate(("mail", "order.new"))]
    orders = [sent(n, "order.new") for n in range(9, 15)]
    shown = keys_on("exchange:shop", *mails, sent(20, "order.odd", 0), *orders)
    assert "different keys: 2" not in shown
    assert "different keys: 3" in shown
    by_orders, by_payments = shown.split("  payments\n")
    assert "orders\n    7 published · 1 to no queue · [observed]" in by_orders
    assert "      order.new  6\n      order.odd  1\n        1 to no queue" in by_orders
    assert "2 published" in by_payments
    assert "      mail  1\n      order.new  1" in by_payments


def test_that_of_very_many_keys_of_one_service_the_rest_can_be_asked_for() -> None:
    session = watched()
    publishing(session)
    fold(session, logged(*(sent(n, f"k{n:02}") for n in range(30))))
    page = page_of(session, "exchange:shop")
    orders = json.loads(json.dumps(page.as_json()))["sections"][TITLE]["items"][0]
    assert (orders["name"], orders["left_out"]) == ("orders", 22)
    assert orders["items"][7] == {"name": "k07", "published": 1}
    whole = page.with_more({f"{TITLE}: service:orders": 20}).as_json()["sections"][TITLE]
    assert len(whole["items"][0]["items"]) == 28
    assert whole["items"][0]["left_out"] == 2


def test_that_other_exchanges_and_other_vhosts_do_not_count_there() -> None:
    other = sent(2, "x", party=Party(ORDERS, vhost="other"))
    shown = keys_on(SENDS, sent(1, "y", exchange="dlx"), other)
    assert "published: ?" in shown


def test_that_without_single_messages_bound_keys_are_what_is_known() -> None:
    for selection in (SENDS, "exchange:shop"):
        shown = keys_on(selection)
        assert "bound: #, order.*" in shown
        assert "published: ?" in shown
    assert "No single message was seen" in keys_on("service:orders")


def test_that_of_very_many_keys_the_rest_is_counted_and_json_has_numbers() -> None:
    session = watched()
    publishing(session)
    fold(session, logged(*(sent(n, f"k{n:02}") for n in range(30))))
    page = page_of(session, SENDS)
    found = json.loads(json.dumps(page.as_json()))["sections"][TITLE]
    assert found["left_out"] == 5
    assert found["items"][0]["name"] == "k00"
    assert found["items"][0]["published"] == 1


def test_that_dead_letters_are_said_to_be_what_nothing_shows() -> None:
    bound = (Binding(source="dlx", destination="<b>odd</b>", routing_key="#"),)
    topology = shop_topology(bindings=bound, exchanges={"dlx": Exchange(name="dlx", type="topic")})
    words = as_text(page_of(watched(topology), "exchange:dlx"))
    assert "neither the firehose nor the proxy shows them" in words


def test_that_a_test_event_to_no_queue_is_told_beside_what_services_had_returned() -> None:
    session = watched()
    publishing(session)
    own = Party("10.0.0.7:1 -> 10.0.0.9:5672", "flowscope:publish")
    fold(session, logged(sent(1, "x", 0, party=own)))
    words = as_text(page_of(session, "exchange:shop"))
    unroutable = words.partition("Unroutable since")[2].partition("Published by")[0]
    assert "Flowscope's own: 1 more to no queue, a test event" in unroutable


def test_that_no_page_grows_without_bounds() -> None:
    session = watched()
    publishing(session)
    fold(session, logged(*(sent(n, f"k{n:03}") for n in range(500))))
    page = page_of(session, "exchange:shop").with_more({f"{TITLE}: service:orders": 10_000})
    keys = next(one for one in page.sections if one.title == TITLE).items[0].below
    assert keys is not None
    assert (len(keys.items), keys.left_out, keys.rest) == (408, 92, None)
