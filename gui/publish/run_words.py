"""How far a run of test events is, and how it ended, in words."""

from core.publishing import Progress
from core.variables import MEANINGS
from core.wording import phrase, tr


def variables_words() -> str:
    """What can be filled in, a line each."""
    said = tr("In body and routing key these are filled in for each message:")
    each = (
        tr("{name}: {what}", name=variable, what=tr(meaning))
        for variable, meaning in MEANINGS.items()
    )
    return "\n".join((said, *each))


def progress_words(progress: Progress) -> str:
    """While it goes on: `420 sent, 400 confirmed, 3 returned`."""
    return tr(", ").join([tr("{n:,} sent", n=progress.sent), *_answers(progress)])


def end_words(progress: Progress, *, cancelled: bool) -> str:
    """At its end, with what was never sent and what nobody answered."""
    form = _CANCELLED if cancelled else _ENDED
    sent = tr(form, sent=progress.sent, wanted=progress.wanted)
    left = progress.wanted - progress.sent
    never = [tr("{n:,} never sent", n=left)] if left else []
    is_lost = progress.unanswered or cancelled
    lost = [tr("{n:,} unanswered", n=progress.unanswered)] if is_lost else []
    return tr(", ").join([sent, *_answers(progress), *lost, *never])


_ENDED = phrase("{sent:,} of {wanted:,} sent")
_CANCELLED = phrase("Cancelled: {sent:,} of {wanted:,} sent")


def _answers(progress: Progress) -> list[str]:
    counts = (
        (phrase("{n:,} confirmed"), progress.confirmed),
        (phrase("{n:,} returned"), progress.returned),
        (phrase("{n:,} nacked"), progress.nacked),
    )
    return [tr(words, n=count) for words, count in counts if count]
