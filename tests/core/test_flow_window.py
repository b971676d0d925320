import json

import pytest

from core.answers import Answer
from core.bands import Band
from core.flow_report import as_dot, as_text
from core.flow_window import SCHEMA, EdgeCounts, FlowWindow, passing_of
from core.graph import Edge, EdgeKey
from core.topology import Exchange, Queue
from core.troubles import Trouble
from tests.core.driven_session import DrivenSession, told
from tests.simulated_node import Line, SimulatedNode


def never() -> bool:
    return False


def ready(node: SimulatedNode | None = None) -> tuple[DrivenSession, FlowWindow, Line]:
    """A session that watches a publisher who has published before."""
    session = DrivenSession(node)
    line = session.node.client("orders")
    session.node.publish(line, "shop", "billing", amount=1000)
    session.fold(session.node.opened(line))
    window = FlowWindow(session)
    window.warm_up()
    return session, window, line


def measured(amount: int = 6) -> tuple[DrivenSession, FlowWindow]:
    """A window of two seconds in which some messages passed."""
    session, window, line = ready()
    window.begin()
    session.node.publish(line, "shop", "billing", amount=amount)
    session.node.deliver(line, "billing", 2, "deliver_no_ack")
    window.pass_time(2.0, never)
    window.end()
    return session, window


def counts(window: FlowWindow) -> dict[tuple[str, str, str], dict[str, int]]:
    found: dict[tuple[str, str, str], dict[str, int]] = {}
    for counted in window.edges():
        known = {name: count for name, count in counted.counts.items() if count}
        if known:
            found[counted.edge.key] = known
    return found


@pytest.mark.parametrize("version", ["3.10.8", "4.0.5"])
def test_that_exactly_what_happened_inside_is_counted(version: str) -> None:
    session, window, line = ready(SimulatedNode(version=version))
    session.node.publish(line, "shop", "billing", amount=50)
    window.begin()
    for _ in range(3):
        session.node.publish(line, "shop", "billing", amount=2)
        window.pass_time(1.0, never)
    window.end()
    session.node.publish(line, "shop", "billing", amount=70)
    assert counts(window) == {
        ("publish", "service:orders", "exchange:shop"): {"publish": 6},
        ("route", "exchange:shop", "queue:billing"): {"publish": 6},
    }
    assert window.is_complete


def test_that_the_last_messages_before_the_end_are_inside() -> None:
    session, window, line = ready()
    window.begin()
    window.pass_time(1.0, never)
    session.node.publish(line, "shop", amount=3)
    window.end()
    assert counts(window) == {("publish", "service:orders", "exchange:shop"): {"publish": 3}}


def test_that_a_window_is_as_long_as_it_was_asked_to_be() -> None:
    _, window, _ = ready()
    window.begin()
    window.pass_time(5.0, never)
    window.end()
    assert window.seconds == pytest.approx(5.0, abs=0.11)


def test_that_an_interrupt_ends_it_early() -> None:
    session, window, line = ready()
    window.begin()
    session.node.publish(line, "shop", amount=3)
    before = session.watch.now
    window.pass_time(3600.0, lambda: session.watch.now > before + 1)
    window.end()
    assert window.seconds < 2
    assert counts(window)["publish", "service:orders", "exchange:shop"] == {"publish": 3}


def test_that_a_warm_up_ends_when_everybody_has_a_name_and_does_not_last_for_ever() -> None:
    session = DrivenSession()
    FlowWindow(session).warm_up()
    assert session.phase == "watching"
    quick = session.watch.now - 1_000_000.0
    session.node.client("nameless")
    session.wait(0.0)
    session.pump()
    FlowWindow(session).warm_up()
    assert quick < 1.0
    assert 1.0 < session.watch.now - 1_000_000.0 < 15.0


def test_that_a_name_that_comes_after_the_end_still_counts() -> None:
    session, window, _ = ready()
    other = session.node.client("billing")
    window.begin()
    session.node.publish(other, "shop", amount=4)
    ended = session.watch.now + 1.0
    window.pass_time(1.0, never)

    def name_late() -> None:
        if session.watch.now > ended + 5:
            session._put(session.node.opened(other))

    session.meanwhile = name_late
    window.end()
    assert counts(window) == {("publish", "service:billing", "exchange:shop"): {"publish": 4}}


