from core.endpoints import endpoints
from core.proxy.reports import Listening, State, Trouble
from core.sources.proxy import ProxySource


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
