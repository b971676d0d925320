from dataclasses import replace

import pytest
from PySide6.QtCore import QSize, QSizeF

from gui import theme
from gui.flow.camera import Camera, fitted
from gui.flow.placing import Placing
from gui.flow.scene import scene_of
from gui.flow.static_layer import Shot, StaticLayer
from tests.gui.flow.sample_graphs import Broker, shop, wide

pytestmark = pytest.mark.usefixtures("qapp")
SIZE = QSize(1280, 740)


def shot(broker: Broker, zoom: float | None = None) -> Shot:
    scene = scene_of(broker.graph, None)
    camera = fitted(scene.layout.bounds, QSizeF(SIZE)) if zoom is None else Camera(zoom)
    return Shot(scene, Placing(scene), camera, theme.DARK, SIZE, 1.0, None)


def drawn(of: Shot) -> StaticLayer:
    layer = StaticLayer()
    layer.start(of)
    while not layer.draw_slice():
        pass
    return layer


def test_that_a_picture_is_shown_only_when_it_is_complete() -> None:
    layer = StaticLayer()
    layer.start(shot(wide(80, 200)))
    slices = 1
    while not layer.draw_slice(1e-6):
        slices += 1
        assert layer.picture is None

    assert layer.picture is not None
    assert not layer.busy
    assert slices == layer.slices > 100


def test_that_the_picture_stays_while_the_next_is_drawn() -> None:
    first = shot(shop())
    layer = drawn(first)
    before = layer.picture
    layer.start(replace(first, theme=theme.LIGHT))
    layer.draw_slice(1e-6)

    assert layer.busy
    assert layer.picture is before


def test_that_an_unfinished_picture_may_be_given_up() -> None:
    layer = StaticLayer()
    layer.start(shot(shop()))
    layer.draw_slice(1e-6)
    layer.start(shot(shop()))
    while not layer.draw_slice():
        pass

    assert layer.picture is not None


def test_that_pixmaps_are_used_again() -> None:
    of = shot(shop())
    layer = drawn(of)
    for _ in range(3):
        layer.start(of)
        while not layer.draw_slice():
            pass

    assert layer.picture is not None
    assert layer.picture.pixmap.size() == SIZE


def test_that_what_is_pointed_at_or_selected_carries_its_number() -> None:
    of = shot(wide(120, 300))
    labelled = drawn(of).picture
    assert labelled is not None
    without = next(n for n in range(len(of.scene.keys)) if n not in labelled.labels)

    key = of.scene.keys[without]
    for wanted in (replace(of, pointed=key), replace(of, selection=key)):
        picture = drawn(wanted).picture
        assert picture is not None
        assert without in picture.labels


def test_that_nothing_is_drawn_out_of_sight() -> None:
    of = shot(wide(200, 600))
    far_away = replace(of, camera=Camera(1.0, -90_000, -90_000))

    all_in_sight, none_in_sight = StaticLayer(), StaticLayer()
    for layer, what in ((all_in_sight, of), (none_in_sight, far_away)):
        layer.start(what)
        while not layer.draw_slice(1e-6):
            pass

    assert none_in_sight.slices < 10 < all_in_sight.slices
