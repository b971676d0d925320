import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.close_look import FirehoseLook
from core.proxy_run import ProxyLook
from gui.acks.silence import NOTHING_SEEN, Silence
from gui.look.bar import LookBar


def told_in(qtbot: QtBot, width: int, height: int) -> tuple[Silence, LookBar]:
    bar = LookBar()
    bar.show_look(FirehoseLook(), ProxyLook(), 0.0)
    silence = Silence(bar)
    qtbot.addWidget(silence)
    silence.tell(NOTHING_SEEN)
    silence.resize(width, height)
    silence.show()
    return silence, bar


def place(silence: Silence, part: QWidget) -> QRect:
    page = silence.widget()
    assert page is not None
    return QRect(part.mapTo(page, part.rect().topLeft()), part.size())


@pytest.mark.parametrize("height", [60, 100, 140, 190, 420])
@pytest.mark.parametrize("width", [280, 330, 400, 560, 900])
def test_that_nothing_is_cut_however_low_the_panel_is(
    qtbot: QtBot, width: int, height: int
) -> None:
    silence, bar = told_in(qtbot, width, height)
    page = silence.widget()
    assert page is not None
    qtbot.waitUntil(lambda: page.width() == silence.viewport().width())

    labels = (silence.title, silence.body, bar.firehose.more, bar.proxy.more)
    for label in labels:
        assert page.rect().contains(place(silence, label))
        assert label.height() >= label.heightForWidth(label.width())
    for button in (bar.firehose.begin, bar.proxy.begin):
        assert page.rect().contains(place(silence, button))
    is_scrolled = silence.verticalScrollBar().maximum() > 0
    assert is_scrolled == (page.height() > silence.viewport().height())


@pytest.mark.parametrize(("height", "first"), [(120, True), (420, False)])
def test_that_what_can_be_done_comes_before_the_long_words_in_a_low_panel(
    qtbot: QtBot, height: int, first: bool
) -> None:
    silence, bar = told_in(qtbot, 560, height)

    below = place(silence, silence.body).top() > place(silence, bar).top()

    assert below == first
