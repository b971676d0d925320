from typing import get_args

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from gui import icons, theme


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("dark", [True, False])
def test_that_every_state_has_a_shape_of_its_own(dark: bool) -> None:
    kinds = get_args(icons.Mark)
    images = [icons._mark(kind, dark).pixmap(14, 14).toImage() for kind in kinds]
    silhouettes = {
        bytes(
            image.pixelColor(x, y).alpha() > 127
            for y in range(image.height())
            for x in range(image.width())
        )
        for image in images
    }

    assert len(silhouettes) == len(kinds)


def test_that_a_sign_follows_the_theme(qtbot: QtBot) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    theme.set_mode("dark")
    icons.wear(button, "send")
    before = button.icon().pixmap(16, 16).toImage()

    theme.set_mode("light")
    after = button.icon().pixmap(16, 16).toImage()
    theme.set_mode("system")

    assert before != after
