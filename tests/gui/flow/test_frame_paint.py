import pytest
from PySide6.QtCore import QSize, QSizeF
from PySide6.QtGui import QImage, QPainter

from gui import theme
from gui.flow import frame_paint
from gui.flow.camera import Camera, fitted
from gui.flow.frame_paint import draw_legend, draw_titles, legend_height
from gui.flow.lettering import DETAIL, text_width
from gui.flow.scene import Scene, scene_of
from tests.gui.flow.sample_graphs import hello, shop
from tests.gui.speaking import brackets, speaking

pytestmark = pytest.mark.usefixtures("qapp")
WORDS = {
    *("publish", "route", "deliver", "dead-letter", "alternate", "bind"),
    *("returned", "dropped", "redelivered", "confirm or ack, going back", "rate unknown"),
}


@pytest.mark.parametrize("width", [400, 744, 954, 1114, 1920])
def test_that_the_legend_never_loses_an_entry(width: int) -> None:
    scene = scene_of(shop().graph, None)
    rows = frame_paint._rows(frame_paint._entries(scene), width)

    assert {word for row in rows for _, _, word in row} == WORDS
    for row in rows:
        samples = sum(28.0 if kind is not None else 14.0 for kind, _, _ in row)
        texts = sum(text_width(word, DETAIL) for _, _, word in row)
        corner = 100 if row is rows[-1] else 0
        assert 18.0 + samples + texts + 16.0 * (len(row) - 1) <= width - corner


def test_that_the_legend_is_in_the_language_of_whoever_looks() -> None:
    scene = scene_of(shop().graph, None)
    with speaking(brackets):
        words = {word for _, _, word in frame_paint._entries(scene)}

    assert "[rate unknown]" in words
    assert not any(word.startswith("confirm or") for word in words)


def test_that_a_fitted_picture_leaves_the_legend_its_room() -> None:
    scene = scene_of(shop().graph, None)
    high = {width: legend_height(scene, width) for width in (400, 800, 1920)}

    assert high[400] > high[800] > high[1920]
    size = QSizeF(800, 400)
    camera = fitted(scene.layout.bounds, size, high[800] + 10)
    assert scene.layout.bounds[3] * camera.zoom + camera.y <= 400 - high[800]


def test_that_the_room_does_not_depend_on_what_happens_now() -> None:
    broker = hello()
    scene = scene_of(broker.graph, None)
    before = legend_height(scene, 500)
    scene.flows.returned[:] = 1.0
    scene.flows.dropped[:] = 1.0

    assert legend_height(scene, 500) == before


def test_that_the_marks_of_trouble_are_explained_while_there_is_one() -> None:
    scene = scene_of(shop().graph, None)
    assert not {"problem", "worth a look"} & {words for _, _, words in frame_paint._entries(scene)}
    scene.troubled_edges[0] = "warning"
    scene.troubled_slots[0] = "notice"

    assert [words for _, _, words in frame_paint._entries(scene)][-2:] == [
        "problem",
        "worth a look",
    ]


def test_that_the_legend_tells_what_was_found_while_something_is() -> None:
    scene, size = scene_of(shop().graph, None), QSize(900, 300)

    assert drawn(scene, size, finds=True) != drawn(scene, size, finds=False)
    assert [words for _, _, words in frame_paint._found(finds=True)] == ["found"]


def drawn(scene: Scene, size: QSize, *, finds: bool) -> QImage:
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(theme.DARK.window)
    with QPainter(image) as painter:
        draw_legend(painter, theme.DARK, scene, size, finds=finds)
    return image


def test_that_it_is_drawn_in_both_themes() -> None:
    scene = scene_of(shop().graph, None)
    for look in (theme.DARK, theme.LIGHT):
        image = QImage(500, 300, QImage.Format.Format_RGB32)
        image.fill(look.window)
        painter = QPainter(image)
        draw_titles(painter, look, Camera(), scene.layout, QSize(500, 300))
        draw_legend(painter, look, scene, QSize(500, 300))
        painter.end()
        legend = image.copy(0, 200, 500, 100)
        blank = QImage(legend.size(), QImage.Format.Format_RGB32)
        blank.fill(look.window)
        assert legend != blank
