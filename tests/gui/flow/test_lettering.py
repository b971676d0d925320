import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFont

from gui.flow.lettering import (
    NAME,
    elided,
    font,
    letters_in,
    literal,
    size_from_afar,
    text_width,
    wanted,
)
from tests.gui.lettered import letters_of

pytestmark = pytest.mark.usefixtures("qapp")
PLAIN = QFont.Weight.Normal


def test_that_a_short_name_is_shown_whole() -> None:
    assert elided("orders", 200, NAME, PLAIN) == "orders"


def test_that_a_long_name_loses_its_middle() -> None:
    found = elided("mail.retry.after-five-minutes.with-backoff", 140, NAME, PLAIN)

    assert found.startswith("mail.")
    assert found.endswith("off")
    assert "…" in found
    assert text_width(found, NAME) <= 140


def test_that_markup_is_only_text() -> None:
    assert elided("<b>bold</b>", 300, NAME, PLAIN) == "<b>bold</b>"


@pytest.mark.parametrize("hidden", ["\n", "\t", "\x00", "\u202e", "\u200b"])
def test_that_what_cannot_be_seen_is_made_visible(hidden: str) -> None:
    assert literal(f"a{hidden}b") == "a\ufffdb"


def test_that_figures_have_equal_widths() -> None:
    assert len({text_width(figure * 4, NAME) for figure in "0123456789"}) == 1


def test_that_a_font_is_made_once() -> None:
    assert font(NAME, PLAIN) is font(NAME, PLAIN)


def test_that_letters_grow_with_those_of_the_application_where_there_is_room() -> None:
    assert letters_in(QSize(1600, 1000)) == wanted() == 1.0
    with letters_of(14):
        assert letters_in(QSize(1600, 1000)) == pytest.approx(wanted(), abs=0.05)
        assert 1.3 < wanted() <= 1.6
        assert letters_in(QSize(640, 380)) == 1.0
        assert 1.0 < letters_in(QSize(900, 480)) < 1.3
    assert wanted() == 1.0


def test_that_a_name_from_afar_grows_with_the_letters_as_far_as_its_box_has_room() -> None:
    assert size_from_afar(0.5, 40.0, 1.4) > size_from_afar(0.5, 40.0)
    assert size_from_afar(0.25, 40.0, 1.4) == size_from_afar(0.25, 40.0) == 34
