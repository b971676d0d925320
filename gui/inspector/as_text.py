"""A page as plain text, for the clipboard."""

from collections.abc import Iterator

from gui.inspector.page import Item, Page, Section, Tag


def as_text(page: Page) -> str:
    """The whole page, one line a fact."""
    lines = [page.title, page.subtitle]
    for section in page.sections:
        lines += ["", section.title, *_section_lines(section)]
    return "\n".join(lines) + "\n"


def tag_words(tag: Tag) -> str:
    """Provenance in words: `counted, at least`."""
    return f"{tag.provenance}, at least" if tag.at_least else tag.provenance


def _section_lines(section: Section) -> Iterator[str]:
    for fact in section.facts:
        origin = f"  [{tag_words(fact.tag)}]" if fact.tag else ""
        yield f"  {fact.label}: {fact.value.text}{origin}"
    for item in section.items:
        yield from _item_lines(item)
    if section.left_out:
        yield f"  and {section.left_out} more"
    if not section.facts and not section.items:
        yield f"  {section.empty}"


def _item_lines(item: Item) -> Iterator[str]:
    figure = f"  {item.figure.text}" if item.figure else ""
    yield f"  {item.name.text}{figure}"
    parts = [note.text for note in item.notes]
    parts += [f"{figure.value.text} {figure.label}" for figure in item.figures]
    if item.tag:
        parts.append(f"[{tag_words(item.tag)}]")
    if parts:
        yield f"    {' · '.join(parts)}"
