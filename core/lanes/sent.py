"""What was published, and into which queues the broker put it: as the firehose tells."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from core.ack_flow import PublisherKey
from core.lanes.holders import publisher_of
from core.message_filter import EVERY, MessageFilter
from core.recent_steps import RecentSteps
from core.watched_message import Message

Wanted = Callable[[PublisherKey], bool]


@dataclass(slots=True)
class SentMessage:
    """A message; one that no queue took stands for all of its routing key."""

    message: Message
    queues: tuple[str, ...]
    times: int = 1


def sent(
    recent: RecentSteps,
    wanted: Wanted,
    most: int,
    own: Collection[str] = (),
    asked: MessageFilter = EVERY,
) -> list[SentMessage]:
    """What is still known, the newest first; above it each routing key that no queue took.

    Queues of Flowscope's `own` are nobody's.
    """
    taken: list[SentMessage] = []
    nowhere: dict[tuple[PublisherKey, str], SentMessage] = {}
    for message, queues in _published(recent):
        key = publisher_of(message)
        if not wanted(key) or not asked.fits(message.routing_key, message.message_id):
            continue
        takers = tuple(queue for queue in queues if queue not in own)
        if takers or (message.queues and not queues):
            taken.append(SentMessage(message, takers))
        elif (known := nowhere.get((key, message.routing_key))) is not None:
            known.times += 1
        else:
            nowhere[key, message.routing_key] = SentMessage(message, ())
    return [*nowhere.values(), *taken][:most]


def _published(recent: RecentSteps) -> Iterator[tuple[Message, tuple[str, ...]]]:
    """Messages of which it was seen which queues took them, the newest first."""
    queues: list[str] = []
    for step in reversed(recent):
        if step.event == "route":
            queues.append(step.message.queue)
        elif step.event == "publish":
            if step.message.queues is not None:
                yield step.message, tuple(reversed(queues))
            queues.clear()
