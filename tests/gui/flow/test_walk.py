import pytest

from gui.flow.scene import Scene, Selection, scene_of
from gui.flow.walk import Direction, Walk
from tests.gui.flow.sample_graphs import Broker, hello, shop


def walked(scene: Scene, *directions: Direction) -> list[Selection]:
    walk, selection = Walk(), None
    found: list[Selection] = []
    for direction in directions:
        selection = walk.move(scene, selection, direction)
        found.append(selection)
    return found


def test_that_the_right_key_walks_from_publisher_to_consumer() -> None:
    scene = scene_of(hello().graph, None)

    steps: list[Direction] = ["right"] * 8

    assert walked(scene, *steps) == [
        "service:send.py",
        ("publish", "service:send.py", "exchange:"),
        "exchange:",
        ("route", "exchange:", "queue:hello"),
        "queue:hello",
        ("deliver", "queue:hello", "service:receive.py"),
        "service:receive.py",
        "service:receive.py",
    ]


def test_that_the_left_key_walks_back() -> None:
    scene = scene_of(hello().graph, None)
    there_and_back: list[Direction] = ["right", "right", "right", "left", "left"]

    assert walked(scene, *there_and_back)[-2:] == [
        ("publish", "service:send.py", "exchange:"),
        "service:send.py",
    ]


def test_that_up_and_down_stay_in_the_column() -> None:
    scene = scene_of(shop().graph, None)
    queues = [slot[0] for slot in scene.slots if slot[1] == 2]
    walk = Walk()
    walk.follow(scene, queues[0])
    found = [walk.move(scene, queue, "down") for queue in queues]

    assert found == [*queues[1:], queues[-1]]


def test_that_up_and_down_go_through_the_edges_of_one_side() -> None:
    scene = scene_of(shop().graph, None)
    walk = Walk()
    walk.follow(scene, "exchange:shop.events")
    selection = walk.move(scene, "exchange:shop.events", "right")
    seen = [selection]
    for _ in range(6):
        selection = walk.move(scene, selection, "down")
        seen.append(selection)

    assert len(set(seen)) == 7
    assert all(
        isinstance(key, tuple) and key[:2] == ("route", "exchange:shop.events") for key in seen
    )
    assert walk.move(scene, selection, "down") == selection


def test_that_an_arc_within_a_column_is_walked_to_its_other_end() -> None:
    broker = Broker()
    one, other = broker.exchange("one"), broker.exchange("other")
    broker.edge("alternate", one, other)
    scene = scene_of(broker.graph, None)
    walk = Walk()
    walk.follow(scene, one)
    arc = walk.move(scene, one, "left")

    assert arc == ("alternate", one, other)
    assert walk.move(scene, arc, "right") == other


def test_that_an_edge_back_is_followed_to_the_left() -> None:
    broker = Broker()
    exchange, queue = broker.exchange("dead"), broker.queue("q")
    broker.edge("dead_letter", queue, exchange)
    scene = scene_of(broker.graph, None)
    walk = Walk()
    walk.follow(scene, queue)

    assert walk.move(scene, queue, "left") == ("dead_letter", queue, exchange)
    assert walk.move(scene, ("dead_letter", queue, exchange), "left") == exchange


def test_that_a_service_in_both_columns_is_walked_from_where_one_came() -> None:
    scene = scene_of(shop().graph, None)
    walk = Walk()
    walk.follow(scene, ("deliver", "queue:orders.new", "service:orders"))
    assert (
        walk.move(scene, ("deliver", "queue:orders.new", "service:orders"), "right")
        == "service:orders"
    )

    assert walk.move(scene, "service:orders", "right") == "service:orders"
    back = walk.move(scene, "service:orders", "left")
    assert isinstance(back, tuple)
    assert back[0] == "deliver"


@pytest.mark.parametrize("step", [1, -1])
def test_that_tab_visits_every_place_once(step: int) -> None:
    scene = scene_of(shop().graph, None)
    walk = Walk()
    seen = []
    while (found := walk.next_node(scene, step)) is not None:
        seen.append(found)

    assert seen == [slot[0] for slot in scene.slots][::step]


def test_that_an_empty_graph_cannot_be_walked() -> None:
    scene = scene_of(Broker().graph, None)

    assert walked(scene, "right", "down", "left") == [None, None, None]


def test_that_a_walk_goes_on_when_places_shift() -> None:
    broker = shop()
    scene = scene_of(broker.graph, None)
    walk = Walk()
    walk.follow(scene, "queue:orders.new")
    broker.graph.remove_node("service:audit")
    scene = scene_of(broker.graph, scene.layout)
    walk.follow(scene, "queue:orders.new")

    assert walk.slot is not None
    assert scene.slots[walk.slot][0] == "queue:orders.new"
