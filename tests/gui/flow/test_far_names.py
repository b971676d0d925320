import itertools

from pytestqt.qtbot import QtBot

from gui.flow.far_names import _on_screen, told
from gui.flow.node_paint import FAR
from gui.flow.static_layer import Shot
from gui.flow.view import FlowView
from tests.gui.flow.sample_graphs import wide
from tests.gui.flow.shown import pixels, shown


def shot_of(view: FlowView) -> Shot:
    view.stage.complete()
    assert view.stage.layer.picture is not None
    return view.stage.layer.picture.shot


def names(view: FlowView) -> list[str]:
    shot = shot_of(view)
    lit = shot.scene.lit(shot.lights, shot.found)[0]
    return [shot.scene.slots[slot][0] for slot in told(shot, lit, _on_screen(shot))]


def told_of(some: list[str], number: int) -> bool:
    return any(name.endswith(f"handler.{number}") for name in some)


def test_that_a_picture_that_is_only_somewhat_too_high_is_fitted_as_it_can_be_read(
    qtbot: QtBot,
) -> None:
    view = shown(qtbot, wide(100, 200), 1000, 300)

    assert view.stage.camera.zoom >= FAR
    assert view.minimap.isVisible()  # the rest is below


def test_that_from_afar_some_names_are_there_and_the_selected_first(qtbot: QtBot) -> None:
    view = shown(qtbot, wide(100, 200), 1000, 500)
    for _ in range(5):
        view.zoom_out()
    bare = pixels(view, view.stage.theme.text)
    some = names(view)
    left_out = next(f"queue:domain{i // 2}.handler.{i}" for i in range(25) if not told_of(some, i))
    view.select(left_out)

    assert view.stage.camera.zoom < FAR
    assert bare > 0
    assert 4 < len(some) < len(view.stage.scene.slots)
    assert left_out in names(view)


def test_that_no_two_names_lie_upon_each_other(qtbot: QtBot) -> None:
    view = shown(qtbot, wide(100, 200), 1000, 500)
    for _ in range(5):
        view.zoom_out()
    shot = shot_of(view)
    boxes = _on_screen(shot)
    lit = shot.scene.lit(None, None)[0]
    columns: dict[int, list[float]] = {}
    for slot in told(shot, lit, boxes):
        columns.setdefault(shot.scene.slots[slot][1], []).append(
            (boxes[slot, 1] + boxes[slot, 3]) / 2
        )
    for middles in columns.values():
        middles.sort()
        assert all(b - a >= 11 for a, b in itertools.pairwise(middles))


def test_that_a_large_graph_is_shown_whole_with_the_names_that_there_is_room_for(
    qtbot: QtBot,
) -> None:
    view = shown(qtbot, wide(300, 900), 1000, 500)

    assert view.stage.camera.zoom < FAR
    assert 4 < len(names(view)) < 4 * 500 / 11
    assert not view.minimap.isVisible()
