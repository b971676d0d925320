import numpy as np
import pytest
from PySide6.QtGui import QColor

from gui import theme
from gui.charts.batched import SECONDS, evened
from gui.charts.geometry import Scope
from gui.charts.looks import look
from gui.charts.strip import Picture, Strip
from gui.charts.trail import Trail
from tests.gui.charts.recorded import NOW, PUBLISH, Recording

_COARSE = Scope(width=300, height=100, oldest=-100.0, newest=0.0, top=100.0)
_FINE = Scope(width=300, height=100, oldest=-20.0, newest=0.0, top=100.0)


def in_batches(seconds: int = 60) -> Recording:
    recording = Recording()
    edge = recording.edge(*PUBLISH)
    recording.rate(edge, "confirm", [30.0, 80.0] * (seconds // 2), until=NOW)
    recording.rate(edge, "publish", [55.0] * seconds, until=NOW)
    return recording


def drawn(scope: Scope) -> tuple[Strip, Trail]:
    recording, strip, trail = in_batches(), Strip(), Trail()
    (edge,) = recording.graph.edges.values()
    lines = {name: np.array([edge.counters[name]]) for name in ("publish", "confirm")}
    trail.follow(recording.graph.tally.rings, lines)
    trail.catch_up(NOW, 100)
    looks = tuple(look(name, theme.current()) for name in ("publish", "confirm"))
    strip.draw(trail, NOW, Picture(scope, looks, QColor("black")), None)
    return strip, trail


def test_that_batches_even_out_to_their_mean_with_a_band_behind() -> None:
    even = evened(np.array([30.0, 80.0] * 30))

    assert len(even.values) == 60 - SECONDS
    assert even.values == pytest.approx(55.0)
    assert even.low == pytest.approx(30.0)
    assert even.high == pytest.approx(80.0)


@pytest.mark.parametrize(
    "values",
    [
        [50.0] * 40,
        list(range(10, 50)),
        [50.0] * 20 + [5.0] * 20,
        [0.0, 1.0] * 20,
        [50.0, 52.0] * 20,
    ],
)
def test_that_what_does_not_come_in_batches_is_drawn_as_it_is(values: list[float]) -> None:
    even = evened(np.array(values))

    assert not even.has_band
    assert even.values.tolist() == values[SECONDS:]


def test_that_a_gap_stays_one() -> None:
    values = np.array([30.0, 80.0] * 20)
    values[25] = np.nan

    assert np.flatnonzero(np.isnan(evened(values).values)).tolist() == [25 - SECONDS]


def test_that_a_curve_that_comes_in_batches_hides_no_other(qapp: object) -> None:  # noqa: ARG001
    strip, trail = drawn(_COARSE)

    ((_, rows),) = strip.drawn_runs["confirm"]
    assert strip.batched == {"confirm"}
    assert rows[-20:] == pytest.approx(_COARSE.y(55.0))
    assert trail.at("confirm", NOW - 3) != trail.at("confirm", NOW - 4)  # the numbers are exact


def test_that_from_near_every_batch_is_seen(qapp: object) -> None:  # noqa: ARG001
    strip, _ = drawn(_FINE)

    ((_, rows),) = strip.drawn_runs["confirm"]
    assert not strip.batched
    assert rows.max() - rows.min() > 40
