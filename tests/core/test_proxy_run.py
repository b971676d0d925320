"""What one run of the proxy tells of itself, and what becomes of facts that find no place."""

import threading

from core.fact_log import FactLog, logged
from core.inbox import Inbox
from core.message_facts import MessageFacts
from core.proxy.reports import Joined, Listening, Passing, Reached, Trouble
from core.proxy_run import ProxyRun
from core.room import Room
from tests.core.seen_facts import published


def test_that_facts_that_find_no_place_are_counted() -> None:
    inbox: Inbox[MessageFacts] = Inbox(1)
    run = ProxyRun(Room(), inbox.put, str)
    run._take(logged(published(1)))
    run._take(logged(published(2), published(3)))
    run._take(logged(published(4)))
    assert run.look.lost == 3
    (first,) = inbox.drain()
    log = FactLog()
    log.lose(5)
    run._take(log.take())
    (second,) = inbox.drain()
    assert (first.lost, second.lost, run.look.lost) == (0, 8, 8)


def test_that_the_proxy_waits_for_room_until_it_is_over() -> None:
    room = Room(most=2)
    taken: list[MessageFacts] = []

    def put(batch: MessageFacts) -> bool:
        room.enter(len(batch))
        taken.append(batch)
        return True

    run = ProxyRun(room, put, str)
    run._take(logged(published(1), published(2)))
    waiting = threading.Thread(target=run._take, args=(logged(published(3)),))
    waiting.start()
    assert not room.is_free
    assert len(taken) == 1
    room.leave(2)
    waiting.join(10)
    assert len(taken) == 2

    room.enter(5)
    run.end()
    run._take(logged(published(4)))
    assert len(taken) == 3


def test_that_it_says_what_its_process_tells() -> None:
    joined: list[str] = []
    run = ProxyRun(Room(), lambda _: True, joined.append)
    assert (run.look.phase, run.look.is_on) == ("idle", False)
    run._hear(Listening("::1", 5673))
    run._hear(Joined("here -> there"))
    assert joined == ["here -> there"]
    run._hear(Passing(3))
    assert (run.look.phase, run.look.address, run.look.clients) == ("listening", "[::1]:5673", 3)
    run._hear(Trouble("no broker", "start it"))
    assert (run.look.phase, run.look.why, run.look.mend) == ("listening", "no broker", "start it")
    run._hear(Reached())
    assert run.look.why == ""
    run._hear(Trouble("it crashed", "start it again", is_the_end=True))
    run._has_ended()
    assert (run.look.phase, run.look.clients, run.look.why) == ("failed", 0, "it crashed")
