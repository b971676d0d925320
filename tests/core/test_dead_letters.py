from core.dead_letters import DeadLetterCounts
from core.facts import DeadLetterQueue, DeadLetters
from core.graph import Edge, FlowGraph

NODE = "rabbit@host"


def queue(name: str, vhost: str = "/", type_: str = "classic") -> DeadLetterQueue:
    return DeadLetterQueue(vhost=vhost, name=name, type=type_)


def counting(*able: DeadLetterQueue) -> Edge:
    """The edge of the first queue, after its node has dead-lettered some messages."""
    graph = FlowGraph()
    edge = graph.edge("dead_letter", f"queue:{able[0].name}", "exchange:dlx")
    counts = DeadLetterCounts(graph, able[0].vhost)
    for at, total in ((1.0, 0), (2.0, 7)):
        counts.take(DeadLetters(at=at, node=NODE, totals={"classic": total}))
        counts.take_able(frozenset(able), at)
    return edge


def test_that_the_only_queue_of_its_type_gets_the_count() -> None:
    edge = counting(queue("orders"), queue("audit", type_="quorum"))

    assert edge.provenance == "counted"
    assert "dead_letter" in edge.counters


def test_that_queues_that_share_the_counter_are_named_with_their_vhosts() -> None:
    edge = counting(queue("orders"), queue("old", "legacy"), queue("audit", type_="quorum"))

    assert edge.provenance == "unknown"
    assert edge.counters == {}
    assert "one counter of dead letters for all classic queues of a node" in edge.how
    assert "in whatever vhost" in edge.how
    assert edge.how.endswith("share it: old (vhost legacy)")


def test_that_of_very_many_only_some_are_named() -> None:
    edge = counting(queue("orders"), *(queue(f"q{number}") for number in range(9)))

    assert edge.how.endswith("q0 (vhost /), q1 (vhost /), q2 (vhost /) and 6 more")


def test_that_a_queue_that_shared_the_counter_and_is_gone_still_leaves_it_unknown() -> None:
    graph = FlowGraph()
    edge = graph.edge("dead_letter", "queue:orders", "exchange:dlx")
    counts = DeadLetterCounts(graph, "/")
    counts.take(DeadLetters(at=1.0, node=NODE, totals={"classic": 0}))
    counts.take_able(frozenset({queue("orders"), queue("gone")}), 1.0)
    counts.take(DeadLetters(at=2.0, node=NODE, totals={"classic": 3}))
    counts.take_able(frozenset({queue("orders")}), 2.0)

    assert edge.provenance == "unknown"
    assert "another one that had a dead-letter exchange shared it" in edge.how


def test_that_dead_lettering_that_has_ended_is_a_rate_of_zero_and_no_gap() -> None:
    graph = FlowGraph()
    edge = graph.edge("dead_letter", "queue:orders", "exchange:dlx")
    counts = DeadLetterCounts(graph, "/")
    for at, total in enumerate((0, 0, 7, 7, 7), start=1000):
        counts.take(DeadLetters(at=float(at), node=NODE, totals={"classic": total, "stream": 0}))
        assert counts.is_waiting == (at == 1002)
        counts.take_able(frozenset({queue("orders")}), float(at))
    assert graph.count(edge, "dead_letter") == 7
    assert graph.passed(edge) == 0
    ring = edge.counters["dead_letter"]
    assert graph.tally.rings.history(ring, 3, 1004.0).tolist() == [7.0, 0.0, 0.0]


def test_that_two_queues_whose_letters_were_read_together_keep_their_rates() -> None:
    graph = FlowGraph()
    edges = [graph.edge("dead_letter", f"queue:{name}", "exchange:dlx") for name in ("old", "new")]
    counts = DeadLetterCounts(graph, "/")
    able = frozenset({queue("old"), queue("new", type_="quorum")})
    for at, total in enumerate((0, 0, 7, 9), start=1000):
        totals = {"classic": total, "quorum": 2 * total}
        counts.take(DeadLetters(at=float(at), node=NODE, totals=totals))
    counts.take_able(able, 1003.0)
    assert [graph.passed(edge) for edge in edges] == [2, 4]
    assert [graph.count(edge, "dead_letter") for edge in edges] == [9, 18]


def test_that_readings_in_which_nothing_moved_do_not_pile_up() -> None:
    graph = FlowGraph()
    edge = graph.edge("dead_letter", "queue:orders", "exchange:dlx")
    counts = DeadLetterCounts(graph, "/")
    for at in range(1000, 1100):
        counts.take(DeadLetters(at=float(at), node=NODE, totals={"classic": 4}))
    counts.take(DeadLetters(at=1100.0, node=NODE, totals={"classic": 5}))
    counts.take_able(frozenset({queue("orders")}), 1100.0)
    assert graph.rate(edge, "dead_letter") == 1
    assert graph.tally.rings.history(edge.counters["dead_letter"], 2, 1100.0).tolist()[1] == 1.0
