import pytest

from core.directory import Directory
from core.fact_log import logged
from core.message_facts import Kind, Party
from core.named_parties import named
from tests.core.seen_facts import BILLING, seen
from tests.core.test_directory import connection, snapshot


@pytest.mark.parametrize(
    ("party", "service"),
    [
        (Party("c1"), "orders"),
        (Party("c1", "told"), "told"),
        (Party("c2"), "flowscope:events"),
        (Party("nobody"), ""),
    ],
)
def test_that_a_connection_has_the_name_of_its_service(party: Party, service: str) -> None:
    directory = Directory("/")
    directory.take(snapshot(connection("c1", "orders-1"), connection("c2", "flowscope:events")))
    facts = logged(seen(Kind.DELIVERED, party=party), seen(Kind.DELIVERED))

    told = [fact.party for fact in named(facts, directory)]

    assert told == [party._replace(service=service), BILLING]
