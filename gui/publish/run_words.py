"""How far a run of test events is, and how it ended, in words."""

from core.publishing import Progress
from core.variables import MEANINGS

VARIABLES_WORDS = "In body and routing key these are filled in for each message:\n" + "\n".join(
    f"{variable}: {meaning}" for variable, meaning in MEANINGS.items()
)


def progress_words(progress: Progress) -> str:
    """While it goes on: `420 sent, 400 confirmed, 3 returned`."""
    return ", ".join([f"{progress.sent:,} sent", *_answers(progress)])


def end_words(progress: Progress, *, cancelled: bool) -> str:
    """At its end, with what was never sent and what nobody answered."""
    begin = "Cancelled: " if cancelled else ""
    sent = f"{begin}{progress.sent:,} of {progress.wanted:,} sent"
    left = progress.wanted - progress.sent
    never = [f"{left:,} never sent"] if left else []
    lost = [f"{progress.unanswered:,} unanswered"] if progress.unanswered or cancelled else []
    return ", ".join([sent, *_answers(progress), *lost, *never])


def _answers(progress: Progress) -> list[str]:
    counts = (
        ("confirmed", progress.confirmed),
        ("returned", progress.returned),
        ("nacked", progress.nacked),
    )
    return [f"{count:,} {name}" for name, count in counts if count]
