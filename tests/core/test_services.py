import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.services import Rule, is_own, service_name, without_instance
from core.topology import Connection

UUID = "8d44657d-0f3a-4c2e-9b1a-0123456789ab"


def connection(
    provided: str | None = None, user: str = "guest", product: str | None = None, host: str = ""
) -> Connection:
    return Connection(
        name="c",
        provided_name=provided,
        user=user,
        product=product,
        peer_host=host,
        client_properties={"process_name": "worker.exe", "process_id": 7},
    )


@pytest.mark.parametrize(
    ("replica", "service"),
    [
        ("payments-1", "payments"),
        ("payments-12", "payments"),
        ("payments_3", "payments"),
        ("payments.4", "payments"),
        ("payments 5", "payments"),
        ("payments (3)", "payments"),
        ("payments#2", "payments"),
        ("rabbitConnectionFactory#4a1b2c:0", "rabbitConnectionFactory"),
        ("payments@worker-7.example.com", "payments"),
        ("gen2692@vm", "gen2692"),
        ("payments:31337", "payments"),
        ("payments@host:31337", "payments"),
        (f"payments-{UUID}", "payments"),
        (f"payments {UUID.upper()}", "payments"),
        (f"payments:{UUID}", "payments"),
        ("payments-7d9c6b5d4f-x2x4z", "payments"),
        ("order-service-7d9c6b5d4f-x2x4z", "order-service"),
        ("payments-statefulset-0", "payments-statefulset"),
        ("payments-3f4e5d6c7b8a", "payments"),
        ("payments-1@host", "payments"),
        ("  payments-1  ", "payments"),
    ],
)
def test_that_replicas_are_one_service(replica: str, service: str) -> None:
    assert without_instance(replica) == service


@pytest.mark.parametrize(
    "name",
    [
        "order-v2",
        "s3",
        "team-a",
        "payments",
        "api.v1",
        "k8s",
        "b2b-gateway",
        "x86-builder",
        "orders-deadbeefcafe",
        "web-frontend-shop",
        "order-fulfilment-house",
        "Ärger-Dienst",
        "10.0.0.7",
        "42",
        "-1",
        "#2",
        UUID,
    ],
)
def test_that_names_that_only_look_like_replicas_stay(name: str) -> None:
    assert without_instance(name) == name


@given(st.text())
def test_that_a_name_always_stays_a_name_and_does_not_shrink_further(name: str) -> None:
    shown = without_instance(name)
    assert shown in name
    assert bool(shown) == bool(name)
    assert without_instance(shown) == shown


@given(st.text(string.ascii_letters, min_size=1), st.integers(0, 9999))
def test_that_any_numbered_replica_finds_its_service(name: str, number: int) -> None:
    assert without_instance(f"{name}-{number}") == name


def test_that_the_clients_own_name_comes_before_its_user() -> None:
    named = service_name(connection("payments-1", user="alice"))
    assert (named.name, named.named_by, named.is_guess) == ("payments", "connection_name", False)
    named = service_name(connection("   ", user="alice", product="pika"))
    assert (named.name, named.named_by) == ("alice", "user")


@pytest.mark.parametrize("user", ["guest", "ADMIN", "root", ""])
def test_that_a_user_that_everybody_shares_names_nobody(user: str) -> None:
    named = service_name(connection(user=user, product="pika", host="10.0.0.1"))
    assert (named.name, named.named_by, named.is_guess) == ("pika 10.0.0.1", "product", True)


@pytest.mark.parametrize(
    ("product", "word"),
    [
        ("Pika Python Client Library", "Pika"),
        ("RabbitMQ", "RabbitMQ"),
        ("AMQP client", "AMQP client"),
        ("py-amqp", "py-amqp"),
        (None, ""),
    ],
)
def test_that_a_guess_names_the_library_in_short(product: str | None, word: str) -> None:
    assert service_name(connection(product=product, host="h")).name == f"{word} h".strip()


def test_that_a_guess_keeps_publisher_and_consumer_apart() -> None:
    someone = connection(product="pika", host="h")
    assert service_name(someone, "publisher").name == "pika h publisher"
    assert service_name(someone, "consumer").name == "pika h consumer"
    known = connection("payments")
    assert service_name(known, "publisher") == service_name(known, "consumer")


def test_that_nothing_known_is_unknown() -> None:
    named = service_name(connection())
    assert (named.name, named.named_by, named.is_guess) == ("unknown", "unknown", False)


@pytest.mark.parametrize(
    ("field", "pattern"),
    [
        ("connection_name", "^pay"),
        ("user", "alice"),
        ("host", r"10\.0\."),
        ("process_name", "worker"),
        ("process_id", "^7$"),
    ],
)
def test_that_a_users_rule_comes_first(field: str, pattern: str) -> None:
    someone = connection("payments-1", "alice", host="10.0.0.1")
    rules = [
        Rule("user", "nobody", "wrong"),
        Rule(field, pattern, "mine"),
        Rule("user", ".", "late"),
    ]
    named = service_name(someone, rules=rules)
    assert (named.name, named.named_by) == ("mine", "rule")


def test_that_a_rule_about_something_that_is_not_there_says_nothing() -> None:
    rules = [Rule("connection_name", "x", "a"), Rule("assembly", "x", "b")]
    assert service_name(connection(user="alice"), rules=rules).named_by == "user"


def test_that_flowscope_knows_itself() -> None:
    assert is_own(connection("flowscope:events"))
    assert not is_own(connection("flowscope"))
    assert not is_own(connection(None))
