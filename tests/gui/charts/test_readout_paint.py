import pytest
from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from gui import theme
from gui.charts.looks import look
from gui.charts.readout import Readout, Row
from gui.charts.readout_paint import paint_readout, placed, room_beside

AREA = QSizeF(300, 60)


@pytest.mark.parametrize("x", [0.0, 100.0, 160.0, 299.0])
def test_that_a_box_is_never_cut(x: float) -> None:
    for size in (QSizeF(120, 20), QSizeF(290, 58), QSizeF(300, 60)):
        assert QRectF(0, 0, 300, 60).contains(placed(size, x, AREA))


def test_that_a_box_is_beside_the_cursor_and_below_the_signs() -> None:
    size = QSizeF(100, 20)
    assert placed(size, 50, AREA).left() > 50
    assert placed(size, 280, AREA).right() < 280
    assert placed(size, 50, AREA).top() == 20


@pytest.mark.parametrize("x", [0.0, 90.0, 150.0, 210.0, 299.0])
def test_that_a_box_for_which_there_is_room_beside_is_never_over_the_cursor(x: float) -> None:
    box = placed(QSizeF(room_beside(x, AREA), 20), x, AREA, [30.0])

    assert not box.left() - 4 < x < box.right() + 4
    assert QRectF(0, 0, 300, 60).contains(box)


@pytest.mark.parametrize(
    "points", [[30.0], [5.0], [55.0], [10.0, 20.0], [50.0, 40.0], [2.0, 58.0], []]
)
def test_that_a_box_that_is_too_wide_is_not_over_any_point_that_it_tells(
    points: list[float],
) -> None:
    box = placed(QSizeF(200, 18), 150, AREA, points)

    assert QRectF(0, 0, 300, 60).contains(box)
    assert not [at for at in points if box.top() - 4 < at < box.bottom() + 4]


@pytest.mark.parametrize("width", [90, 150, 240, 400])
@pytest.mark.parametrize("height", [66, 84, 200])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.5, 0.8, 1.0])
def test_that_no_point_that_is_told_is_covered(
    qapp: QApplication, width: int, height: int, share: float
) -> None:
    x, ys = round(width * share), (height * 0.2, height * 0.45)
    rows = tuple(Row(look("publish", theme.DARK), "46.9/s", y) for y in ys)
    picture = QImage(width + 1, height, QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)

    readout = Readout(float(x), "5 s ago, 12:00:00", rows, (), "12:00:00")
    paint_readout(painter, theme.DARK, readout, QSizeF(width, height), qapp.font())
    painter.end()

    told = [picture.pixelColor(x, round(y)).alpha() for y in ys]
    assert told == [0, 0]
    assert any(bytes(picture.constBits()))
