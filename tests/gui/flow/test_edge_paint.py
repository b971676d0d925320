import itertools
from typing import get_args

import pytest
from PySide6.QtCore import Qt

from core.graph import EdgeKind
from gui import theme
from gui.flow.edge_paint import BACKWARDS, DASHES, UNKNOWN_DASHES, pen, width

UNKNOWN = float("nan")
KINDS: tuple[EdgeKind, ...] = get_args(EdgeKind)


def test_that_width_grows_with_each_power_of_ten_and_has_an_end() -> None:
    widths = [width(rate) for rate in (0.0, 1.0, 10.0, 100.0, 1000.0)]

    assert widths == sorted(set(widths))
    assert width(1e12) == width(1e13) <= 6.0


@pytest.mark.parametrize("kind", KINDS)
def test_that_unknown_is_drawn_unlike_zero(kind: EdgeKind) -> None:
    unknown, zero = (pen(theme.DARK, kind, rate, dimmed=False) for rate in (UNKNOWN, 0.0))

    assert unknown.style() == Qt.PenStyle.CustomDashLine
    assert unknown.dashPattern() != zero.dashPattern()


def test_that_edges_the_broker_feeds_itself_have_dashes_of_their_own() -> None:
    assert set(DASHES) == BACKWARDS == {"dead_letter", "alternate", "bind"}
    for one, other in itertools.combinations([*DASHES.values(), UNKNOWN_DASHES], 2):
        assert one != other


def test_that_every_kind_has_its_colour() -> None:
    kinds = set(KINDS) - {"hop"}  # never in one picture with the deliveries that it sums up
    colours = {pen(theme.LIGHT, kind, 5.0, dimmed=False).color().name() for kind in kinds}

    assert len(colours) == len(kinds)


@pytest.mark.parametrize("look", [theme.DARK, theme.LIGHT])
def test_that_busy_stands_out_and_dimmed_steps_back(look: theme.Theme) -> None:
    def contrast(rate: float, dimmed: bool = False, strong: bool = False) -> float:
        colour = pen(look, "publish", rate, dimmed, strong).color()
        return abs(colour.lightnessF() - look.window.lightnessF())

    assert contrast(5.0, strong=True) > contrast(5.0) > contrast(0.0) > contrast(5.0, dimmed=True)
