import pytest

from core.columns import WIDTHS, Form, Need, View, formed
from core.graph import Node
from core.ordering import COLUMNS, CONSUMERS, PUBLISHERS

ALL = tuple(range(COLUMNS))
NOBODY: list[list[Node]] = [[] for _ in ALL]


def view(wide: float, high: float, *of: float, pixels: bool = False) -> View:
    """A view whose columns need so much: of the plane, or of the screen."""

    def needs(column: int, _nodes: object) -> Need:
        return lambda zoom, _letters: of[column] / (zoom if pixels else 1.0)

    return View(wide, high, needs=needs)


def whole(form: Form) -> float:
    return sum(form.widths) + (COLUMNS - 1) * form.gap


def test_that_boxes_have_their_usual_widths_where_names_are_short() -> None:
    assert formed(500, View(1120, 640), ALL, NOBODY).widths == WIDTHS


def test_that_boxes_grow_into_the_room_between_the_columns_and_the_picture_does_not() -> None:
    plain = formed(1200, view(700, 400, 0, 0, 0, 0), ALL, NOBODY)
    named = formed(1200, view(700, 400, 100, 300, 100, 100), ALL, NOBODY)

    assert named.widths == (176.0, 320.0, 204.0, 176.0)
    assert whole(named) == pytest.approx(whole(plain), abs=3)


def test_that_names_need_more_of_the_plane_the_further_away_they_are_seen() -> None:
    near = formed(400, view(700, 400, 90, 90, 90, 90, pixels=True), ALL, NOBODY)
    far = formed(1300, view(700, 400, 90, 90, 90, 90, pixels=True), ALL, NOBODY)

    assert near.widths == WIDTHS
    assert all(width * 400 / 1300 >= 90 for width in far.widths)


@pytest.mark.parametrize("high", [300, 900, 2000])
def test_that_the_numbers_on_edges_keep_their_room(high: float) -> None:
    form = formed(high, view(700, 400, 200, 240, 400, 60, pixels=True), ALL, NOBODY)
    zoom = min(400 / high, 700 / whole(form))

    assert form.gap * zoom >= 95
    assert form.widths[CONSUMERS] < form.widths[2]
    assert all(width >= usual for width, usual in zip(form.widths, WIDTHS, strict=True))


def test_that_the_widest_boxes_are_cut_first() -> None:
    form = formed(1300, view(700, 400, 60, 300, 400, 60, pixels=True), ALL, NOBODY)

    assert form.widths[PUBLISHERS] == form.widths[CONSUMERS] == 208.0
    assert form.widths[1] == form.widths[2] < 300 * 1300 / 400


def test_that_a_small_picture_is_seen_from_further_away_for_its_names() -> None:
    form = formed(200, view(1000, 800, 260, 260, 260, 260), ALL, NOBODY)

    assert form.widths == (280.0,) * COLUMNS
    assert 0.6 < 1000 / whole(form) < 0.7


def test_that_columns_that_are_not_there_take_no_room() -> None:
    form = formed(1300, view(700, 400, 200, 900, 900, 200, pixels=True), (0, 3), NOBODY)

    assert form.widths[0] == form.widths[3] >= 200 * 1300 / 400
    assert form.middles((0, 3))[1:] == [
        form.widths[0] + form.gap + form.widths[column] / 2 for column in (1, 2, 3)
    ]


def test_that_a_form_stays_until_a_name_has_no_room_or_far_too_much() -> None:
    form = formed(500, view(1120, 640, 0, 300, 0, 0), ALL, NOBODY)
    little_more = formed(520, view(1120, 640, 0, 316, 0, 0), ALL, NOBODY)
    more = formed(500, view(1120, 640, 0, 330, 0, 0), ALL, NOBODY)
    none = formed(500, view(1120, 640, 0, 0, 0, 0), ALL, NOBODY)

    assert little_more.widths != form.widths
    assert form.becoming(little_more).widths == form.widths
    assert form.becoming(more) == more
    assert form.becoming(none) == none
    assert none.becoming(Form(3 * none.gap)).gap == 3 * none.gap


def test_that_names_that_are_cut_anyway_move_nothing_while_a_graph_grows_by_a_row() -> None:
    long = view(700, 400, 300, 300, 300, 300, pixels=True)
    form = formed(1000, long, ALL, NOBODY)

    assert formed(1054, long, ALL, NOBODY).widths != form.widths
    assert form.becoming(formed(1054, long, ALL, NOBODY)) == form
