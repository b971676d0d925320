from collections.abc import Iterator
from pathlib import Path

from pytestqt.qtbot import QtBot

from core.endpoints import Endpoints
from core.stage import Stage
from tests.gui.connect.test_dialog import ALL, connected, dialog_with


def long_reasons(_: Endpoints) -> Iterator[Stage]:
    for name in ALL:
        yield Stage(name, ok=False, why="nobody listens there " * 8, mend="start it " * 8)


def test_that_reasons_of_several_lines_are_whole(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = dialog_with(qtbot, tmp_path, long_reasons)
    dialog.form.url.setEditText("amqp://me:pw@mq/shop")

    connected(qtbot, dialog)

    words = [dialog.stages.rows[name].words for name in ALL]
    qtbot.waitUntil(lambda: all(one.height() >= one.heightForWidth(one.width()) for one in words))
