"""What the flow view says when there is nothing to draw: why, and what to do next."""

from dataclasses import dataclass

from core.capabilities import Capability
from core.wording import phrase, tr
from gui.header import Status
from gui.mends import in_window, sentences


@dataclass(frozen=True, slots=True)
class Hint:
    """A title and what to do."""

    title: str = ""
    body: str = ""


NOTHING_THERE = Hint(
    phrase("Connected, and nothing flows yet"),
    phrase(
        "This vhost has no services, and nothing was published. Start a service, "
        "or publish a test event with Ctrl+P."
    ),
)

NOTHING_THERE_TO_READ = Hint(
    NOTHING_THERE.title,
    phrase(
        "This vhost has no services, and nothing was published. Start a service: this profile is "
        "read-only, so Flowscope publishes nothing here."
    ),
)


def hint_of(status: Status, *, edges: int) -> Hint:
    """The hint for a session; an empty one when the flow speaks for itself."""
    if status.phase == "connecting":
        return Hint(tr("Connecting …"), status.where)
    if status.phase == "lost":
        elsewhere = tr("It is tried again and again; Ctrl+O connects elsewhere.")
        return Hint(tr("The connection is lost"), sentences(status.trouble, elsewhere))
    if edges:
        return Hint()
    blind = [status.capabilities.get(name) for name in ("management", "prometheus")]
    missing = [one for one in blind if one is not None and one.ok is False]
    if missing:
        title = tr("The flow of this broker cannot be seen yet")
        return Hint(title, "\n".join(map(_lacking, missing)))
    quiet = NOTHING_THERE_TO_READ if status.standing.read_only else NOTHING_THERE
    return Hint(tr(quiet.title), tr(quiet.body))


def _lacking(capability: Capability) -> str:
    return sentences(capability.why, in_window(capability.mend))
