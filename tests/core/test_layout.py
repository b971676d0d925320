from collections.abc import Sequence
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from core import layout
from core.columns import Need, View
from core.graph import EdgeKey, EdgeKind, FlowGraph, Node, NodeKind
from core.layout import HEIGHTS, SPACING, Layout, place
from core.ordering import CONSUMERS, EXCHANGES, PUBLISHERS, QUEUES

Ends = tuple[NodeKind, NodeKind]
KINDS: dict[EdgeKind, Ends] = {
    "publish": ("service", "exchange"),
    "route": ("exchange", "queue"),
    "deliver": ("queue", "service"),
    "dead_letter": ("queue", "exchange"),
    "alternate": ("exchange", "exchange"),
    "bind": ("exchange", "exchange"),
}
Edges = list[tuple[EdgeKind, int, int]]
some_edges = st.lists(
    st.tuples(st.sampled_from(sorted(KINDS)), st.integers(0, 9), st.integers(0, 9)), max_size=40
)


def graph(edges: Edges) -> FlowGraph:
    made = FlowGraph()
    for kind, source, target in edges:
        start, stop = KINDS[kind]
        made.edge(
            kind, made.node(start, f"{start}-{source}").id, made.node(stop, f"{stop}-{target}").id
        )
    return made


def order(of: Layout, column: int) -> list[str]:
    return [node for node, its_column in of.places if its_column == column]


def assert_nothing_overlaps(of: Layout) -> None:
    for column in range(4):
        heights = [p.y for p in of.places.values() if p.column == column]
        apart = [b - a for a, b in pairwise(heights)]
        assert all(gap >= HEIGHTS[column] + SPACING - 1.0 for gap in apart)


def crossings(of: Layout) -> int:
    lines = [
        (a[1], of.places[a].y, of.places[b].y) for a, b in of.edges.values() if b[1] == a[1] + 1
    ]
    return sum(
        one[0] == two[0] and (one[1] - two[1]) * (one[2] - two[2]) < 0
        for i, one in enumerate(lines)
        for two in lines[:i]
    )


def test_that_an_empty_graph_has_an_empty_layout() -> None:
    found = place(FlowGraph())

    assert found.places == {}
    assert found.bounds == (0.0, 0.0, 0.0, 0.0)


def test_that_every_kind_of_node_has_its_column() -> None:
    found = place(graph([("publish", 0, 0), ("route", 0, 0), ("deliver", 0, 1)]))

    assert list(found.places) == [
        ("service:service-0", PUBLISHERS),
        ("exchange:exchange-0", EXCHANGES),
        ("queue:queue-0", QUEUES),
        ("service:service-1", CONSUMERS),
    ]


def test_that_a_chain_is_a_straight_line() -> None:
    found = place(graph([("publish", 0, 0), ("route", 0, 0), ("deliver", 0, 1)]))

    assert len({p.y for p in found.places.values()}) == 1


def test_that_columns_go_from_left_to_right_without_touching() -> None:
    found = place(graph([("publish", 0, 0), ("route", 0, 0), ("deliver", 0, 1)]))
    places = list(found.places.values())

    for left, right in pairwise(places):
        assert right.x - right.width / 2 - (left.x + left.width / 2) == found.gap


def test_that_a_service_that_publishes_and_consumes_stands_in_both_outer_columns() -> None:
    found = place(graph([("publish", 0, 0), ("deliver", 0, 0)]))

    assert found.slots_of("service:service-0") == [
        ("service:service-0", PUBLISHERS),
        ("service:service-0", CONSUMERS),
    ]


def test_that_nodes_without_edges_have_a_place() -> None:
    lonely = FlowGraph()
    for kind in ("service", "exchange", "queue"):
        lonely.node(kind, "alone")

    assert {column for _, column in place(lonely).places} == {PUBLISHERS, EXCHANGES, QUEUES}


def test_that_an_edge_to_a_node_that_is_not_there_is_left_out() -> None:
    torn = graph([("publish", 0, 0)])
    torn.edge("route", "exchange:exchange-0", "queue:gone")

    assert list(place(torn).edges) == [("publish", "service:service-0", "exchange:exchange-0")]


