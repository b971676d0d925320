import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage, QPainter

from gui import theme
from gui.flow.camera import Camera
from gui.flow.dots import Cover, DotPainter
from gui.flow.particles import Particles
from gui.flow.scene import scene_of
from gui.flow.sprites import Dot, Sprites
from tests.gui.flow.sample_graphs import hello

pytestmark = pytest.mark.usefixtures("qapp")
SIZE = QSize(1300, 120)


def painted(camera: Camera, cover: Cover | None = None, lit: bool = True) -> tuple[QImage, int]:
    scene, particles, dots = scene_of(hello().graph, None), Particles(), DotPainter()
    particles.show(scene)
    if cover is not None:
        dots.cover(cover)
    image = QImage(SIZE, QImage.Format.Format_RGB32)
    image.fill(theme.DARK.window)
    painter = QPainter(image)
    sprites = Sprites(theme.DARK, camera.zoom, 1.0)
    dots.draw(painter, sprites, particles, camera, SIZE, np.full(len(scene.keys), lit))
    painter.end()
    return image, dots.drawn


def near(image: QImage, colour: QColor) -> int:
    return sum(image.pixelColor(x, y) == colour for x in range(image.width()) for y in range(120))


def test_that_each_kind_of_edge_has_dots_of_its_colour() -> None:
    image, drawn = painted(Camera(1.0, 10, 50))

    assert drawn > 3
    for kind in ("publish", "route", "deliver", "ack"):
        assert near(image, theme.DARK.flow(kind)) > 0


def test_that_dots_pass_beneath_what_covers_them() -> None:
    camera = Camera(1.0, 10, 50)

    assert painted(camera, Cover(camera, [(-100, -100, 3000, 100)], SIZE))[1] == 0


def test_that_answers_are_left_out_from_far_away() -> None:
    image, _ = painted(Camera(0.3, 10, 50))

    assert near(image, theme.DARK.ack) == 0


def test_that_dots_out_of_sight_and_off_the_path_are_not_drawn() -> None:
    assert painted(Camera(1.0, 99_000, 0))[1] == 0
    assert painted(Camera(1.0, 10, 50), lit=False)[1] == 0


def test_that_a_cover_holds_its_boxes_and_nothing_else() -> None:
    cover = Cover(
        Camera(2.0, 10, 20), [(10, 10, 40, 30), (5000, 5000, 6000, 6000)], QSize(200, 150)
    )
    points = np.array(
        [(20.0, 20.0), (39.0, 29.0), (45.0, 20.0), (20.0, 35.0), (-400.0, 9.0), (5500.0, 5500.0)]
    )

    assert cover.over(points).tolist() == [True, True, False, False, False, False]


def test_that_sprites_of_all_marks_differ() -> None:
    sprites = Sprites(theme.LIGHT, 1.0, 2.0)
    image, cell = sprites.pixmap.toImage(), sprites.cell
    cells = [image.copy(0, 3 * dot * cell, cell, cell) for dot in Dot]

    assert all(one != other for i, one in enumerate(cells) for other in cells[:i])
    assert all(image.pixelColor(0, 3 * dot * cell).alpha() == 0 for dot in Dot)