def test_that_what_nobody_names_in_time_is_of_the_unknown_service() -> None:
    session, window, _ = ready()
    window.begin()
    session.node.publish(session.node.client("nobody"), "shop", amount=4)
    window.pass_time(1.0, never)
    window.end()
    assert counts(window) == {("publish", "service:?", "exchange:shop"): {"publish": 4}}


def test_that_without_a_last_reading_every_count_is_a_lower_bound() -> None:
    session, window, line = ready()
    window.begin()
    session.node.publish(line, "shop", amount=4)
    window.pass_time(1.0, never)
    session.answers = False
    window.end()
    assert not window.is_complete
    found = window.as_json()
    assert found["complete"] is False
    assert all(edge["at_least"] for edge in found["edges"] if edge["counts"]["publish"] is not None)


def test_that_the_result_is_plain_json_with_all_that_matters() -> None:
    session, window = measured()
    session.broker |= {"version": "4.0.5", "prometheus_listeners": [("a", 1)]}
    found = json.loads(json.dumps(window.as_json(), allow_nan=False))
    assert found["schema"] == SCHEMA
    assert found["complete"] is True
    assert found["broker"]["vhost"] == "shop"
    assert found["broker"]["version"] == "4.0.5"
    assert "prometheus_listeners" not in found["broker"]
    assert "hunter2" not in json.dumps(found)
    assert found["window_s"] == pytest.approx(2.0, abs=0.11)
    assert found["capabilities"]["prometheus"]["ok"] is True
    assert found["capabilities"]["firehose"] == {
        "ok": False,
        "why": "not probed yet",
        "mend": "",
    }
    publish = next(edge for edge in found["edges"] if edge["kind"] == "publish")
    assert publish["from"] == "service:orders"
    assert publish["to"] == "exchange:shop"
    assert publish["provenance"] == "counted"
    assert publish["counts"]["publish"] == 6
    assert publish["counts"]["drop_unroutable"] == 0
    assert publish["rates"]["publish"] == pytest.approx(3.0, rel=0.06)
    assert "at_least" not in publish
    nodes = {node["id"]: node for node in found["nodes"]}
    assert nodes["service:orders"]["instances"] == 1
    assert nodes["service:orders"]["named_by"] == "connection_name"
    assert nodes["exchange:shop"]["type"] == "topic"
    assert nodes["queue:billing"]["consumers"] == 0
    assert nodes["queue:billing"]["ready"] is None


def test_that_an_unknown_count_is_null_and_has_no_rate() -> None:
    session, window = measured()
    edge = session.graph.edge("bind", "exchange:shop", "queue:billing")
    found = next(e for e in window.as_json()["edges"] if e["kind"] == "bind")
    assert found["counts"] == {"publish": None}
    assert found["rates"] == {"publish": None}
    assert found["provenance"] == "unknown"
    assert passing_of(EdgeCounts(edge, {"publish": None}, "unknown")) is None


def test_that_all_deliveries_passed_and_acks_did_not() -> None:
    edge = Edge("deliver", "queue:q", "service:s")
    counted: dict[str, int | None] = {"deliver": 3, "get": 1, "ack": 9, "redeliver": None}
    assert passing_of(EdgeCounts(edge, counted, "counted")) == 4


def test_that_the_text_says_who_did_what() -> None:
    session, window = measured()
    session.graph.edge("bind", "exchange:shop", "queue:billing")
    session.graph.nodes["queue:billing"].ready = 1004
    session.fold(told("management", ok=False, why="the login was refused"))
    lines = as_text(window).splitlines()
    assert lines[0].endswith("s on amqp://guest@localhost:5672/shop")
    for words in (
        "orders publishes to shop 6",
        "shop routes to billing 6",
        "shop is bound to billing ?",
        "billing delivers to orders 2 deliver_no_ack 2",
        "billing 1004 ready ? unacked",
        "management: the login was refused. mend management",
    ):
        assert any(words == " ".join(line.split()) for line in lines), (words, lines)
    assert "hunter2" not in "".join(lines)


def test_that_the_text_marks_lower_bounds() -> None:
    session, window = measured()
    for edge in session.graph.edges.values():
        edge.at_least = True
    assert ">= 6" in as_text(window)
    assert ">= 6" in as_dot(window)


def test_that_a_quiet_broker_is_a_short_text() -> None:
    session = DrivenSession()
    window = FlowWindow(session)
    window.warm_up()
    window.begin()
    window.pass_time(1.0, never)
    window.end()
    assert len(as_text(window).splitlines()) == 1
    assert as_dot(window).splitlines() == ["digraph flow {", "  rankdir=LR;", "}"]


