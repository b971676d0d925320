import threading

from core.inbox import Inbox


def test_that_items_come_out_in_the_order_they_went_in() -> None:
    inbox: Inbox[int] = Inbox()
    for number in range(5):
        assert inbox.put(number)
    assert inbox.drain() == [0, 1, 2, 3, 4]
    assert inbox.drain() == []


def test_that_a_drain_takes_no_more_than_it_is_told() -> None:
    inbox: Inbox[int] = Inbox()
    for number in range(5):
        inbox.put(number)
    assert inbox.drain(2) == [0, 1]
    assert inbox.drain(0) == []
    assert inbox.drain(99) == [2, 3, 4]


def test_that_a_full_inbox_refuses_the_newest_and_says_how_many() -> None:
    inbox: Inbox[int] = Inbox(bound=3)
    assert [inbox.put(number) for number in range(5)] == [True, True, True, False, False]
    statistics = inbox.statistics()
    assert (statistics.waiting, statistics.peak, statistics.refused) == (3, 3, 2)
    assert inbox.drain() == [0, 1, 2]
    assert inbox.put(9)
    statistics = inbox.statistics()
    assert (statistics.waiting, statistics.peak, statistics.refused) == (1, 3, 2)


def test_that_waiting_ends_at_once_when_something_waits() -> None:
    inbox: Inbox[int] = Inbox()
    assert not inbox.wait(0)
    inbox.put(1)
    assert inbox.wait(0)


def test_that_a_put_from_another_thread_wakes_the_one_who_waits() -> None:
    inbox: Inbox[int] = Inbox()
    thread = threading.Timer(0.01, inbox.put, [1])
    thread.start()
    assert inbox.wait(30)
    thread.join()
    assert inbox.drain() == [1]


def test_that_nothing_is_lost_between_threads() -> None:
    inbox: Inbox[tuple[int, int]] = Inbox(bound=100_000)

    def put(thread: int) -> None:
        for number in range(500):
            inbox.put((thread, number))

    threads = [threading.Thread(target=put, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    got: list[tuple[int, int]] = []
    while len(got) < 2000 and inbox.wait(10):
        got += inbox.drain(7)
    for thread in threads:
        thread.join()
    for number in range(4):
        assert [n for t, n in got if t == number] == list(range(500))
