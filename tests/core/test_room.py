from core.room import Room


def test_that_there_is_room_until_as_many_wait_as_may() -> None:
    room = Room(most=10)
    room.enter(9)
    assert room.wait(0)
    room.enter(5)
    assert not room.wait(0)
    room.leave(5)
    assert room.wait(0)


def test_that_what_never_entered_makes_no_room() -> None:
    room = Room(most=10)
    room.leave(100)
    room.enter(10)
    assert not room.is_free
