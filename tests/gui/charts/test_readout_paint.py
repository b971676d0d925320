import pytest
from PySide6.QtCore import QRectF, QSizeF

from gui.charts.readout_paint import placed

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
