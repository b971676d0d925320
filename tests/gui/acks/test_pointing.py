"""What the pointer rests upon, while time goes on and messages leave."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from core.message_facts import Kind
from gui.acks.view import AckView
from tests.core.lanes.lane_facts import NOW, Told, acked
from tests.core.seen_facts import seen
from tests.gui.acks.shown import again, shown, three_held

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # tips, offscreen


def point(view: AckView, at: QPointF) -> None:
    port = view.strip.viewport()
    none = Qt.MouseButton.NoButton
    moved = QMouseEvent(
        QEvent.Type.MouseMove, at, port.mapToGlobal(at), none, none, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(port, moved)


def pass_time(view: AckView, told: Told, seconds: float) -> None:
    told.now += seconds
    again(view)
    again(view)  # what is said of a picture is said with the next one


def tip() -> list[str]:
    return QToolTip.text().removeprefix("<qt>").removesuffix("</qt>").split("<br>")


def settled_shown(view: AckView) -> int:
    assert view.strip.frame is not None
    return len(view.strip.frame.settled.rows)


def just_acked(qtbot: QtBot) -> tuple[AckView, Told, QPointF]:
    told = three_held()
    view = shown(qtbot, told)
    told.tell(acked(2, NOW))
    told.now += 0.5
    again(view)
    moving = view.strip._moving
    assert moving is not None
    return view, told, QPointF(*moving.settled_at[0])


def waiting_at(view: AckView) -> QPointF:
    """Where the oldest one stands."""
    moving = view.strip._moving
    assert moving is not None
    return QPointF(*max(moving.waiting_at.tolist()))


def test_that_a_settled_message_stays_while_it_is_pointed_at(qtbot: QtBot) -> None:
    view, told, at = just_acked(qtbot)

    point(view, at)
    pass_time(view, told, 60.0)
    assert settled_shown(view) == 1
    assert tip()[:2] == ["m2", "acked after 2.0 s"]

    qtbot.mouseClick(view.strip.viewport(), Qt.MouseButton.LeftButton, pos=at.toPoint())
    assert view.message is not None
    assert view.message.message_id == "m2"

    point(view, at + QPointF(0, 60))
    pass_time(view, told, 0.1)
    assert settled_shown(view) == 0


def test_that_it_goes_when_the_pointer_leaves_the_lanes(qtbot: QtBot) -> None:
    view, told, at = just_acked(qtbot)
    point(view, at)

    QApplication.sendEvent(view.strip.viewport(), QEvent(QEvent.Type.Leave))
    pass_time(view, told, 60.0)

    assert settled_shown(view) == 0


@pytest.mark.parametrize("jitter", [QPointF(0, 0), QPointF(2, 1)])
def test_that_what_is_said_of_a_waiting_message_stays_true_until_it_has_left(
    qtbot: QtBot, jitter: QPointF
) -> None:
    told = three_held()
    view = shown(qtbot, told)
    at = waiting_at(view)
    point(view, at)
    assert tip()[:2] == ["m1", "unacked for 8.0 s"]

    pass_time(view, told, 992.0)
    assert waiting_at(view).x() > at.x() + 30
    assert tip()[:2] == ["m1", "unacked for 16 min"]

    point(view, at + jitter)
    assert tip()[0] == "m1"

    told.tell(seen(Kind.REJECTED, 1, NOW + 992))
    pass_time(view, told, 60.0)
    assert tip()[:2] == ["m1", "rejected after 16 min"]
    assert settled_shown(view) == 1


def test_that_what_is_said_of_a_bar_goes_with_it(qtbot: QtBot) -> None:
    told = Told(*(seen(Kind.DELIVERED, tag, NOW - 20) for tag in range(1, 51)))
    view = shown(qtbot, told)
    middle = view.strip.geometry_of_lanes.x_of(20.0)
    at = QPointF(middle, view.strip.geometry_of_lanes.axis + 20)
    point(view, at)
    assert tip()[0].startswith("50 messages")

    pass_time(view, told, 600.0)
    qtbot.waitUntil(lambda: not QToolTip.isVisible())
