from itertools import combinations

import numpy as np
import pytest

from core.graph import EdgeKey
from gui.flow import labels
from gui.flow.labels import Label
from gui.flow.placing import LEGIBLE, MOST, Placing
from gui.flow.scene import Scene, scene_of
from tests.gui.flow.sample_graphs import Broker, hello, shop, wide

pytestmark = pytest.mark.usefixtures("qapp")

ZOOMS = [0.12, 0.25, 0.4, 0.6, 1.0, 2.0]


def placed(
    scene: Scene,
    zoom: float = 1.0,
    favourite: EdgeKey | None = None,
    placing: Placing | None = None,
) -> list[Label]:
    placing = placing or Placing(scene)
    favour = np.array([key == favourite for key in scene.keys], dtype=np.int64)
    ranked = placing.ranked(range(len(scene.keys)), favour)
    return [label for label in placing.labels(ranked, zoom) if label is not None]


def crowded() -> Broker:
    """More edges between two columns than labels have room."""
    broker = Broker()
    exchange = broker.exchange("events")
    for number in range(60):
        broker.edge(
            "route", exchange, broker.queue(f"q{number}"), publish=(150.0, 700.0)[number % 2]
        )
    broker.tick()
    broker.tick()
    return broker


@pytest.mark.parametrize("zoom", ZOOMS)
@pytest.mark.parametrize("broker", [shop(), wide(120, 200), crowded()])
def test_that_no_label_covers_another(broker: Broker, zoom: float) -> None:
    for one, other in combinations(placed(scene_of(broker.graph, None), zoom), 2):
        beside = one.box[2] <= other.box[0] or other.box[2] <= one.box[0]
        assert beside or one.box[3] <= other.box[1] or other.box[3] <= one.box[1]


@pytest.mark.parametrize("zoom", ZOOMS)
@pytest.mark.parametrize("broker", [shop(), wide(120, 200)])
def test_that_labels_stay_between_the_columns(broker: Broker, zoom: float) -> None:
    scene = scene_of(broker.graph, None)
    for label in placed(scene, zoom):
        left, top, right, bottom = label.box
        for box in scene.boxes.tolist():
            assert right <= box[0] or left >= box[2] or bottom <= box[1] or top >= box[3]


@pytest.mark.parametrize("zoom", ZOOMS)
def test_that_labels_are_legible_however_small_the_picture_is(zoom: float) -> None:
    found = placed(scene_of(shop().graph, None), zoom)

    assert found
    assert all(label.scale * zoom >= LEGIBLE - 1e-9 for label in found)


def test_that_a_system_of_thirty_nodes_shows_nearly_all_its_numbers_in_a_small_window() -> None:
    scene = scene_of(shop().graph, None)

    assert len(placed(scene, 0.38)) >= 0.9 * len(scene.keys)


def test_that_the_busiest_edges_have_the_room() -> None:
    scene = scene_of(crowded().graph, None)
    shown = [label.edge for label in placed(scene, 0.15)]

    assert 3 <= len(shown) < 40
    assert (scene.flows.passing[shown] > 500).mean() > 0.7


def test_that_an_edge_in_favour_comes_before_busier_ones() -> None:
    scene = scene_of(crowded().graph, None)
    shown = {label.edge for label in placed(scene, 0.15)}
    without = next(number for number in range(len(scene.keys)) if number not in shown)

    assert without in {label.edge for label in placed(scene, 0.15, scene.keys[without])}


def test_that_labels_do_not_take_turns_while_rates_waver() -> None:
    broker = crowded()
    scene = scene_of(broker.graph, None)
    placing = Placing(scene)
    before = {label.edge: (label.x, label.y) for label in placed(scene, 0.15, placing=placing)}
    for factor in (1.2, 0.8, 1.3):
        rates = dict(broker.rates)
        broker.rates = {
            counter: rate * (factor if counter % 2 else 1 / factor)
            for counter, rate in rates.items()
        }
        broker.tick()
        broker.rates = rates
        scene.read_values()
        after = placed(scene, 0.15, placing=placing)
        assert {label.edge: (label.x, label.y) for label in after} == before


def test_that_where_not_all_of_it_fits_the_rate_is_said() -> None:
    scene = scene_of(shop().graph, None)
    key: EdgeKey = ("deliver", "queue:payments.requests", "service:payments")
    number = scene.keys.index(key)
    texts = {
        zoom: [
            text for label in placed(scene, zoom) if label.edge == number for text, _ in label.parts
        ]
        for zoom in (1.0, 0.3)
    }

    assert len(texts[1.0]) == 3
    assert texts[0.3] == texts[1.0][: len(texts[0.3])]
    assert 1 <= len(texts[0.3]) < 3


def test_that_a_picture_of_very_many_edges_tries_only_the_busiest() -> None:
    scene = scene_of(wide(500, 1500).graph, None)
    placing = Placing(scene)
    favour = np.zeros(len(scene.keys), dtype=np.int64)

    assert len(placing.ranked(range(len(scene.keys)), favour)) == MOST


def test_that_labels_lie_on_their_edges() -> None:
    scene = scene_of(hello().graph, None)

    assert all(label.y == scene.points[label.edge, 0, 1] for label in placed(scene))


def test_that_a_label_stays_where_it_is_while_its_figures_change() -> None:
    broker = hello()
    scene = scene_of(broker.graph, None)
    placing = Placing(scene)
    before = placed(scene, placing=placing)
    broker.rates = dict.fromkeys(broker.rates, 3.4)
    broker.tick()
    scene.read_values()
    after = placed(scene, placing=placing)

    assert [(one.x, one.y, one.width) for one in after] == [
        (one.x, one.y, one.width) for one in before
    ]
    assert [one.parts for one in after] != [one.parts for one in before]


def test_that_a_gap_that_is_too_narrow_for_any_text_stays_empty() -> None:
    assert placed(scene_of(hello().graph, None), zoom=0.05) == []


def test_that_a_label_is_as_high_on_screen_as_its_box_says() -> None:
    label = Label(0, 10.0, 20.0, 40.0, (("1/s", "text"),), scale=2.0)

    assert label.box == (-30.0, 20.0 - labels.HEIGHT, 50.0, 20.0 + labels.HEIGHT)