def test_that_an_edge_back_joins_a_queue_to_an_exchange() -> None:
    found = place(graph([("dead_letter", 3, 4)]))

    assert list(found.edges.values()) == [
        (("queue:queue-3", QUEUES), ("exchange:exchange-4", EXCHANGES))
    ]


def test_that_crossings_that_can_be_avoided_are() -> None:
    mirrored = graph([("route", i, 9 - i) for i in range(10)])

    assert crossings(place(mirrored)) == 0


def test_that_groups_that_are_not_connected_do_not_mix() -> None:
    edges: Edges = [("route", i % 3, i) for i in range(9)]

    assert crossings(place(graph(edges))) == 0


def test_that_a_tall_graph_gets_wider_gaps() -> None:
    low, tall = graph([("route", 0, 0)]), graph([("route", 0, i) for i in range(40)])

    assert place(tall).gap > place(low).gap


def test_that_a_wider_view_gets_a_wider_picture_in_the_same_order() -> None:
    tall = graph([("route", i % 3, i) for i in range(16)])
    narrow = place(tall, view=View(960, 640))
    wide = place(tall, narrow, View(1600, 640))

    assert wide.bounds[2] > 1.3 * narrow.bounds[2]
    assert wide.bounds[3] == narrow.bounds[3]
    assert list(wide.places) == list(narrow.places)
    assert place(tall, wide, View(1600, 640)).places == wide.places


def test_that_boxes_are_as_wide_as_what_is_in_their_column_needs() -> None:
    asked: list[tuple[int, list[str]]] = []

    def needs(column: int, nodes: Sequence[Node]) -> Need:
        asked.append((column, [node.name for node in nodes]))
        return lambda _zoom, _letters: 300.0 if column == QUEUES else 10.0

    found = place(graph([("route", 0, 0), ("publish", 1, 0)]), view=View(needs=needs))
    wide = [place.width for place in found.places.values()]

    assert asked == [
        (PUBLISHERS, ["service-1"]),
        (EXCHANGES, ["exchange-0"]),
        (QUEUES, ["queue-0"]),
        (CONSUMERS, []),
    ]
    assert wide == [176.0, 176.0, 320.0]


def test_that_a_node_that_comes_moves_no_column_while_its_name_has_room() -> None:
    def needs(_column: int, nodes: Sequence[Node]) -> Need:
        return lambda _zoom, _letters: max((20.0 * len(node.name) for node in nodes), default=0.0)

    view = View(needs=needs)
    grown = graph([("route", i % 3, i) for i in range(8)])
    before = place(grown, view=view)
    grown.edge("route", "exchange:exchange-0", grown.node("queue", "short").id)
    after = place(grown, before, view)
    grown.edge("route", "exchange:exchange-0", grown.node("queue", "a-very-long-name").id)
    longer = place(grown, after, view)

    assert after.form == before.form
    assert all(after.places[slot].x == place.x for slot, place in before.places.items())
    assert longer.widths[QUEUES] > after.widths[QUEUES]
    assert longer.widths[:QUEUES] == after.widths[:QUEUES]


def test_that_gaps_grow_with_the_graph() -> None:
    found = place(graph([("route", 0, i) for i in range(10)]))
    narrow = found.gap
    for count in (18, 30, 50):
        found = place(graph([("route", 0, i) for i in range(count)]), found)

    assert found.gap > narrow


@given(some_edges)
def test_that_boxes_never_overlap(edges: Edges) -> None:
    assert_nothing_overlaps(place(graph(edges)))


@given(some_edges)
def test_that_the_same_graph_always_looks_the_same(edges: Edges) -> None:
    one, other = place(graph(edges)), place(graph(edges[::-1]))

    assert one.places == other.places


@example(
    [
        *(("alternate", 2, 5), ("alternate", 4, 7), ("alternate", 5, 6), ("alternate", 5, 8)),
        *(("dead_letter", 3, 7), ("publish", 0, 4), ("publish", 1, 6)),
        *(("route", 2, 0), ("route", 4, 1), ("route", 4, 2)),
    ]
)
@given(some_edges)
def test_that_nothing_moves_when_nothing_changes(edges: Edges) -> None:
    before = place(graph(edges))

    assert place(graph(edges), before).places == before.places