def test_that_the_dot_graph_quotes_every_name() -> None:
    session, window = measured()
    evil = 'a"b\\c\nd]; x -> y'
    session.graph.node("queue", evil)
    session.graph.edge("route", "exchange:shop", f"queue:{evil}")
    dot = as_dot(window)
    assert r'"queue:a\"b\\c\nd]; x -> y"' in dot
    for line in dot.splitlines()[1:-1]:
        assert line.endswith(";")
        assert line.replace(r"\\", "").replace(r"\"", "").count('"') % 2 == 0
    assert '"service:orders" -> "exchange:shop" [label="6", style=solid];' in dot
    assert "shape=cylinder" in dot


def test_that_the_kinds_of_exchanges_and_queues_are_in_the_labels() -> None:
    session, window = measured()
    session.graph.nodes["exchange:shop"].type = Exchange(name="shop", type="fanout").type
    session.graph.nodes["queue:billing"].type = Queue(name="billing", type="quorum").type
    dot = as_dot(window)
    assert r'label="shop\nfanout", shape=ellipse' in dot
    assert r'label="billing\nquorum", shape=cylinder' in dot
    assert r'label="orders\n1 connected", shape=box' in dot


def test_that_troubles_are_told_in_every_form() -> None:
    session, window = measured()
    session.graph.nodes["queue:billing"].ready = 19_000
    on_edge = Trouble(
        ("route", "exchange:shop", "queue:billing"), "slow", "notice", 'slow "x"', ("c on ch",)
    )
    session.graph.troubles = (
        Trouble("queue:billing", "no_consumer", "warning", "no consumer, 19,000 ready"),
        on_edge,
    )
    assert window.as_json()["troubles"] == [
        {
            "at": "queue:billing",
            "kind": "no_consumer",
            "severity": "warning",
            "text": "no consumer, 19,000 ready",
            "source": "counters",
        },
        {
            "at": ["route", "exchange:shop", "queue:billing"],
            "kind": "slow",
            "severity": "notice",
            "text": 'slow "x"',
            "source": "counters",
            "consumers": ["c on ch"],
        },
    ]
    text = [" ".join(line.split()) for line in as_text(window).splitlines()]
    at = text.index("Problems")
    assert text[at + 1 : at + 3] == [
        "! queue billing no consumer, 19,000 ready",
        '- shop \N{RIGHTWARDS ARROW} billing slow "x"',
    ]
    dot = as_dot(window)
    assert 'shape=cylinder, color=red, penwidth=2, tooltip="no consumer, 19,000 ready' in dot
    assert 'style=solid, color=orange, penwidth=2, tooltip="slow \\"x\\""' in dot


def test_that_without_troubles_nothing_is_said_of_them() -> None:
    _, window = measured()
    assert window.as_json()["troubles"] == []
    assert "Problems" not in as_text(window)
    assert "penwidth" not in as_dot(window)


def test_that_answers_beyond_the_counters_are_told_in_every_form() -> None:
    session, window = measured()
    key: EdgeKey = ("deliver", "queue:billing", "service:orders")
    band = Answer(Band(20, 40), Band(2, 4), "derived", "by counters")
    session.graph.answers = {key: {"nack_or_reject": band}}
    (shown,) = (edge for edge in window.as_json()["edges"] if edge["kind"] == "deliver")

    assert shown["answers"] == {
        "nack": None,
        "reject": None,
        "requeue": None,
        "nack_or_reject": {
            "provenance": "derived",
            "count": {"low": 20, "high": 40},
            "rate": {"low": 2, "high": 4},
            "how": "by counters",
        },
    }
    assert "nack or reject 20\N{EN DASH}40 (derived)" in as_text(window)


def test_that_hops_are_told_as_far_as_counters_prove_them() -> None:
    _, window = measured()
    hops = {(one["from"], one["to"]): one for one in window.as_json()["hops"]}
    assert hops
    for (source, target), hop in hops.items():
        assert source.startswith("service:")
        assert target.startswith("service:")
        assert hop["kind"] == "hop"
        assert hop["queues"] == ["queue:billing"]
        assert hop["how"]
    counted = [one for one in hops.values() if one["counts"]["deliver_no_ack"]]
    assert [one["counts"]["deliver_no_ack"] for one in counted] == [2]
    assert counted[0]["provenance"] == "derived"
    assert "Which service causes work for which" in as_text(window)
