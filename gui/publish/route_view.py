"""The widget that says where the event in the form would go, before it is sent."""

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import QWidget

from core.wording import tr
from gui import theme
from gui.inspector.as_html import HtmlPage
from gui.inspector.page import Page
from gui.inspector.page_text import PageText


class RouteView(PageText):
    """A page whose links select in the flow."""

    selected = Signal(object)
    """A node's id."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page: Page | None = None
        self._shown: HtmlPage | None = None
        self.setAccessibleName(tr("Where it would go"))
        self.document().setDocumentMargin(10)
        self.anchorClicked.connect(self._on_link)
        theme.changed.connect(self._on_theme)

    def show_page(self, page: Page) -> None:
        """Tell where it would go now; what is read stays where it is."""
        self._page = page
        shown = HtmlPage(page, theme.current())
        if self._shown is not None and shown.html == self._shown.html:
            self._shown = shown
            return
        self._shown = shown
        bar = self.verticalScrollBar()
        before = bar.value()
        self.setHtml(shown.html)
        bar.setValue(before)

    def _on_theme(self) -> None:
        if self._page is not None:
            self.show_page(self._page)

    def _on_link(self, url: QUrl) -> None:
        if self._shown is not None and url.scheme() == "select":
            self.selected.emit(self._shown.targets[int(url.path())])
