"""Painting the whole graph for a file or the clipboard, in slices between which the window lives."""

from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QRect, QTimer
from PySide6.QtGui import QImage, QPainter

from core.wording import tr
from gui.background import Background
from gui.flow.whole_picture import WholePicture

_SLICE = 0.008


class PictureWork(QObject):
    """One picture that is being painted: an image, or a drawing as SVG."""

    def __init__(
        self, picture: WholePicture, done: Callable[[], None], parent: QObject, *, as_svg: bool
    ) -> None:
        super().__init__(parent)
        self._picture = picture
        self._done = done
        self.image = QImage()
        self.svg = QByteArray()
        self._buffer = QBuffer(self.svg, self)
        self._painter = self._on_svg() if as_svg else self._on_image()
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._steps: Iterator[None] = picture.steps(self._painter)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._paint_slice)
        self._timer.start(0)

    def stop(self) -> None:
        """Paint no further."""
        self._timer.stop()
        self._steps = iter(())
        if self._painter.isActive():
            self._painter.end()

    def _paint_slice(self) -> None:
        until = perf_counter() + _SLICE
        for _ in self._steps:
            if perf_counter() > until:
                return
        self.stop()
        self._done()

    def _on_image(self) -> QPainter:
        size, ratio = self._picture.size, self._picture.ratio
        self.image = QImage(size * ratio, QImage.Format.Format_RGB32)
        self.image.setDevicePixelRatio(ratio)
        return QPainter(self.image)

    def _on_svg(self) -> QPainter:
        from PySide6.QtSvg import QSvgGenerator

        self._buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self._generator = QSvgGenerator()
        self._generator.setOutputDevice(self._buffer)
        self._generator.setSize(self._picture.size)
        self._generator.setViewBox(QRect(0, 0, *self._picture.size.toTuple()))
        self._generator.setTitle(tr("Flow of messages"))
        return QPainter(self._generator)


def write(
    work: PictureWork, path: Path, done: Callable[[Path], None], failed: Callable[[Exception], None]
) -> None:
    """Put a finished picture into a file, in a thread of its own."""
    image, svg = work.image, bytes(work.svg.data())

    def put() -> Path:
        path.write_bytes(svg or _as_png(image))
        return path

    Background("picture", put, done, failed).start()


def _as_png(image: QImage) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes
    buffer.close()
    return bytes(data.data())
