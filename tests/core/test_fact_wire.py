import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.content import Content
from core.fact_log import FactLog, logged
from core.fact_wire import BatchError, FactReader, encode_facts
from core.message_facts import Flag, Kind, MessageFact, Party

texts = st.sampled_from(["", "orders", "größe", "\udcff\udc80", "a" * 255])
facts = st.builds(
    MessageFact,
    kind=st.sampled_from(Kind),
    at=st.floats(0, 1e10),
    party=st.builds(Party, texts, texts, texts, texts),
    channel=st.integers(0, 2**16 - 1),
    tag=st.integers(0, 2**64 - 1),
    flags=st.sampled_from([Flag(0), Flag.MULTIPLE, Flag.REQUEUE | Flag.REDELIVERED]),
    exchange=texts,
    routing_key=texts,
    queue=texts,
    consumer_tag=texts,
    message_id=st.text(st.characters(codec="utf-8")),
    correlation_id=texts,
    cause=texts,
    cause_header=texts,
    reply_to=texts,
    trace_id=texts,
    content=st.none() | st.builds(Content, st.binary(), st.binary(), st.integers(0, 9)),
    size=st.integers(0, 2**64 - 1),
    code=st.integers(0, 600),
    text=texts,
    death_queue=texts,
    deaths=st.integers(0, 2**32 - 1),
)


@given(st.lists(st.lists(facts, max_size=5), max_size=4))
def test_that_facts_come_out_of_the_pipe_as_they_went_in(batches: list[list[MessageFact]]) -> None:
    log, reader = FactLog(), FactReader()
    for batch in batches:
        for fact in batch:
            log.add(**{name: getattr(fact, name) for name in MessageFact.__slots__})

        assert list(reader.read(encode_facts(log.take()))) == batch


def test_that_the_reader_begins_anew_with_the_log() -> None:
    log, reader = FactLog(), FactReader()
    for batch in range(3):
        for number in range(60_000):
            log.add(Kind.PUBLISHED, 1.0, routing_key=f"{batch}.{number}")

        assert reader.read(encode_facts(log.take()))[-1].routing_key == f"{batch}.59999"


def test_that_what_was_lost_passes() -> None:
    log = FactLog()
    log.lose(5)

    assert FactReader().read(encode_facts(log.take())).lost == 5


def test_that_a_missing_batch_is_noticed() -> None:
    log = FactLog()
    log.add(Kind.ACKED, 1.0, queue="first.q")
    log.take()
    log.add(Kind.ACKED, 1.0, queue="second.q")

    with pytest.raises(BatchError, match="missing"):
        FactReader().read(encode_facts(log.take()))


@pytest.mark.parametrize("spoilt", [b"", b"XX", b"FF\x02\x00\x00\x00\x00\x00", b"cut short"])
def test_that_other_bytes_are_refused(spoilt: bytes) -> None:
    encoded = encode_facts(logged(MessageFact(kind=Kind.ACKED, at=1.0)))
    with pytest.raises(BatchError, match="no batch of facts"):
        FactReader().read(encoded[:-1] if spoilt == b"cut short" else spoilt)
