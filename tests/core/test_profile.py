import json
from dataclasses import replace
from typing import Any

import pytest

from core.login import Login
from core.profile import COLOURS, Profile, ProfileError, profile_from, profile_of
from core.tls import Tls

SHOP = Profile(
    name="Shop",
    url="amqps://me@one:5671,two:5671/shop",
    colour="red",
    management="https://api:1",
    security=Tls("/ca.pem", "/c.pem", "/k.pem", "inner"),
    read_only=True,
    production=True,
    password_in_keyring=True,
    last_used=3.5,
)


def written(**changes: Any) -> object:
    return json.loads(json.dumps(SHOP.as_json() | changes))


def test_that_a_profile_survives_being_written_down() -> None:
    assert profile_from(written()) == SHOP


def test_that_a_profile_says_where_its_broker_is_and_what_may_be_done() -> None:
    where = SHOP.endpoints("s3cret")
    assert where.addresses == (("one", 5671), ("two", 5671))
    assert (where.user, where.password, where.vhost) == ("me", "s3cret", "shop")
    assert where.managements == ("https://api:1",)
    assert where.security == SHOP.security
    assert where.standing.marks == ("production", "read-only")
    assert where.standing.refusal == "the profile 'Shop' is read-only"
    assert (where.standing.profile, where.standing.colour) == ("Shop", "red")


def test_that_a_pasted_url_becomes_a_profile_without_its_password() -> None:
    url = "amqps://me:s3cret@mq,mq2/a%2Fb?cacertfile=/ca.pem&verify=verify_none&heartbeat=5"
    profile, password = profile_of(url)
    assert password == "s3cret"
    assert profile == Profile(
        name="mq/a/b",
        url="amqps://me@mq:5671,mq2:5671/a%2Fb",
        security=Tls("/ca.pem", verify=False),
    )
    assert "s3cret" not in json.dumps(profile.as_json())
    assert profile_of("amqp://mq")[1] == ""
    assert profile_of("amqp://mq", "Mine")[0].name == "Mine"


def test_that_the_management_user_is_part_of_it_and_the_password_is_not() -> None:
    shop = replace(SHOP, management="http://mon@mq:15672")
    where = shop.endpoints("one", "two")
    assert where.http_login == Login("mon", "two")
    assert where.password == "one"
    assert shop.endpoints().http_login == Login("mon", "")
    assert profile_from(shop.as_json()) == shop


def test_that_the_certificate_may_be_the_login() -> None:
    profile, _ = profile_of("amqps://mq/?certfile=/c&auth_mechanism=external")
    assert (profile.url, profile.external) == ("amqps://mq:5671/%2F", True)
    where = profile.endpoints("left over")
    assert (where.external, where.user, where.password) == (True, "", "")
    assert profile_from(profile.as_json()) == profile


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"name": "a" * 61}, "name"),
        ({"url": "mq.example"}, "url"),
        ({"url": "amqp://me:s3cret@mq/"}, "url"),
        ({"url": "amqps://mq/?verify=verify_none"}, "url"),
        ({"management": "ftp://mq"}, "management"),
        ({"management": "http://mon:s3cret@mq:1"}, "management"),
        ({"prometheus": "http://mon:s3cret@mq:1"}, "prometheus"),
        ({"external": True, "security": Tls()}, "certfile"),
        ({"external": True, "security": Tls(certfile="/c"), "url": "amqp://mq"}, "certfile"),
        ({"colour": "mauve"}, "colour"),
        ({"security": Tls(keyfile="/k.pem")}, "certfile"),
    ],
)
def test_that_what_is_wrong_is_said_at_its_field(changes: dict[str, Any], field: str) -> None:
    troubles = replace(SHOP, **changes).troubles()
    assert list(troubles) == [field]
    assert "s3cret" not in str(troubles)


def test_that_nothing_is_wrong_with_a_good_one() -> None:
    assert SHOP.troubles() == {}
    assert all(replace(SHOP, colour=colour).troubles() == {} for colour in ("", *COLOURS))


@pytest.mark.parametrize(
    "entry",
    [
        5,
        {},
        {"name": "x"},
        {"name": 3, "url": "amqp://mq"},
        {"name": "x", "url": "amqp://mq", "read_only": "yes"},
        {"name": "x", "url": "amqp://mq", "security": {"verify": 0}},
        {"name": "x", "url": "amqp://mq", "security": {"other": 0}},
        {"name": "x", "url": "amqp://mq", "security": 5},
        {"name": "x", "url": "amqp://mq", "last_used": "now"},
        {"name": "x", "url": "nonsense"},
    ],
)
def test_that_what_is_no_profile_is_refused(entry: object) -> None:
    with pytest.raises(ProfileError):
        profile_from(entry)


def test_that_little_is_enough() -> None:
    assert profile_from({"name": "x", "url": "amqp://mq", "unknown": 1}).endpoints().host == "mq"


@pytest.mark.parametrize("changes", [{"security": None}, {"security": "ab"}, {"colour": []}])
def test_that_a_value_of_another_type_is_told_in_our_words(changes: dict[str, Any]) -> None:
    with pytest.raises(ProfileError, match=r"^a value has another type than it should$"):
        profile_from(written(**changes))


def test_that_nothing_of_tls_is_left_out_unsaid() -> None:
    with pytest.raises(ProfileError, match=r"^nothing is known here of later of TLS$"):
        profile_from(written(security={"cacertfile": "/ca.pem", "later": 1}))
