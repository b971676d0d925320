import socket

from core.endpoints import endpoints
from core.proxy.reports import Listening, State, Trouble
from core.sources.proxy import ProxySource
from tests.core.other_language import spoken


def test_that_reports_that_cannot_be_taken_are_the_end_and_it_is_said() -> None:
    told: list[State] = []
    ended: list[None] = []

    def tell(state: State) -> None:
        told.append(state)
        if isinstance(state, Listening):
            raise TypeError("no more")

    upstream = endpoints("amqp://127.0.0.1:1/", environment={})
    source = ProxySource(upstream, print, tell, lambda: ended.append(None))
    source.start()
    source._thread.join(20)
    source.join(20)

    assert isinstance(told[0], Listening)
    assert isinstance(told[1], Trouble)
    assert told[1].is_the_end
    assert "TypeError: no more" in told[1].why
    assert ended == [None]


def test_that_trouble_of_the_process_is_said_in_the_language_of_the_reader() -> None:
    told: list[State] = []
    german = "auf {host} Port {port} ist kein Platz: {reason}"
    upstream = endpoints("amqp://127.0.0.1:1/", environment={})
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        spoken({"cannot listen on {host} port {port}: {reason}": german}),
    ):
        port = taken.getsockname()[1]
        source = ProxySource(upstream, print, told.append, port=port)
        source.start()
        source.join(20)

    assert isinstance(told[0], Trouble)
    assert told[0].why == f"auf 127.0.0.1 Port {port} ist kein Platz: address already in use"
