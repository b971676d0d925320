from itertools import combinations

import pytest

from core.graph import EdgeKey
from gui.flow import labels
from gui.flow.labels import Label, Placing
from gui.flow.scene import Scene, scene_of
from tests.gui.flow.sample_graphs import Broker, hello, shop

pytestmark = pytest.mark.usefixtures("qapp")


def written(scene: Scene, key: EdgeKey) -> list[str]:
    return [text for text, _ in labels.parts(scene, scene.keys.index(key))]


def placed(scene: Scene) -> list[Label]:
    placing = Placing(scene)
    found = (placing.label(edge) for edge in range(len(scene.keys)))
    return [label for label in found if label is not None]


@pytest.mark.parametrize(
    ("key", "texts"),
    [
        (("publish", "service:web-shop", "exchange:shop.events"), ["41.2/s"]),
        (("publish", "service:mobile-api", "exchange:shop.events"), ["12.4/s", "↩ 1.3/s"]),
        (
            ("publish", "service:stock", "exchange:broadcast"),
            ["0.4/s", "\N{MULTIPLICATION X} 0.2/s"],
        ),
        (("publish", "service:audit", "exchange:unroutable"), ["0/s"]),
        (("route", "exchange:shop.events", "queue:reports.daily"), ["?"]),
        (
            ("deliver", "queue:payments.requests", "service:payments"),
            ["31.0/s", "↻ 6.2/s", "ack 21.4/s"],
        ),
        (("deliver", "queue:orders.new", "service:orders"), ["38.1/s"]),
        (("deliver", "queue:audit.all", "service:audit"), ["103/s"]),
    ],
)
def test_that_an_edge_says_its_rate_and_what_is_remarkable(key: EdgeKey, texts: list[str]) -> None:
    assert written(scene_of(shop().graph, None), key) == texts


def test_that_idle_and_unknown_rates_are_dim() -> None:
    scene = scene_of(shop().graph, None)
    written = [labels.parts(scene, edge)[0] for edge in range(len(scene.keys))]
    colours = {colour for text, colour in written if text in ("?", "0/s")}

    assert colours == {"text_dim"}


def test_that_no_label_covers_another() -> None:
    found = placed(scene_of(shop().graph, None))

    assert len(found) >= 30
    for one, other in combinations(found, 2):
        apart = abs(one.x - other.x) >= (one.width + other.width) / 2
        assert apart or abs(one.y - other.y) >= labels.HEIGHT - 1


def test_that_labels_stay_between_the_columns() -> None:
    scene = scene_of(shop().graph, None)
    for label in placed(scene):
        left, top, right, bottom = label.box
        for box in scene.boxes.tolist():
            assert right <= box[0] or left >= box[2] or bottom <= box[1] or top >= box[3]


def test_that_labels_lie_on_their_edges() -> None:
    scene = scene_of(hello().graph, None)

    assert all(label.y == scene.points[label.edge, 0, 1] for label in placed(scene))


def test_that_a_label_stays_where_it_is_while_its_figures_change() -> None:
    broker = hello()
    scene = scene_of(broker.graph, None)
    placing = Placing(scene)
    before = placing.label(0)
    broker.rates = dict.fromkeys(broker.rates, 3.4)
    broker.tick()
    scene.read_values()
    after = placing.label(0)

    assert before is not None
    assert after is not None
    assert (after.x, after.y) == (before.x, before.y)
    assert after.parts != before.parts


def test_that_a_label_that_grows_gives_its_old_room_back() -> None:
    broker = hello()
    scene = scene_of(broker.graph, None)
    placing = Placing(scene)
    for rate in (1.0, 123.0, 1.0, 12_300.0, 0.5):
        broker.rates = dict.fromkeys(broker.rates, rate)
        broker.tick()
        scene.read_values()
        assert all(placing.label(edge) is not None for edge in range(3))


def test_that_a_label_without_room_is_left_out() -> None:
    broker = Broker()
    exchange, queue = broker.exchange("x"), broker.queue("q")
    broker.edge("route", exchange, queue, publish=1.0)
    scene = scene_of(broker.graph, None)
    placing = Placing(scene)
    placing._taken.update((column, row) for column in range(-5, 60) for row in range(-9, 9))

    assert placing.label(0) is None
