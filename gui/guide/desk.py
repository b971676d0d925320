"""Between the guide and the window: who asks for which page."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from core.wording import tr
from gui.guide.contents import chapters
from gui.main_window import MainWindow
from gui.palette.desk import PaletteDesk
from gui.palette.entries import Entry

if TYPE_CHECKING:
    from gui.guide.window import GuideWindow


class GuideDesk(QObject):
    """Shows the guide, one at a time; whoever asks again goes on where he was."""

    def __init__(self, window: MainWindow, palette: PaletteDesk) -> None:
        super().__init__(window)
        self.guide: GuideWindow | None = None
        self._window = window
        palette.questions = self.entries
        window.commands.guide.triggered.connect(lambda: self.open())

    def open(self, name: str = "") -> None:
        """Bring the guide to the front, at a page if one is named."""
        from gui.guide.window import GuideWindow

        if self.guide is None:
            self.guide = GuideWindow(self._window)
        if name:
            self.guide.read(name)
        self.guide.show()
        self.guide.raise_()
        self.guide.activateWindow()
        self.guide.text.setFocus()

    def entries(self) -> list[Entry]:
        """Its questions, for those who ask the palette."""
        return [
            Entry(
                f"guide:{page.name}",
                "guide",
                tr(page.question),
                tr("User guide: {page}", page=page.title),
                partial(self.open, page.name),
            )
            for chapter in chapters()
            for page in chapter.pages
        ]
