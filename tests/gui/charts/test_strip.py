import numpy as np
from pytestqt.qtbot import QtBot

from gui import theme
from gui.charts.geometry import Scope
from gui.charts.looks import look
from gui.charts.strip import Picture, Strip
from gui.charts.trail import Trail
from tests.gui.charts.recorded import NOW, PUBLISH, Recording

SCOPE = Scope(width=300, height=120, oldest=-100.0, newest=0.0, top=10.0)


def picture(scope: Scope = SCOPE, *names: str) -> Picture:
    looks = tuple(look(name, theme.DARK) for name in names or ("publish", "confirm"))
    return Picture(scope, looks, theme.DARK.panel)


def busy() -> tuple[Recording, Trail]:
    recording = Recording()
    edge = recording.edge(*PUBLISH)
    wave = 5 + 4 * np.sin(np.arange(200) / 3)
    recording.rate(edge, "publish", wave.tolist())
    recording.rate(edge, "confirm", (wave / 2).tolist())
    trail = Trail()
    lines = {name: np.array([edge.counters[name]]) for name in ("publish", "confirm")}
    trail.follow(recording.graph.tally.rings, lines)
    trail.catch_up(recording.at, 100)
    return recording, trail


def record_more(recording: Recording, value: float) -> None:
    recording.at += 1
    (edge,) = recording.graph.edges.values()
    recording.rate(edge, "publish", [value], until=int(recording.at))
    recording.rate(edge, "confirm", [value / 2], until=int(recording.at))


def test_that_a_scrolled_picture_is_the_one_that_a_full_draw_gives(qapp: object) -> None:  # noqa: ARG001
    recording, trail = busy()
    live = Strip()
    live.draw(trail, recording.at, picture(), None)
    for value in (3.0, 9.0, 1.0, 8.0, 2.0):
        record_more(recording, value)
        changed = trail.catch_up(recording.at, 100)
        assert live.draw(trail, recording.at, picture(), changed)
    whole = Strip()
    whole.draw(trail, recording.at, picture(), None)
    assert (live.full_draws, live.scrolls) == (1, 5)
    assert live.pixmap.toImage() == whole.pixmap.toImage()


def test_that_a_late_reading_is_drawn_where_it_belongs(qapp: object) -> None:  # noqa: ARG001
    recording, trail = busy()
    live = Strip()
    recording.at += 10
    trail.catch_up(recording.at, 100)
    live.draw(trail, recording.at, picture(), None)
    (edge,) = recording.graph.edges.values()
    recording.rate(edge, "publish", [2.0] * 10, until=int(recording.at))
    live.draw(trail, recording.at, picture(), trail.catch_up(recording.at, 100))
    whole = Strip()
    whole.draw(trail, recording.at, picture(), None)
    assert live.full_draws == 1
    assert live.pixmap.toImage() == whole.pixmap.toImage()


def test_that_nothing_is_painted_when_nothing_is_new(qapp: object) -> None:  # noqa: ARG001
    recording, trail = busy()
    strip = Strip()
    assert strip.draw(trail, recording.at, picture(), None)
    assert not strip.draw(trail, recording.at, picture(), None)


def test_that_another_range_or_another_line_draws_all(qapp: object) -> None:  # noqa: ARG001
    recording, trail = busy()
    strip = Strip()
    strip.draw(trail, recording.at, picture(), None)
    taller = Scope(width=300, height=120, oldest=-100.0, newest=0.0, top=20.0)
    strip.draw(trail, recording.at, picture(taller), None)
    strip.draw(trail, recording.at, picture(taller, "publish"), None)
    assert strip.full_draws == 3
    assert list(strip.drawn_runs) == ["publish"]


def test_that_the_highest_value_is_drawn_at_its_height(qtbot: QtBot) -> None:  # noqa: ARG001
    recording, trail = busy()
    strip = Strip()
    strip.draw(trail, NOW, picture(SCOPE, "publish"), None)
    ((_, rows),) = strip.drawn_runs["publish"]
    highest = float(np.nanmax(trail.between(NOW - 101, NOW)[0]))
    assert float(rows.min()) == SCOPE.y(highest)
    assert recording.at == NOW