@given(some_edges, some_edges)
def test_that_known_nodes_keep_their_order(edges: Edges, more: Edges) -> None:
    before = place(graph(edges))
    after = place(graph(edges + more[: len(edges) // 4]), before)

    assert_nothing_overlaps(after)
    for column in range(4):
        known = [node for node in order(after, column) if (node, column) in before.places]
        assert known == order(before, column)


@given(some_edges, st.data())
def test_that_what_remains_stays_in_place_when_something_goes(
    edges: Edges, data: st.DataObject
) -> None:
    before = place(graph(edges))
    gone = data.draw(st.integers(0, len(edges) // 4))
    after = place(graph(edges[gone:]), before)

    if 2 * len([slot for slot in after.places if slot in before.places]) >= len(after.places):
        for slot, where in after.places.items():
            if slot in before.places:
                assert where == before.places[slot]


def test_that_a_new_node_comes_to_its_neighbours() -> None:
    edges: Edges = [("route", i, i) for i in range(8)]
    before = place(graph(edges))
    after = place(graph([*edges, ("deliver", 2, 0)]), before)

    assert after.places["service:service-0", CONSUMERS].y == after.places["queue:queue-2", QUEUES].y


def test_that_a_graph_that_has_mostly_changed_is_placed_anew() -> None:
    before = place(graph([("route", 0, 0)]))
    edges: Edges = [("route", i, 9 - i) for i in range(10)]

    assert place(graph(edges), before).places == place(graph(edges)).places


def test_that_pooling_keeps_the_order_and_the_mean() -> None:
    cases: list[tuple[list[float], list[float]]] = [
        ([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]),
        ([3.0, 1.0], [2.0, 2.0]),
        ([1.0, 4.0, 2.0, 5.0], [1.0, 3.0, 3.0, 5.0]),
        ([], []),
    ]
    for values, pooled in cases:
        assert list(layout._isotonic(values, [1.0] * len(values))) == pooled


def test_that_a_queue_stands_among_the_queues_whatever_leads_to_it() -> None:
    graph = FlowGraph()
    graph.node("exchange", "dead")
    graph.node("exchange", "archive")
    graph.node("queue", "dead.q")
    graph.edge("bind", "exchange:dead", "queue:dead.q")
    graph.edge("bind", "exchange:dead", "exchange:archive")

    columns = dict(place(graph).places.keys())

    assert columns == {"exchange:dead": 1, "exchange:archive": 1, "queue:dead.q": 2}


def test_that_what_is_left_out_has_no_place_and_the_rest_closes_ranks() -> None:
    edges: Edges = [("route", 0, i) for i in range(12)]
    whole = graph(edges)
    before = place(whole)
    gone = frozenset(f"queue:queue-{i}" for i in range(2, 11))
    after = place(whole, before, without=gone, closing=True)

    rest = [slot for slot in before.places if slot[0] not in gone]
    assert set(after.places) == set(rest)
    assert {key[2] for key in after.edges} == {"queue:queue-0", "queue:queue-1", "queue:queue-11"}
    by_y = sorted(after.places, key=lambda slot: (slot[1], after.places[slot].y))
    assert by_y == sorted(rest, key=lambda slot: (slot[1], before.places[slot].y))
    heights = [after.places[slot].y for slot in by_y if slot[1] == QUEUES]
    assert [b - a for a, b in pairwise(heights)] == [HEIGHTS[QUEUES] + SPACING] * 2


def test_that_an_edge_alone_can_be_left_out() -> None:
    whole = graph([("route", 0, 0), ("route", 0, 1)])
    key: EdgeKey = ("route", "exchange:exchange-0", "queue:queue-1")
    after = place(whole, place(whole), without={key})

    assert ("queue:queue-1", QUEUES) in after.places
    assert key not in after.edges


def test_that_a_service_that_lost_its_consumer_stays_among_those_that_consume() -> None:
    whole = graph([])
    whole.node("service", "belt").has_consumed = True
    whole.node("service", "shop")

    assert set(place(whole).places) == {("service:belt", 3), ("service:shop", 0)}
