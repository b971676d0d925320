from pytestqt.qtbot import QtBot

from core.graph import EdgeKey
from core.troubles import Severity, Trouble
from gui import theme
from gui.flow.trouble_mark import trouble_size
from tests.gui.flow.sample_graphs import hello
from tests.gui.flow.shown import pixels, shown

KEY: EdgeKey = ("deliver", "queue:hello", "service:receive.py")


def seen(qtbot: QtBot, severity: Severity | None) -> tuple[int, int]:
    """Pixels in the colours of warnings and notices."""
    broker = hello()
    if severity is not None:
        broker.graph.troubles = (Trouble(KEY, "stuck", severity, "full"),)
    view, look = shown(qtbot, broker), theme.current()
    return pixels(view, look.error), pixels(view, look.warning)


def test_that_an_edge_with_a_trouble_is_marked_with_its_ends(qtbot: QtBot) -> None:
    calm, noticed, warned = (seen(qtbot, severity) for severity in (None, "notice", "warning"))

    assert calm == (0, 0)
    assert noticed[0] == 0 < noticed[1]
    assert warned[1] == 0 < warned[0]


def test_that_what_has_no_part_in_the_selection_is_not_marked(qtbot: QtBot) -> None:
    broker = hello()
    other = broker.queue("other", 5, 0, 0)
    broker.graph.troubles = (Trouble(other, "no_consumer", "warning", "nobody"),)
    view = shown(qtbot, broker)
    before = pixels(view, theme.current().error)
    view.select("queue:hello")

    assert pixels(view, theme.current().error) < before


def test_that_a_mark_stays_large_enough_from_far() -> None:
    assert trouble_size(0.2) * 0.2 >= 11.0
    assert trouble_size(2.0) == trouble_size(1.0)
