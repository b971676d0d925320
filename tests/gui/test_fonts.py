import pytest
from PySide6.QtGui import QFont

from gui.fonts import largeness

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize(("pixels", "larger"), [(9, 1.0), (13, 1.0), (19, 1.46), (60, 1.6)])
def test_that_large_letters_are_large_within_reason_and_small_ones_usual(
    pixels: int, larger: float
) -> None:
    font = QFont()
    font.setPixelSize(pixels)

    assert largeness(font) == pytest.approx(larger, abs=0.01)
