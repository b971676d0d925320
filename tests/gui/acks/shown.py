"""The Acks view, shown around facts that are fed by hand."""

from pytestqt.qtbot import QtBot

from gui.acks.view import AckView
from tests.core.lanes.lane_facts import NOW, Told, consuming, delivered


def shown(qtbot: QtBot, told: Told, width: int = 960, height: int = 300) -> AckView:
    view = AckView(told)
    qtbot.addWidget(view)
    view.resize(width, height)
    with qtbot.waitExposed(view):
        view.show()
    again(view)
    return view


def again(view: AckView) -> None:
    """Look once more, at everything."""
    view._arranged_at = 0.0
    view.step()
    view.strip.viewport().repaint()


def three_held() -> Told:
    ages = {1: 8.0, 2: 2.0, 3: 0.05}
    return Told(consuming(10), *(delivered(tag, NOW - age) for tag, age in ages.items()))
