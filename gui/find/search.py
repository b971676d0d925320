"""What is sought, how far it was understood, and what of a picture it finds."""

from typing import Literal

from core.find.expression import Expression
from core.find.flow_things import FlowThings
from core.find.hiding import Mode as HidingMode
from core.find.matching import matching
from core.find.parser import parse
from core.find.things import Flags
from core.find.tokens import FindError
from core.graph import EdgeKey
from gui.flow.scene import Keys, Scene, Selection

Mode = Literal["find"] | HidingMode


class Search:
    """A text with what it means; what was understood last holds while one goes on typing."""

    def __init__(self) -> None:
        self.text = ""
        self.mode: Mode = "find"
        self.expression: Expression | None = None
        self.error: FindError | None = None

    def ask(self, text: str) -> None:
        """Look for something else."""
        self.text, self.error = text, None
        try:
            self.expression = parse(text)
        except FindError as error:
            self.error = error
            if not self.is_unfinished:
                self.expression = None

    @property
    def is_unfinished(self) -> bool:
        """The text lacks its end, as while it is typed."""
        error = self.error
        return error is not None and (
            error.start >= len(self.text.rstrip()) or self.text[error.start : error.end] == "("
        )

    def found(self, things: FlowThings) -> Flags | None:
        """Which things fit; None while nothing is sought."""
        return None if self.expression is None else matching(self.expression, things)


def in_order(scene: Scene, found: Keys) -> list[str | EdgeKey]:
    """What was found and is in the picture, as one reads it: nodes by column, then edges."""
    nodes = dict.fromkeys(slot[0] for slot in scene.slots if slot[0] in found)
    ends = scene.ends.tolist()
    edges = sorted((ends[i], key) for i, key in enumerate(scene.keys) if key in found)
    return [*nodes, *(key for _, key in edges)]


def stepped(matches: list[str | EdgeKey], selection: Selection, step: int) -> Selection:
    """The match after or before the selected one; from anywhere else the first or the last."""
    if not matches:
        return None
    if selection in matches:
        return matches[(matches.index(selection) + step) % len(matches)]
    return matches[0 if step > 0 else -1]
