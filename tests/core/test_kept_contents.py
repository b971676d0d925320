from core.content import Content, content_of
from core.fact_log import FactLog, logged
from core.kept_contents import KeptContents
from core.lifecycle import Lifecycle
from core.message_facts import Kind
from core.watched_message import Message
from tests.core.seen_facts import published


def carried(body: bytes) -> Content:
    return Content(b"\0\0", body, len(body))


def told(kept: KeptContents, *bodies: bytes) -> list[Message]:
    facts = [published(tag, content=carried(body)) for tag, body in enumerate(bodies, 1)]
    return [step.message for step in Lifecycle().fold(kept.keep(logged(*facts)))]


def test_that_a_message_leads_to_what_it_carries() -> None:
    kept = KeptContents()

    first, second = told(kept, b"one", b"two")

    for message, body in ((first, b"one"), (second, b"two")):
        found = kept.get(message.content)
        assert found is not None
        assert found.body == body


def test_that_what_is_too_much_lets_the_oldest_go_and_says_so() -> None:
    kept = KeptContents(most_bytes=2_000)

    first, second = told(kept, b"x" * 1_500, b"y" * 1_500)

    assert kept.get(first.content) is None
    assert kept.was_let_go(first.content)
    assert kept.get(second.content) is not None
    assert not kept.was_let_go(second.content)


def test_that_a_message_whose_content_nobody_saw_has_none() -> None:
    kept = KeptContents()
    (message,) = (step.message for step in Lifecycle().fold(kept.keep(logged(published(1)))))

    assert kept.get(message.content) is None
    assert not kept.was_let_go(message.content)


def test_that_facts_of_one_message_share_its_content() -> None:
    log, content = FactLog(), carried(b"one")
    for kind in (Kind.PUBLISHED, Kind.ROUTED, Kind.ROUTED):
        log.add(kind, 1.0, content=content)

    assert len(log.take().contents) == 2


def test_that_a_log_never_holds_more_contents_than_it_may() -> None:
    log = FactLog(most_bytes=1_000)
    for _ in range(3):
        log.add(Kind.PUBLISHED, 1.0, content=carried(b"x" * 900))

    facts = log.take()

    assert [fact.content is not None for fact in facts] == [True, False, False]


def test_that_long_bodies_are_cut_and_long_properties_not_kept() -> None:
    content = content_of(b"\0\0", b"x" * 100_000)

    assert content is not None
    assert (len(content.body), content.size) == (65_536, 100_000)
    assert content_of(b"\0" * 20_000, b"x") is None


def test_that_nothing_carried_is_printed() -> None:
    fact = published(1, content=carried(b"secret"))

    assert "secret" not in repr(fact)
    assert "secret" not in repr(logged(fact))
    assert "secret" not in str(fact.as_json())
