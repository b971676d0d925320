import pytest
from pytestqt.qtbot import QtBot

from gui.navigator.state import WORDS, sign


@pytest.mark.parametrize("kind", ["service", "exchange", "queue", "connection"])
def test_that_states_are_told_apart_without_colour(qtbot: QtBot, kind: str) -> None:  # noqa: ARG001
    shapes = set()
    for state in WORDS:
        image = sign(kind, state, 1.0).toImage()  # type: ignore[arg-type]
        size = range(image.width())
        shapes.add(tuple(image.pixelColor(x, y).alpha() // 64 for x in size for y in size))

    assert len(shapes) == len(WORDS)
