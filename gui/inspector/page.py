"""What a page of the inspector holds, before anybody decides how it looks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

from core.facts import Provenance
from core.selection import Selection
from core.topology_log import Entry
from core.troubles import Severity
from core.watched_message import Message
from core.wording import tr

Thing = TypeVar("Thing")
MOST_ITEMS = 40
_MOST_OPENED = 400
"""So many more are shown at most: the page is written anew twice a second."""


@dataclass(frozen=True, slots=True)
class Link:
    """Something else that can be selected."""

    target: Selection
    quiet: bool = False
    """It looks like the text around it: the way there is offered twice."""


Goal = Entry | Message | Literal["firehose", "proxy"]
"""A change in the topology log, the life of a message, or what shows more."""


@dataclass(frozen=True, slots=True)
class Way:
    """Where a click leads that selects nothing."""

    goal: Goal


@dataclass(frozen=True, slots=True)
class Value:
    """One thing that is said: words for the eye, and what they stand for."""

    text: str
    raw: Any = None
    """What JSON shows; None for what is not known."""
    link: Link | Way | None = None
    hint: str = ""
    tone: Severity | None = None
    """How much it matters, where it tells of a trouble."""
    part: str = ""
    """What of the text is the link, where it is not all."""


@dataclass(frozen=True, slots=True)
class Tag:
    """Where a number comes from."""

    provenance: Provenance
    how: str = ""
    at_least: bool = False
    """The counts are a lower bound."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and what it counts: `12 431 published`."""

    label: str
    """A phrase; JSON has it as it is written."""
    value: Value

    @property
    def words(self) -> str:
        """The label as the user reads it."""
        return tr(self.label)


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what is known under it."""

    label: str
    """A phrase; JSON has it as it is written."""
    value: Value
    tag: Tag | None = None
    said: str = ""
    """The label as the user reads it, where it is no phrase: it holds a name, or is one."""

    @property
    def words(self) -> str:
        """The label as the user reads it."""
        return self.said or tr(self.label)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a list: its name, its main figure, and smaller print below."""

    name: Value
    figure: Value | Figure | None = None
    """A rate, unless it says what else."""
    notes: tuple[Value, ...] = ()
    figures: tuple[Figure, ...] = ()
    tag: Tag | None = None
    below: "Section | None" = None
    """What belongs to it, as a list of its own whose heading it is."""

    @property
    def main(self) -> Value | None:
        """Its main figure."""
        return self.figure.value if isinstance(self.figure, Figure) else self.figure


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with facts, then items; `empty` says what it means that there are none."""

    title: str
    """A phrase; JSON has it as it is written."""
    facts: tuple[Fact, ...] = ()
    items: tuple[Item, ...] = ()
    empty: str = ""
    left_out: int = 0
    """How many items more there are than a page should hold."""
    rest: "Callable[[int], tuple[Item, ...]] | None" = None
    """Makes that many of those, for whoever wants to read on; None where nobody can."""
    opened: int = 0
    """So many of the items were asked for beyond those that a page holds by itself."""
    said: str = ""
    """The title as the user reads it, where it is no phrase: it holds a name."""

    @property
    def words(self) -> str:
        """The title as the user reads it."""
        return self.said or tr(self.title)

    def listing(
        self, things: Sequence[Thing], item: Callable[[Thing], Item], most: int = MOST_ITEMS
    ) -> "Section":
        """The same with an item for each thing; of very many with the first alone."""

        def rest(more: int) -> tuple[Item, ...]:
            return tuple(map(item, things[most : most + more]))

        kept = tuple(map(item, things[:most]))
        return replace(self, items=kept, left_out=len(things) - len(kept), rest=rest)

    def with_more(self, wanted: Mapping[str, int]) -> "Section":
        """The same with so many more items, by the titles of sections."""
        items, opened = self.items, 0
        if (
            more := min(wanted.get(self.title, 0), self.left_out, _MOST_OPENED)
        ) and self.rest is not None:
            found = self.rest(more)
            items, opened = items + found, len(found)
        items = tuple(one if one.below is None else _with_more(one, wanted) for one in items)
        rest = self.rest if opened < _MOST_OPENED else None
        left_out = self.left_out - opened
        return replace(self, items=items, opened=opened, left_out=left_out, rest=rest)


def _with_more(item: Item, wanted: Mapping[str, int]) -> Item:
    return replace(item, below=item.below.with_more(wanted)) if item.below else item


@dataclass(frozen=True, slots=True)
class Page:
    """Everything about one selection."""

    kind: str
    title: str
    subtitle: str
    sections: tuple[Section, ...]

    def as_json(self) -> dict[str, Any]:
        """The page for programs: numbers as numbers, null for what is not known."""
        return {
            "kind": self.kind,
            "name": self.title,
            "about": self.subtitle,
            "sections": {section.title: _section_json(section) for section in self.sections},
        }

    def with_more(self, wanted: Mapping[str, int]) -> "Page":
        """The same with so many more items in some sections, by their titles."""
        shown = tuple(one.with_more(wanted) for one in self.sections) if wanted else self.sections
        return replace(self, sections=shown)

    def tags(self) -> list[Tag]:
        """Every different origin of the numbers, in the order in which they appear."""
        shown: list[Tag | None] = []
        for part in self.sections:
            shown += [fact.tag for fact in part.facts] + [item.tag for item in part.items]
        return list(dict.fromkeys(tag for tag in shown if tag is not None and tag.how))


def section(
    title: str, things: Sequence[Thing], item: Callable[[Thing], Item], empty: str = ""
) -> Section:
    """A section with an item for each thing; of very many only the first."""
    return Section(title, empty=empty).listing(things, item)


def _section_json(shown: Section) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for fact in shown.facts:
        found[fact.label] = fact.value.raw
        if fact.tag is not None:
            found[f"{fact.label} provenance"] = fact.tag.provenance
    if shown.items or not shown.facts:
        found["items"] = [_item_json(item) for item in shown.items]
    if shown.left_out:
        found["left_out"] = shown.left_out
    return found


def _item_json(item: Item) -> dict[str, Any]:
    found: dict[str, Any] = {"name": item.name.raw}
    if isinstance(item.figure, Figure):
        found[item.figure.label] = item.figure.value.raw
    elif item.figure is not None:
        found["rate"] = item.figure.raw
    found |= {figure.label: figure.value.raw for figure in item.figures}
    if item.below is not None:
        found |= _section_json(item.below)
    if item.notes:
        found["notes"] = [note.text for note in item.notes]
    if item.tag is not None:
        found["provenance"] = item.tag.provenance
        found["at_least"] = item.tag.at_least
        found["how"] = item.tag.how
    return found
