from core.answers import Answer
from core.bands import Band
from core.collapsed import CollapsedGraph
from core.graph import UNKNOWN_SERVICE, EdgeKey, FlowGraph
from core.seen_hop import SeenWay
from core.troubles import Trouble
from core.unknown_service import unknown_words, unseen_publisher
from gui.flow.words import lines, spoken, tooltip
from tests.core.seen_between import look
from tests.core.test_hops import two_shops
from tests.gui.flow.sample_graphs import Broker, shop


def test_that_a_queue_tells_its_depths() -> None:
    assert lines(shop().graph, "queue:payments.requests") == [
        "queue payments.requests",
        "type quorum",
        "1,840 ready, 250 unacked",
        "2 consumers",
    ]


def test_that_unknown_depths_are_not_zero() -> None:
    broker = Broker()
    queue = broker.queue("q", None, None, None)

    assert lines(broker.graph, queue)[-2:] == ["? ready, ? unacked", "? consumers"]


def test_that_a_service_tells_how_it_got_its_name() -> None:
    assert lines(shop().graph, "service:web-shop") == [
        "service web-shop",
        "4 connections",
        "named by connection_name",
    ]


def test_that_an_edge_tells_its_counters_and_their_provenance() -> None:
    broker = Broker()
    edge = broker.edge("publish", broker.service("a"), broker.exchange("x"), publish=2.0)
    edge.how, edge.at_least = "channel_exchange_metrics", True
    broker.tick()
    broker.tick()

    assert lines(broker.graph, edge.key) == [
        "a publishes to x",
        "publish 2.0/s, ≥ 4 in all",
        "counted: channel_exchange_metrics",
    ]


def test_that_an_unknown_edge_says_so() -> None:
    found = lines(shop().graph, ("route", "exchange:shop.events", "queue:reports.daily"))

    assert found[1:] == ["rate unknown", "unknown"]


def test_that_a_node_that_is_gone_says_so() -> None:
    broker = Broker()
    broker.exchange("old", present=False)

    assert "not there any more" in lines(broker.graph, "exchange:old")


def test_that_names_are_shown_as_they_are() -> None:
    graph = shop().graph

    assert lines(graph, "queue:<b>bold</b>") == []
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; co" in tooltip(graph, "queue:<b>bold</b> & co")


def test_that_names_cannot_hide_control_characters() -> None:
    broker = Broker()
    queue = broker.queue("a\nb\u202ec")

    assert lines(broker.graph, queue)[0] == "queue a\ufffdb\ufffdc"


def test_that_nothing_is_said_about_nothing() -> None:
    graph = shop().graph

    assert tooltip(graph, None) == ""
    assert tooltip(graph, "queue:gone") == ""
    assert spoken(graph, None) == "Nothing is selected."


def test_that_a_screen_reader_hears_sentences() -> None:
    assert spoken(shop().graph, "queue:dead.mail") == (
        "queue dead.mail. type classic. 213 ready, 0 unacked. 0 consumers"
    )


def test_that_what_hurts_comes_right_after_the_name() -> None:
    graph = shop().graph
    key: EdgeKey = ("deliver", "queue:payments.requests", "service:payments")
    graph.troubles = (Trouble(key, "stuck", "warning", "prefetch full (5 of 5 unacked)"),)

    assert lines(graph, key)[:2] == [
        "payments.requests delivers to payments",
        "prefetch full (5 of 5 unacked)",
    ]
    assert lines(graph, "service:payments")[1] == (
        "payments.requests \N{RIGHTWARDS ARROW} payments: prefetch full (5 of 5 unacked)"
    )
    assert len(lines(graph, "queue:orders.new")) == 4


def test_that_answers_tell_where_they_come_from() -> None:
    broker = Broker()
    edge = broker.edge("deliver", broker.queue("q"), broker.service("a"), deliver=5.0)
    broker.graph.answers = {
        edge.key: {"nack_or_reject": Answer(Band(20, 40), Band(2, 4), "derived", "so")}
    }

    told = "nack or reject 2\N{EN DASH}4/s, 20\N{EN DASH}40 in all (derived)"
    assert told in lines(broker.graph, edge.key)
    assert told in spoken(broker.graph, edge.key)


def test_that_a_hop_tells_what_was_observed_and_where() -> None:
    broker = two_shops()
    look(broker, ("service:orders", "service:audit"), total_at_least=True)

    assert lines(CollapsedGraph(broker.graph), ("hop", "service:orders", "service:audit")) == [
        "orders causes work for audit",
        "deliver 2.0/s, ≥ 30 in all",
        "redelivered 0/s, ≥ 0 in all",
        "ack 2.0/s, ≥ 30 in all",
        "observed: seen message by message in the proxy, which has listened for 1 min;"
        " what passed before or elsewhere is not in it;"
        " audit.q takes messages of orders and stock: no counter tells whose it delivers",
    ]


def test_that_what_was_observed_stands_beside_what_counters_prove() -> None:
    broker = two_shops()
    ways = (SeenWay("direct", "pay.q", 30),)
    look(broker, ("service:orders", "service:payments"), ways=ways, at_least=True)
    found = lines(CollapsedGraph(broker.graph), ("hop", "service:orders", "service:payments"))

    assert found[1] == "deliver 3.0/s, 6 in all"
    assert found[-2].startswith("also observed: ≥ 2.0/s, 30 in all, seen message by message")
    assert found[-1].startswith("derived: all that pay.q delivers to payments")


def test_that_a_hop_of_which_nothing_is_proved_is_only_possible() -> None:
    collapsed = CollapsedGraph(two_shops().graph)
    title, *_ = lines(collapsed, ("hop", "service:orders", "service:audit"))

    assert title == "orders may cause work for audit"


def test_that_the_tip_of_an_edge_says_over_which_time_its_rate_is() -> None:
    broker = Broker()
    edge = broker.edge("publish", broker.service("a"), broker.exchange("x"), publish=2.0)
    broker.tick()
    broker.tick()

    assert "over 5 seconds, up to 60" in tooltip(broker.graph, edge.key)
    assert "over 5 seconds" not in tooltip(broker.graph, edge.target)
    assert "over 5 seconds" not in spoken(broker.graph, edge.key)


def test_that_whoever_is_not_seen_is_explained_and_not_said_to_have_no_connection() -> None:
    graph = FlowGraph()
    graph.nodes[UNKNOWN_SERVICE] = unseen_publisher()

    name, why = lines(graph, UNKNOWN_SERVICE)

    assert name == "unknown service"
    assert why == unknown_words(graph)
    tip = tooltip(graph, UNKNOWN_SERVICE)
    assert max(map(len, tip.split("<br>"))) < 100
    assert " ".join(tip.removesuffix("</div>").split("<br>")[1:]) == why
