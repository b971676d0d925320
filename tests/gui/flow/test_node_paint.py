import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from core.graph import FlowGraph, Node, NodeKind
from core.ordering import CONSUMERS, EXCHANGES, PUBLISHERS, QUEUES
from core.troubles import Severity
from core.unknown_service import unseen_publisher
from gui import theme
from gui.flow import node_paint
from gui.flow.node_paint import FAR, NEAR, Face, draw_node, outline

pytestmark = pytest.mark.usefixtures("qapp")
BOX = QRectF(10, 10, 204, 48)
COLUMN: dict[NodeKind, int] = {"service": PUBLISHERS, "exchange": EXCHANGES, "queue": QUEUES}


def node(kind: NodeKind, name: str = "n") -> Node:
    return FlowGraph().node(kind, name)


def queue(ready: int | None = 0, unacked: int | None = 0, consumers: int | None = 1) -> Node:
    made = node("queue")
    made.ready, made.unacked, made.consumers = ready, unacked, consumers
    return made


def painted(
    what: Node,
    zoom: float = 1.0,
    look: theme.Theme = theme.DARK,
    trouble: Severity | None = None,
) -> QImage:
    image = QImage(224, 68, QImage.Format.Format_RGB32)
    image.fill(look.window)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_node(painter, look, what, Face(COLUMN[what.kind], trouble=trouble), BOX, zoom)
    painter.end()
    return image


def coloured(image: QImage, colour: QColor) -> int:
    return sum(
        image.pixelColor(x, y) == colour
        for x in range(image.width())
        for y in range(image.height())
    )


def test_that_bars_grow_with_depth() -> None:
    lengths = [coloured(painted(queue(unacked=n)), theme.DARK.unacked) for n in (0, 1, 100, 10_000)]

    assert lengths == sorted(set(lengths))


def test_that_an_unknown_depth_looks_unlike_an_empty_one() -> None:
    assert painted(queue(None, None)) != painted(queue(0, 0))


@pytest.mark.parametrize("zoom", [1.0, FAR, FAR / 2])
@pytest.mark.parametrize("look", [theme.DARK, theme.LIGHT])
def test_that_a_trouble_is_told_by_shape_and_colour_from_any_distance(
    look: theme.Theme, zoom: float
) -> None:
    calm, noticed, warned = (
        painted(queue(5), zoom, look, trouble) for trouble in (None, "notice", "warning")
    )

    assert coloured(calm, look.error) == coloured(calm, look.warning) == 0
    assert coloured(warned, look.error) > 20
    assert coloured(noticed, look.warning) > 20
    assert coloured(noticed, look.error) == 0


def test_that_what_is_gone_is_faded() -> None:
    there, gone = queue(3), queue(3)
    gone.present = False

    assert coloured(painted(gone), theme.DARK.ready) < coloured(painted(there), theme.DARK.ready)


@pytest.mark.parametrize("kind", ["service", "exchange", "queue"])
def test_that_each_kind_can_be_told_from_far(kind: NodeKind) -> None:
    image = painted(node(kind), zoom=FAR / 2)

    assert image.pixelColor(110, 30) != theme.DARK.window


def test_that_less_is_written_from_further_away() -> None:
    near, between, far = (painted(queue(7, 3), zoom) for zoom in (NEAR, FAR, FAR / 2))

    assert coloured(near, theme.DARK.unacked) > coloured(between, theme.DARK.unacked) == 0
    assert coloured(between, theme.DARK.text) > coloured(far, theme.DARK.text) == 0


def test_that_what_waits_is_seen_also_without_zooming_in() -> None:
    bars = [coloured(painted(queue(n), zoom=0.4), theme.DARK.ready) for n in (0, 1, 100, 10_000)]

    assert bars == sorted(set(bars))
    assert painted(queue(None), zoom=0.4) != painted(queue(0), zoom=0.4)


def test_that_shapes_tell_the_kinds_apart() -> None:
    corner = QPointF(BOX.left() + 3.0, BOX.top() + 3.0)
    inside = [outline(BOX, column).contains(corner) for column in (PUBLISHERS, EXCHANGES, QUEUES)]

    assert inside == [False, False, True]
    assert not outline(BOX, CONSUMERS).contains(corner)


def test_that_names_stay_within_the_box() -> None:
    cases: list[tuple[NodeKind, float]] = [("queue", 1.0), ("service", 0.4), ("exchange", FAR)]
    for kind, zoom in cases:
        image = painted(node(kind, "W" * 200), zoom)
        beside = [image.pixelColor(x, y) for x in range(218, 224) for y in range(68)]
        assert set(map(QColor.name, beside)) == {theme.DARK.window.name()}


@pytest.mark.parametrize(
    ("kind", "face", "text"),
    [
        ("service", Face(PUBLISHERS, 12.4), "publishes 12.4/s"),
        ("service", Face(CONSUMERS, 12.4, all_known=False), "receives ≥ 12.4/s"),
        ("service", Face(CONSUMERS, 0.0, all_known=False), "receives ?"),
        ("service", Face(PUBLISHERS, None), "connected"),
        ("service", Face(PUBLISHERS, None, all_known=False), "rate unknown"),
        ("exchange", Face(EXCHANGES, 3.0), "takes in 3.0/s"),
        ("exchange", Face(EXCHANGES, None), "no publishes"),
        ("exchange", Face(EXCHANGES, None, all_known=False), "rate unknown"),
    ],
)
def test_that_a_node_sums_up_what_it_does(kind: NodeKind, face: Face, text: str) -> None:
    assert node_paint._summary(node(kind), face) == text


def test_that_whoever_is_not_seen_is_not_called_connected() -> None:
    assert node_paint._summary(unseen_publisher(), Face(PUBLISHERS, None)) == "not seen"


def test_that_a_node_that_is_gone_sums_up_nothing() -> None:
    service = node("service")
    service.present = False

    assert node_paint._summary(service, Face(PUBLISHERS, 3.0)) == "disconnected"


@pytest.mark.parametrize("look", [theme.DARK, theme.LIGHT])
def test_that_a_mark_does_not_fade_with_its_node(look: theme.Theme) -> None:
    image = QImage(224, 68, QImage.Format.Format_RGB32)
    image.fill(look.window)
    with QPainter(image) as painter:
        draw_node(painter, look, queue(), Face(QUEUES, dimmed=True, trouble="warning"), BOX, 1.0)

    assert coloured(image, look.error) > 30


def test_that_pens_are_left_as_they_were() -> None:
    image = QImage(224, 68, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    draw_node(painter, theme.DARK, queue(), Face(QUEUES, dimmed=True), BOX, 1.0)

    assert painter.opacity() == 1.0
    assert painter.brush().style() == Qt.BrushStyle.NoBrush
    painter.end()
