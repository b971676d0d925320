"""What the messages view says about its tap: before, while and after it runs."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from core.wording import phrase, tr
from gui.icons import Mark
from gui.mends import in_window, sentences

if TYPE_CHECKING:
    from core.sources.tap import TapState as SourceState
    from core.sources.tap_buffer import TapStatistics
    from core.tapping import TapPlan, TapTarget

CHOOSE = phrase("Choose an exchange or a queue. A tap receives copies: it takes nothing away.")
BEFORE = phrase(
    "Nothing is received yet. Start the tap to see copies of the messages as they pass."
)
WAITING = phrase("Messages appear here as they pass.")
_MARKS: dict[str, Mark] = {
    "connecting": "working",
    "binding": "working",
    "tapping": "ok",
    "waiting": "unknown",
    "lost": "missing",
    "refused": "failed",
    "ended": "unknown",
}
_OVER = ("refused", "ended")


@dataclass(frozen=True, slots=True)
class TapState:
    """A tap in words."""

    mark: Mark = "unknown"
    lines: tuple[str, ...] = field(default_factory=lambda: (tr(CHOOSE),))
    """What it changes on the broker, what it cannot see, or why it does not run."""
    advice: str = ""
    """Said where the messages will be, while there are none."""
    can_start: bool = False
    running: bool = False
    received: int = 0
    """Messages that the broker delivered to the tap."""
    lost: int = 0
    """Of these, the ones that came faster than this window took them in."""
    overflowed: bool = False
    """The broker dropped further copies, nobody knows how many."""


def planning(target: "TapTarget") -> TapState:
    """The broker is being asked how the target is bound."""
    words = tr("Looking how {target} is bound …", target=target.words)
    return TapState("working", (words,))


def planned(plan: "TapPlan") -> TapState:
    """What a tap would change, or why there cannot be one."""
    if plan.refusal:
        return TapState("missing", (sentences(plan.refusal, in_window(plan.mend)),))
    return TapState("unknown", tuple(map(sentences, plan.notes)), tr(BEFORE), can_start=True)


def running(source: "SourceState", statistics: "TapStatistics") -> TapState:
    """How a tap is doing."""
    over = source.phase in _OVER
    return TapState(
        mark=_MARKS[source.phase],
        lines=_lines(source),
        advice=tr(WAITING),
        can_start=over,
        running=not over,
        received=statistics.received,
        lost=statistics.dropped,
        overflowed=statistics.overflowed,
    )


def ended(before: TapState) -> TapState:
    """The user stopped the tap."""
    words = (tr("The tap has ended; its queue and bindings are gone from the broker."),)
    return replace(
        before, mark="unknown", lines=words, advice=tr(BEFORE), can_start=True, running=False
    )


def _lines(source: "SourceState") -> tuple[str, ...]:
    if source.trouble is not None and source.phase in ("lost", "refused"):
        return (sentences(source.trouble.why, in_window(source.trouble.mend)),)
    match source.phase:
        case "connecting" | "binding":
            return (tr("Setting up the tap …"),)
        case "waiting":
            return (tr("Nothing is bound yet: the tap follows as soon as there is a binding."),)
    return tuple(map(sentences, source.notes))
