"""What the proxy or Flowscope itself tells of a connection is not told again by the firehose."""

from dataclasses import replace

from core.fact_log import logged
from core.message_facts import Kind, Party
from core.sighted import Sighted
from tests.core.seen_facts import BILLING, SHOP, published, seen


def heard() -> list[tuple[Kind, str]]:
    return [(Kind.PUBLISHED, "shop"), (Kind.ROUTED, "shop"), (Kind.DELIVERED, "billing")]


def told(sighted: Sighted) -> list[tuple[Kind, str]]:
    """What is left of a publish of shop that is delivered to billing, as the firehose hears it."""
    routed = replace(published(0), kind=Kind.ROUTED, queue="billing.q")
    batch = sighted.without(logged(published(0), routed, seen(Kind.DELIVERED)))
    return [(fact.kind, fact.party.service) for fact in batch]


def test_that_nothing_is_left_out_where_the_firehose_is_alone() -> None:
    assert told(Sighted()) == heard()


def test_that_only_the_route_is_kept_of_what_a_better_source_publishes() -> None:
    sighted = Sighted()
    sighted.note(logged(published(1)))
    assert told(sighted) == heard()[1:]


def test_that_a_delivery_is_left_out_whose_consumer_is_seen_better() -> None:
    sighted = Sighted()
    sighted.note(logged(seen(Kind.CONSUMING)))
    assert told(sighted) == heard()[:2]


def test_that_a_connection_is_the_same_whatever_is_said_of_it_besides() -> None:
    sighted = Sighted()
    sighted.note(logged(published(1, party=Party(SHOP.connection, user="guest"))))
    assert told(sighted) == heard()[1:]


def test_that_only_the_newest_connections_are_remembered() -> None:
    sighted = Sighted(most=1)
    sighted.note(logged(published(1)))
    sighted.note(logged(seen(Kind.CONSUMING, party=BILLING)))
    assert told(sighted) == heard()[:2]


def test_that_nobody_is_not_a_connection() -> None:
    sighted = Sighted()
    sighted.note(logged(published(1, party=Party(""))))
    assert told(sighted) == heard()
