from core.graph import UNKNOWN_SERVICE
from core.unknown_service import unknown_words
from gui.inspector.pages import page_of
from tests.gui.inspector.watched import watched


def test_that_whoever_publishes_unseen_is_explained() -> None:
    page = page_of(watched(), UNKNOWN_SERVICE)

    assert (page.kind, page.title) == ("service", "unknown")
    assert [section.empty for section in page.sections] == [unknown_words(watched().graph)]
