import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF

from gui.flow.camera import (
    FOOTER,
    HEADER,
    LARGEST,
    LARGEST_FIT,
    MARGIN,
    SMALLEST,
    Camera,
    centred,
    fitted,
)

SIZE = QSizeF(1000, 600)


def test_that_seeing_and_meaning_are_inverse() -> None:
    camera, point = Camera(0.37, 12, -40), QPointF(123, 456)

    assert camera.meant(camera.seen(point)).toTuple() == pytest.approx(point.toTuple())


def test_that_zooming_keeps_what_lies_under_the_pointer() -> None:
    camera, pointer = Camera(0.8, 30, 40), QPointF(321, 123)
    before = camera.meant(pointer)

    assert camera.zoomed(1.7, pointer).meant(pointer).toTuple() == pytest.approx(before.toTuple())


@pytest.mark.parametrize(("factor", "zoom"), [(1e9, LARGEST), (1e-9, SMALLEST)])
def test_that_zooming_has_an_end(factor: float, zoom: float) -> None:
    assert Camera().zoomed(factor, QPointF(0, 0)).zoom == zoom


def test_that_a_fitted_picture_leaves_room_for_titles_and_legend() -> None:
    camera = fitted((-50, 20, 3000, 1800), SIZE)
    corner, end = camera.seen(QPointF(-50, 20)), camera.seen(QPointF(3000, 1800))

    assert corner.x() >= MARGIN - 1
    assert corner.y() >= HEADER - 1
    assert end.x() <= SIZE.width() - MARGIN + 1
    assert end.y() <= SIZE.height() - FOOTER + 1


def test_that_a_small_picture_is_not_blown_up() -> None:
    assert fitted((0, 0, 10, 10), SIZE).zoom == LARGEST_FIT


def test_that_a_view_without_size_can_be_fitted() -> None:
    assert fitted((0, 0, 0, 0), QSizeF(0, 0)).zoom > 0


def test_that_what_is_in_sight_does_not_move() -> None:
    camera = Camera()

    assert camera.showing(QRectF(100, 100, 50, 50), SIZE) == camera


@pytest.mark.parametrize(
    "corner", [QPointF(-400, 100), QPointF(2000, 100), QPointF(100, -300), QPointF(100, 900)]
)
def test_that_what_is_out_of_sight_comes_into_sight(corner: QPointF) -> None:
    box = QRectF(corner.x(), corner.y(), 50, 40)
    camera = Camera().showing(box, SIZE)
    seen = QRectF(camera.seen(box.topLeft()), camera.seen(box.bottomRight()))

    assert QRectF(0, HEADER, SIZE.width(), SIZE.height() - HEADER - FOOTER).contains(seen)


def test_that_a_box_is_seen_from_near_and_not_beside_an_empty_half() -> None:
    bounds, size = (0.0, 0.0, 3000.0, 9000.0), QSizeF(1000, 600)
    inside = centred(QRectF(1400, 5000, 200, 40), bounds, size)
    assert inside.seen(QPointF(1500, 5020)) == QPointF(500, 300)

    at_the_rim = centred(QRectF(0, 5000, 200, 40), bounds, size)
    assert at_the_rim.seen(QPointF(0, 5020)) == QPointF(MARGIN, 300)
