"""A scene that goes on from an earlier one is the one that is made from nothing."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.graph import FlowGraph
from core.layout import HEIGHTS, Content, Layout, place
from core.ordering import Slot
from gui.flow import curves
from gui.flow.scene import Scene, scene_of

EXCHANGES, QUEUES, SERVICES = (
    [f"{kind}{i}" for i in range(4)] for kind in ("events.", "work.", "service.")
)
Change = tuple[str, int, int, bool]
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["publish", "route", "deliver", "bind", "dead_letter"]),
        st.integers(0, 3),
        st.integers(0, 3),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
)


def change(graph: FlowGraph, kind: str, one: int, other: int, *, there: bool) -> None:
    """An edge is there, or not; its nodes stay."""
    service = graph.node("service", SERVICES[one]).id
    exchange, further = (graph.node("exchange", EXCHANGES[i]).id for i in (one, other))
    queue = graph.node("queue", QUEUES[other]).id
    match kind:
        case "publish":
            edge = graph.edge("publish", service, exchange)
        case "route":
            edge = graph.edge("route", exchange, queue)
        case "deliver":
            edge = graph.edge("deliver", queue, service)
        case "bind":
            edge = graph.edge("bind", exchange, further)
        case _:
            edge = graph.edge("dead_letter", queue, exchange)
    if not there:
        graph.remove_edge(edge.key)


@settings(max_examples=60, deadline=None)
@given(CHANGES)
def test_that_an_earlier_scene_changes_nothing_of_the_next(changes: list[Change]) -> None:
    graph = FlowGraph()
    graph.edge("publish", graph.node("service", "a").id, graph.node("exchange", "b").id)
    scene = scene_of(graph, None)
    for kind, one, other, there in changes:
        change(graph, kind, one, other, there=there)
        before, scene = scene, scene_of(graph, scene.layout, earlier=scene)
        anew = Scene(graph, scene.layout)
        for _ in anew.put_in_steps(Content.of(graph)):
            pass
        assert scene.keys == anew.keys
        for name in ("boxes", "ends", "ports", "controls"):
            np.testing.assert_array_equal(getattr(scene, name), getattr(anew, name))
        np.testing.assert_allclose(scene.points, anew.points, atol=1e-6)
        np.testing.assert_allclose(scene.lengths, anew.lengths, atol=1e-6)
        assert before is not scene


@settings(max_examples=60, deadline=None)
@given(CHANGES)
def test_that_edges_meet_a_box_where_each_side_by_itself_would_have_them(
    changes: list[Change],
) -> None:
    graph = FlowGraph()
    for kind, one, other, there in changes:
        change(graph, kind, one, other, there=there)
    layout = place(graph)
    np.testing.assert_allclose(curves.ports(layout), plain_ports(layout), atol=1e-9)


def plain_ports(layout: Layout) -> curves.Numbers:
    """Side by side, from the top to the bottom."""
    sides: dict[tuple[Slot, int], list[tuple[tuple[int, float], int, int]]] = {}
    found = np.zeros((len(layout.edges), 2, 3))
    for number, ends in enumerate(layout.edges.values()):
        for end in (0, 1):
            mine, other = (layout.places[slot] for slot in (ends[end], ends[1 - end]))
            apart = mine.column != other.column
            way = 1 if apart and other.x > mine.x else -1
            rank = (0, other.y) if apart else (-1 if other.y < mine.y else 1, -other.y)
            sides.setdefault((ends[end], way), []).append((rank, number, end))
    for (slot, way), touching in sides.items():
        box = layout.places[slot]
        step = min(9.0, (HEIGHTS[slot[1]] - 18.0) / max(len(touching) - 1, 1))
        top = box.y - step * (len(touching) - 1) / 2
        for i, (_, number, end) in enumerate(sorted(touching)):
            found[number, end] = (box.x + way * box.width / 2, top + i * step, way)
    return found
