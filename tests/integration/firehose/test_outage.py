"""A broker that goes away while the firehose is on: it forgets tracing, Flowscope does not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.embedded_node import needs_rabbitmq
from tests.integration.firehose.listening import Room, listeners_of, listening, wait_until
from tests.private_node import PrivateNode

pytestmark = [pytest.mark.timeout(240), needs_rabbitmq]


@pytest.fixture
def own_room(broker_root: Path, tmp_path: Path) -> Iterator[Room]:
    node = PrivateNode(root=broker_root).start()
    try:
        with node.vhost("shop") as url:
            yield Room(node, url, "shop", tmp_path / "tracing")
    finally:
        node.stop()


def test_that_it_goes_on_after_a_crash_of_the_broker_and_puts_everything_back(
    own_room: Room,
) -> None:
    before = own_room.look()

    with listening(own_room, seconds=200) as ear:
        own_room.node.kill()
        wait_until(lambda: ear.phase == "lost", ear)
        assert len(own_room.pending()) == 1
        own_room.node.start()
        wait_until(lambda: ear.phase == "listening", ear)
        assert own_room.is_traced
        assert ear.source.state.notes == ()
        assert len(own_room.pending()) == 1

    assert own_room.look() == before
    assert own_room.pending() == []
    assert listeners_of(own_room) == 0


def test_that_an_end_while_the_broker_is_away_is_made_good_later(own_room: Room) -> None:
    before = own_room.look()

    with listening(own_room) as ear:
        own_room.node.kill()
        ear.end()
    assert "the next start looks again" in ear.source.state.notes[-1]

    own_room.node.start()
    with listening(own_room):
        assert len(own_room.pending()) == 1
    assert own_room.look() == before
    assert own_room.pending() == []
