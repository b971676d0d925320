import pytest
from PySide6.QtCore import QSize

from core.columns import View
from core.graph import NodeKind
from core.layout import HEIGHTS
from core.ordering import COLUMNS, EXCHANGES, PUBLISHERS, QUEUES
from gui.flow.lettering import NAME, elided, literal, size_from_afar
from gui.flow.name_room import needed
from gui.flow.node_paint import BOLD, FAR, NEAR_RIM, PAD, count_rim
from gui.flow.scene import scene_of
from gui.flow.stage import Stage
from gui.flow.trouble_mark import trouble_size
from gui.theme import DARK
from tests.gui.flow.sample_graphs import Broker, shop

pytestmark = pytest.mark.usefixtures("qapp")
NAMES = (
    "(AMQP default)",
    "shop.mail.retry",
    "fraud-check",
    "\u8ba2\u5355\u670d\u52a1.WWW",
    "a\x00b",
)


def named(kind: NodeKind, *names: str) -> Broker:
    broker = Broker()
    for name in names:
        broker.graph.node(kind, name)
    broker.tick()
    return broker


@pytest.mark.parametrize("zoom", [FAR, 0.31, 0.5, 0.599])
@pytest.mark.parametrize("column", range(COLUMNS))
def test_that_names_are_whole_in_boxes_as_wide_as_they_need(column: int, zoom: float) -> None:
    kinds: tuple[NodeKind, ...] = ("service", "exchange", "queue", "service")
    nodes = list(named(kinds[column], *NAMES).graph.nodes.values())
    size = size_from_afar(zoom, HEIGHTS[column])
    wide = needed(column, nodes)(zoom, 1.0)

    for node in nodes:
        room = int(wide - PAD - NEAR_RIM)
        assert elided(node.name, room, size, BOLD) == literal(node.name)


def test_that_there_is_room_beside_a_name_for_what_may_come_to_stand_there() -> None:
    queues = list(named("queue", "shop.mail.retry").graph.nodes.values())
    exchanges = list(named("exchange", "shop.mail.retry").graph.nodes.values())

    assert needed(QUEUES, queues)(1.0, 1.0) > needed(EXCHANGES, exchanges)(1.0, 1.0) + 20
    assert needed(QUEUES, queues)(0.3, 1.0) > needed(EXCHANGES, exchanges)(0.3, 1.0) + 60
    assert needed(QUEUES, [])(1.0, 1.0) == 0.0


def test_that_a_very_long_name_does_not_push_everything_else_away() -> None:
    nodes = list(named("service", "x" * 500).graph.nodes.values())

    assert needed(PUBLISHERS, nodes)(1.0, 1.0) < 30 * NAME


def test_that_a_picture_that_fits_shows_whole_names_where_there_is_room() -> None:
    broker = named("queue", *(f"shop.notifications.{i}" for i in range(16)))
    stage = Stage(broker.graph, DARK)
    stage.resize(QSize(736, 420), 1.0)
    stage.fit()
    zoom, slot = stage.camera.zoom, stage.scene.slots.index(("queue:shop.notifications.7", QUEUES))
    size = size_from_afar(zoom, HEIGHTS[QUEUES])
    room = int(stage.box_of(slot).width() - PAD - NEAR_RIM)

    assert zoom < 0.5
    assert elided("shop.notifications.7", room, size, BOLD) == "shop.notifications.7"


def test_that_another_size_of_the_view_gives_names_their_room_again() -> None:
    stage = Stage(shop().graph, DARK)
    widths = []
    for size in (QSize(1900, 1000), QSize(1910, 1010), QSize(736, 420)):
        stage.resize(size, 1.0)
        stage.fit()
        widths.append(stage.scene.layout.widths)

    assert widths[0] == widths[1] != widths[2]


def test_that_without_a_measure_boxes_are_as_wide_as_ever() -> None:
    assert len(set(scene_of(shop().graph, None, View()).layout.widths)) == 2


def test_that_a_count_stays_clear_of_the_mark_of_a_trouble() -> None:
    for zoom in (FAR, 0.3, 0.5):
        assert count_rim(zoom) > trouble_size(zoom) / 2
