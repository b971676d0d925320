"""A page as rich text: every word from a broker is escaped, so that `<b>` is shown as `<b>`."""

from collections.abc import Iterator
from dataclasses import replace
from html import escape

from core.selection import Selection
from core.wording import phrase, tr
from gui.inspector.as_text import tag_words
from gui.inspector.page import Fact, Goal, Item, Link, Page, Section, Tag, Value, Way
from gui.inspector.page_text import breakable
from gui.theme import Theme

_DOT = "&nbsp;\N{MIDDLE DOT} "
"""Between two parts of a line, of which none begins with it."""
_GLUE = "\N{WORD JOINER}"
_TABLE = "<table width='100%' cellspacing='0' cellpadding='0'>"
_INDENT = "14px"
"""So far what belongs to something stands to the right of it."""
_SHORT = 15
"""Letters of a label."""
_SIGNS = {"counted": "●", "observed": "◉", "derived": "◐", "unknown": "○"}


class HtmlPage:
    """The rich text of one page, and where its links lead."""

    def __init__(self, page: Page, theme: Theme) -> None:
        self.targets: list[Selection] = []
        """What the links `select:0`, `select:1` … select."""
        self.goals: list[Goal] = []
        """Where the links `go:0`, `go:1` … lead."""
        self.lists: list[str] = []
        """The titles of the sections of which `more:0`, `fewer:1` … show more or fewer."""
        self._text, self._dim = theme.text.name(), theme.text_dim.name()
        self._accent, self._line = theme.accent.name(), theme.panel_border.name()
        self._tones = {"warning": theme.error.name(), "notice": theme.warning.name()}
        self.html = "".join(self._page(page))

    def _page(self, page: Page) -> Iterator[str]:
        yield f"<div style='font-size:large; font-weight:600'>{_words(page.title)}</div>"
        yield f"<div style='color:{self._dim}'>{_words(page.subtitle)}</div>"
        for section in page.sections:
            yield from self._section(section)
        yield from self._origins(page)

    def _section(self, section: Section) -> Iterator[str]:
        yield (
            f"<div style='color:{self._dim}; font-weight:600; margin-top:14px; "
            f"margin-bottom:3px'>{_words(section.words)}</div>"
        )
        if section.facts or section.items:
            yield _TABLE
            for fact in section.facts:
                yield self._fact(fact)
            for item in section.items:
                yield from self._item(item)
            yield "</table>"
        yield self._more(section)
        if not section.facts and not section.items:
            yield self._dimmed(section.empty)

    def _more(self, section: Section) -> str:
        """That there is more, which opens in place; and a way back from that."""
        ways = []
        if section.left_out:
            words = tr("and {n:,} more", n=section.left_out)
            ways.append(self._lists("more", section, words) if section.rest else _words(words))
        if section.opened:
            ways.append(self._lists("fewer", section, tr("show fewer")))
        return self._small(_DOT.join(ways)) if ways else ""

    def _lists(self, way: str, section: Section, words: str) -> str:
        self.lists.append(section.title)
        return self._anchor(f"{way}:{len(self.lists) - 1}", words, self._accent)

    def _fact(self, fact: Fact) -> str:
        origin = f"&nbsp; {self._tag(fact.tag)}" if fact.tag is not None else ""
        return (
            f"<tr><td width='43%' style='padding:1px 8px 1px 0; color:{self._dim}'>"
            f"{_label(fact.words)}</td><td style='padding:1px 0'>"
            f"{self._value(fact.value)}{origin}</td></tr>"
        )

    def _item(self, item: Item) -> Iterator[str]:
        if item.main is None:
            yield f"<tr><td colspan='2' style='padding:3px 0 0 0'>{self._value(item.name)}</td></tr>"
        else:
            yield (
                f"<tr><td style='padding:3px 8px 0 0'>{self._value(item.name)}</td>"
                f"<td align='right' style='padding:3px 0 0 0'>{self._value(item.main)}</td></tr>"
            )
        print_ = [self._value(note) for note in item.notes]
        print_ += [f"{_value_words(f.value)}&nbsp;{escape(f.words)}" for f in item.figures]
        if item.tag is not None:
            print_.append(self._tag(item.tag))
        if print_:
            shown = _DOT.join(print_)
            yield (
                "<tr><td colspan='2' style='padding:0 0 3px 0'>"
                f"<span style='color:{self._dim}; font-size:small'>{shown}</span></td></tr>"
            )
        if item.below is not None:
            yield f"<tr><td colspan='2' style='padding:0 0 6px {_INDENT}'>{_TABLE}"
            for one in item.below.items:
                yield from self._item(one)
            yield f"</table>{self._more(item.below)}</td></tr>"

    def _value(self, value: Value) -> str:
        if value.link is None:
            words = _value_words(value)
            tone = self._tones.get(value.tone or "")
            return words if tone is None else f"<span style='color:{tone}'>{words}</span>"
        if value.part:
            return self._with_link(value)
        is_quiet = isinstance(value.link, Link) and value.link.quiet
        colour = self._text if is_quiet else self._accent
        colour = self._tones.get(value.tone or "", colour)
        return self._anchor(self._address(value.link), value.text, colour, value.hint)

    def _anchor(self, address: str, text: str, colour: str, hint: str = "") -> str:
        return (
            f"<a href='{address}' title='{escape(hint)}' "
            f"style='color:{colour}; text-decoration:none'>{_words(text)}</a>"
        )

    def _with_link(self, value: Value) -> str:
        """A sentence, of which a part is a link."""
        before, part, after = value.text.partition(value.part)
        plain = replace(value, link=None, part="")
        found = (
            self._value(replace(plain, text=before)),
            self._value(replace(value, text=part, part="", tone=None)),
            self._value(replace(plain, text=after)),
        )
        return "".join(found)

    def _address(self, link: Link | Way) -> str:
        if isinstance(link, Way):
            self.goals.append(link.goal)
            return f"go:{len(self.goals) - 1}"
        self.targets.append(link.target)
        return f"select:{len(self.targets) - 1}"

    def _tag(self, tag: Tag) -> str:
        words = f"{_SIGNS[tag.provenance]}&nbsp;{_together(tag_words(tag))}"
        hint = escape(tag.how)
        return f"<span title='{hint}' style='color:{self._dim}; font-size:small'>{words}</span>"

    def _origins(self, page: Page) -> Iterator[str]:
        tags = page.tags()
        if not tags or page.kind == "edge":
            return
        yield from self._section(Section(phrase("Where the numbers come from")))
        for tag in tags:
            origin = f"{_SIGNS[tag.provenance]} {tag_words(tag)}"
            how = tag.how.replace(" /", f" /{_GLUE}")
            yield self._dimmed(tr("{name}: {what}", name=origin, what=how))

    def _dimmed(self, text: str) -> str:
        return self._small(_words(text))

    def _small(self, html: str) -> str:
        return f"<div style='color:{self._dim}; font-size:small'>{html}</div>"


def _together(words: str) -> str:
    """On one line, also in a script that breaks between any two letters."""
    glue = "" if words.isascii() else _GLUE
    return glue.join(escape(letter) for letter in words).replace(" ", "&nbsp;")


def _words(text: str) -> str:
    return f"<span style='white-space:pre-wrap'>{escape(breakable(text))}</span>"


def _label(words: str) -> str:
    """A short one stays on a line, whatever is beside it."""
    return escape(words).replace(" ", "&nbsp;") if len(words) <= _SHORT else _words(words)


def _value_words(value: Value) -> str:
    hint = f" title='{escape(value.hint)}'" if value.hint else ""
    return f"<span style='white-space:pre-wrap'{hint}>{escape(breakable(value.text))}</span>"
