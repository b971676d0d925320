"""A page as plain text, for the clipboard."""

from collections.abc import Iterator

from core.facts import Provenance
from core.wording import phrase, tr
from gui.inspector.page import Item, Page, Section, Tag

_PROVENANCE: dict[Provenance, str] = {
    "counted": phrase("counted"),
    "observed": phrase("observed"),
    "derived": phrase("derived"),
    "unknown": phrase("unknown"),
}


def as_text(page: Page) -> str:
    """The whole page, one line a fact."""
    lines = [page.title, page.subtitle]
    for section in page.sections:
        lines += ["", section.words, *_section_lines(section)]
    return "\n".join(lines) + "\n"


def tag_words(tag: Tag) -> str:
    """Provenance in words: `counted, at least`."""
    words = provenance_words(tag.provenance)
    return tr("{provenance}, at least", provenance=words) if tag.at_least else words


def provenance_words(provenance: Provenance) -> str:
    """How a number is known, in a word."""
    return tr(_PROVENANCE[provenance])


def _section_lines(section: Section) -> Iterator[str]:
    for fact in section.facts:
        origin = f"  [{tag_words(fact.tag)}]" if fact.tag else ""
        yield f"  {tr('{name}: {what}', name=fact.words, what=fact.value.text)}{origin}"
    for item in section.items:
        yield from _item_lines(item)
    if section.left_out:
        yield f"  {tr('and {n:,} more', n=section.left_out)}"
    if not section.facts and not section.items:
        yield f"  {section.empty}"


def _item_lines(item: Item) -> Iterator[str]:
    figure = f"  {item.main.text}" if item.main else ""
    yield f"  {item.name.text}{figure}"
    parts = [note.text for note in item.notes]
    parts += [f"{figure.value.text} {figure.words}" for figure in item.figures]
    if item.tag:
        parts.append(f"[{tag_words(item.tag)}]")
    if parts:
        yield f"    {' · '.join(parts)}"
    if item.below is not None:
        yield from (f"    {line}" for line in _section_lines(item.below))
