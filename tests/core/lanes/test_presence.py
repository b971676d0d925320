import pytest

from core.lanes.lane import Hurt, Lane
from core.lanes.lanes import Lanes
from core.lanes.life import life_of
from core.lanes.presence import COUNTED_AFTER
from core.lanes.scope import Scope
from core.message_facts import Flag, Kind
from core.topology import Queue, Topology
from tests.core.lanes.lane_facts import NOW, Told, delivered
from tests.core.seen_facts import SHOP, seen

QUEUE = "billing.q"
ROUTED = [
    seen(Kind.ROUTED, at=1000.0 + n / 10, message_id=f"r{n}", party=SHOP, consumer_tag="")
    for n in range(10)
]


class Watching:
    """Ten messages that were routed to a queue, at a time that is set by hand."""

    def __init__(self, *, ready: int | None, ttl: int | None = None) -> None:
        self.told = Told(*ROUTED)
        self.told.graph.node("queue", QUEUE).ready = ready
        self.told.topology = Topology(queues={QUEUE: Queue(name=QUEUE, message_ttl=ttl)})
        self.lanes = Lanes(self.told)

    def queue(self, now: float) -> Lane:
        self.lanes.pull()
        found = self.lanes.arrange(Scope("/", queue=QUEUE), now)
        return next(lane for lane in found if lane.kind == "queue")

    def waiting(self) -> list[str]:
        waiting = self.lanes.ledger.waiting
        rows = range(len(waiting.holder))
        return [waiting.message(row).message_id for row in rows if waiting.holder[row] >= 0]


def test_that_never_more_are_in_a_queue_than_the_broker_counts_and_the_oldest_left_first() -> None:
    watching = Watching(ready=3)

    lane = watching.queue(1001 + COUNTED_AFTER)

    assert watching.waiting() == ["r7", "r8", "r9"]
    assert (lane.held, lane.where) == (3, "in the queue, at most 3 of them seen")


def test_that_what_came_just_now_may_be_ahead_of_the_count() -> None:
    watching = Watching(ready=3)

    lane = watching.queue(1002)

    assert (len(watching.waiting()), lane.is_unsure) == (10, False)
    assert lane.where == "in the queue, 3 of them seen"


def test_that_nothing_stays_longer_than_its_queue_lets_it() -> None:
    watching = Watching(ready=10, ttl=5000)

    assert watching.queue(1005.5).held == 10
    lane = watching.queue(1006.45)

    assert watching.waiting() == ["r5", "r6", "r7", "r8", "r9"]
    assert (lane.where, lane.is_unsure) == ("in the queue, 5 of them seen", False)


@pytest.mark.parametrize("ready", [0, 4, None])
def test_that_a_queue_that_others_empty_is_not_in_trouble(ready: int | None) -> None:
    lane = Watching(ready=ready).queue(NOW + 600)

    assert (lane.hurt, lane.why) == (Hurt.CALM, "")


def test_that_a_queue_in_which_all_that_was_seen_waits_long_is_slow() -> None:
    lane = Watching(ready=10).queue(1070)

    assert (lane.hurt, lane.why) == (Hurt.SLOW, "a message waits there for 1 min 10 s")


def test_that_how_many_are_still_there_is_not_claimed_where_the_broker_counts_nothing() -> None:
    assert Watching(ready=None).queue(1002).where == "in the queue, at most 10 of them seen"


def test_that_its_life_says_that_it_left_unseen_and_goes_on_when_it_is_seen_again() -> None:
    watching = Watching(ready=0)
    watching.queue(NOW + 60)
    steps = watching.told.ack_flow.recent_steps
    first = next(iter(steps)).message

    assert life_of(first, steps).state == "expired or taken, not seen"

    again = delivered(1, NOW + 61, message_id="r0", party=SHOP)
    watching.told.tell(again, seen(Kind.REJECTED, 1, NOW + 62, party=SHOP, flags=Flag.REQUEUE))
    lane = watching.queue(NOW + 63)

    assert (watching.waiting(), lane.held) == (["r0"], 1)
    assert watching.told.ack_flow.life.unexpected == 0
