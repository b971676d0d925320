"""What the guide has: its pages, each with the question that it answers."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.wording import phrase

FIRST = "README"
_CHAPTERS = (
    (
        phrase("Working with Flowscope"),
        (
            (FIRST, phrase("What is there to see, and what can I try?")),
            ("connect", phrase("How do I connect to a broker, and with which rights?")),
            ("finding", phrase("How do I find things in a big system?")),
            ("picture", phrase("How do I show only services, or save a picture?")),
            ("charts", phrase("When did it begin, and what changed then?")),
            ("times", phrase("Where is time lost?")),
            ("routed", phrase("Was my event routed, and to whom?")),
            ("single-messages", phrase("How do I watch single messages?")),
            ("acks", phrase("Who holds which message, and who acks?")),
        ),
    ),
    (
        phrase("What is wrong?"),
        (
            ("slow-consumer", phrase("Why does a queue grow although everything is acked?")),
            ("stuck-consumer", phrase("Why does a consumer do nothing, and its queue grow?")),
            ("crash-loop", phrase("Why do connections come and go?")),
            ("poison-message", phrase("Why is a message redelivered for ever?")),
            ("unbound-key", phrase("Why do events vanish without an error?")),
            ("flood", phrase("Where is the system narrowest?")),
            ("memory-alarm", phrase("Why may nobody publish?")),
            ("broker-restart", phrase("Who comes back after a restart of the broker?")),
        ),
    ),
)
_ROOT = Path(__file__).parent.parent.parent
_MARKS = re.compile(r"!?\[|\]\([^)]*\)|[`*|#]")


@dataclass(frozen=True, slots=True)
class Page:
    """One page in Markdown."""

    name: str
    question: str
    """What it answers, to be said with `tr`."""
    text: str

    @property
    def title(self) -> str:
        """Its heading, which is English as the whole page is."""
        return self.text.partition("\n")[0].removeprefix("#").strip()

    @property
    def words(self) -> str:
        """What a reader sees of it, in small letters."""
        return _MARKS.sub("", self.text).lower()


@dataclass(frozen=True, slots=True)
class Chapter:
    """Pages that belong together."""

    title: str
    pages: tuple[Page, ...]


def folder() -> Path:
    """Where the pages lie: beside the installed packages' resources, or in a checkout."""
    installed = _ROOT / "resources" / "docs"
    return (installed if installed.exists() else _ROOT / "docs") / "guide"


@cache
def chapters() -> tuple[Chapter, ...]:
    """The whole guide in its order; what a package left out is left out here."""
    return tuple(
        Chapter(
            title,
            tuple(
                Page(name, question, path.read_text(encoding="utf-8"))
                for name, question in pages
                if (path := folder() / f"{name}.md").exists()
            ),
        )
        for title, pages in _CHAPTERS
    )


def page(name: str) -> Page | None:
    """The page of that name."""
    found = (one for chapter in chapters() for one in chapter.pages if one.name == name)
    return next(found, None)


def page_of(link: str) -> Page | None:
    """The page to which a link on another one leads; none when it leads elsewhere."""
    path, _, _ = link.partition("#")
    return page(path.removesuffix(".md")) if path.endswith(".md") else None
