import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.endpoints import Endpoints, UrlError, endpoints
from core.login import Login
from core.tls import Tls

NOTHING: dict[str, str] = {}


def of(url: str | None = None, **surfaces: str) -> Endpoints:
    return endpoints(url, environment=NOTHING, **surfaces)


def test_that_without_a_url_it_is_the_broker_on_localhost() -> None:
    found = of()
    assert (found.host, found.port, found.vhost) == ("localhost", 5672, "/")
    assert (found.user, found.password, found.tls) == ("guest", "guest", False)
    assert found.management == "http://localhost:15672"
    assert found.prometheus == ("http://localhost:15692",)
    assert found.prometheus_inferred


@pytest.mark.parametrize(
    ("environment", "host"),
    [
        ({"AMQP_URL": "amqp://a", "RABBITMQ_URL": "amqp://b"}, "a"),
        ({"RABBITMQ_URL": "amqp://b"}, "b"),
        ({"AMQP_URL": "", "RABBITMQ_URL": "amqp://b"}, "b"),
    ],
)
def test_that_the_environment_names_the_broker(environment: dict[str, str], host: str) -> None:
    assert endpoints(environment=environment).host == host
    assert endpoints("amqp://given", environment=environment).host == "given"


def test_that_tls_changes_the_ports() -> None:
    found = of("amqps://broker.example")
    assert found.tls
    assert found.port == 5671
    assert found.management == "https://broker.example:15671"


@pytest.mark.parametrize(
    ("url", "vhost"),
    [
        ("amqp://h", "/"),
        ("amqp://h/", "/"),
        ("amqp://h/%2F", "/"),
        ("amqp://h/shop", "shop"),
        ("amqp://h/a%2Fb", "a/b"),
        ("amqp://h/caf%C3%A9?heartbeat=5", "café"),
    ],
)
def test_that_the_path_is_the_vhost(url: str, vhost: str) -> None:
    assert of(url).vhost == vhost


def test_that_user_and_password_are_unquoted() -> None:
    found = of("amqp://u%40x:p%3A%2F%23@h:1234/v")
    assert (found.user, found.password, found.port) == ("u@x", "p:/#", 1234)
    assert of("amqp://u:@h").password == ""


def test_that_an_ipv6_host_keeps_its_brackets_in_urls() -> None:
    found = of("amqp://[::1]:5673/v")
    assert found.host == "::1"
    assert found.management == "http://[::1]:15672"
    assert found.prometheus == ("http://[::1]:15692",)
    assert found.shown == "amqp://guest@[::1]:5673/v"
    assert found.amqp_url == "amqp://guest:guest@[::1]:5673/v"


def test_that_a_surface_can_be_switched_off() -> None:
    found = of(management="off", prometheus="OFF")
    assert found.management is None
    assert found.prometheus == ()
    assert not found.prometheus_inferred


def test_that_surfaces_can_be_named() -> None:
    found = of(management="https://m.example/api/", prometheus="http://a:1, http://b:2/")
    assert found.management == "https://m.example/api"
    assert found.prometheus == ("http://a:1", "http://b:2")
    assert not found.prometheus_inferred


@pytest.mark.parametrize(
    "url",
    [
        "http://h",
        "h:5672",
        "//h",
        "amqp://h:0x10",
        "amqp://h:99999",
        "amqp://[::1",
        "amqp://u:hunter2@h\u2100st",
        "amqp://u:hunter2@h:port",
        "htp://u:hunter2@h",
    ],
)
def test_that_a_bad_url_says_why_and_never_the_password(url: str) -> None:
    with pytest.raises(UrlError) as raised:
        of(url)
    assert "amqp" in str(raised.value) or "AMQP" in str(raised.value)
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize(
    "given_url",
    [
        "localhost:15672",
        "ftp://h",
        "http://",
        "http://h:port",
        "http://[h",
    ],
)
@pytest.mark.parametrize("surface", ["management", "prometheus"])
def test_that_a_bad_surface_says_what_it_looks_like(surface: str, given_url: str) -> None:
    with pytest.raises(UrlError) as raised:
        of(**{surface: given_url})
    assert "http://localhost:156" in str(raised.value)
    assert raised.value.field == surface


@pytest.mark.parametrize(
    "given_url",
    [
        "a:hunter2@b",
        "ftp://u:hunter2@h",
        "http://u:hun/ter2hunter2@h:1",
        "http://u:hunter2@h:port",
        "http://:hunter2@h:1",
        "http://u:hunter2@[h",
    ],
)
@pytest.mark.parametrize("surface", ["management", "prometheus"])
def test_that_a_bad_login_of_a_surface_is_told_without_its_password(
    surface: str, given_url: str
) -> None:
    with pytest.raises(UrlError) as raised:
        of(**{surface: given_url})
    assert "http://" in str(raised.value)
    assert "hunter2" not in str(raised.value)
    assert raised.value.field == surface


def test_that_the_prometheus_url_has_no_login() -> None:
    with pytest.raises(UrlError, match="that of the management API is used where it asks"):
        of(prometheus="http://u:hunter2@h:1")


def test_that_the_management_api_may_have_a_login_of_its_own() -> None:
    found = of("amqp://me:one@h", management="http://mon%40x:t%2Fw0@h:15672/")
    assert found.management == "http://h:15672"
    assert found.management_login == found.http_login == Login("mon@x", "t/w0")
    assert found.management_shown == "http://mon%40x@h:15672"
    assert (found.user, found.password, found.http_user) == ("me", "one", "mon@x")
    assert "t/w0" not in repr(found) + repr(found.management_login)


def test_that_the_management_login_is_that_of_amqp_when_none_is_given() -> None:
    found = of("amqp://me:one@h", management="http://h:1")
    assert found.management_login is None
    assert found.http_login == Login("me", "one")
    assert found.management_shown == "http://h:1"


def test_that_the_password_of_the_management_login_may_come_from_the_environment() -> None:
    variables = {"FLOWSCOPE_MANAGEMENT_PASSWORD": "two"}
    given = endpoints("amqp://h", "http://mon@h:1", environment=variables)
    assert given.http_login == Login("mon", "two")
    named = endpoints("amqp://h", "http://mon:three@h:1", environment=variables)
    assert named.http_login == Login("mon", "three")


def test_that_hosts_are_tried_in_turn_with_a_login_of_its_own_too() -> None:
    found = of("amqp://one,two", management="http://mon:x@one:15672")
    assert found.managements == ("http://one:15672", "http://two:15672")


CERTIFIED = "amqps://me:hunter2@h/v?cacertfile=/ca&certfile=/c&auth_mechanism=external"


def test_that_a_certificate_may_be_the_login() -> None:
    found = of(CERTIFIED)
    assert found.external
    assert (found.user, found.password, found.http_login) == ("", "", None)
    assert found.shown == "amqps://h:5671/v"
    assert of(found.written) == found
    assert not of("amqps://h?auth_mechanism=plain&auth_mechanism=external&certfile=/c").external


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("amqps://h?auth_mechanism=external", "needs amqps:// and certfile="),
        ("amqp://h?auth_mechanism=external", "needs amqps:// and certfile="),
        ("amqp://h?auth_mechanism=magic", "is one of plain, amqplain, external, not 'magic'"),
    ],
)
def test_that_a_login_that_cannot_be_is_told(url: str, why: str) -> None:
    with pytest.raises(UrlError, match=why):
        of(url)


def test_that_another_vhost_of_the_same_broker_keeps_the_rest() -> None:
    found = of("amqps://u:p@h:1/a", management="off")
    other = found.in_vhost("b")
    assert other.vhost == "b"
    assert other.in_vhost("a") == found


@given(
    user=st.text(min_size=1),
    password=st.text(),
    vhost=st.text(min_size=1),
    tls=st.booleans(),
    port=st.integers(1, 65535),
)
def test_that_the_url_for_the_connection_leads_back_and_the_shown_one_hides_the_password(
    user: str, password: str, vhost: str, tls: bool, port: int
) -> None:
    secret = f"hunter2{password}"
    found = Endpoints("h", port, vhost, user, secret, tls, "http://h:1", ())
    again = of(found.amqp_url)
    assert (again.user, again.password, again.vhost) == (user, secret, vhost)
    assert (again.tls, again.port, again.host) == (tls, port, "h")
    for text in (found.shown, repr(found), str(found)):
        if "hunter2" not in user + vhost:
            assert "hunter2" not in text
    assert of(found.shown).password == "guest"


def test_that_a_url_may_name_several_hosts() -> None:
    found = of("amqps://me:a%2Cb@one,two:5673,[::1]/shop?heartbeat=5")
    assert found.addresses == (("one", 5671), ("two", 5673), ("::1", 5671))
    assert (found.vhost, found.password) == ("shop", "a,b")
    assert found.shown == "amqps://me@one:5671,two:5673,[::1]:5671/shop"
    assert found.managements == tuple(f"https://{h}:15671" for h in ("one", "two", "[::1]"))
    assert found.prometheus == tuple(f"http://{h}:15692" for h in ("one", "two", "[::1]"))
    assert [where.shown for where in found.each_host()][1] == "amqps://me@two:5673/shop"
    assert of(found.shown).addresses == found.addresses


def test_that_a_named_management_api_stands_for_all_hosts() -> None:
    assert of("amqp://one,two", management="http://api:1").managements == ("http://api:1",)
    assert of("amqp://one,two", management="off").managements == ()


@pytest.mark.parametrize("url", ["amqp://one,,two", "amqp://one,", "amqp://one,two:x/"])
def test_that_hosts_that_cannot_be_read_are_refused(url: str) -> None:
    with pytest.raises(UrlError):
        of(url)


def test_that_rabbitmqs_url_parameters_say_how_tls_is_used() -> None:
    url = (
        "amqps://mq/?cacertfile=%2Fca.pem&certfile=/c.pem&keyfile=/k.pem"
        "&verify=verify_none&server_name_indication=inner&heartbeat=3"
    )
    assert of(url).security == Tls("/ca.pem", "/c.pem", "/k.pem", "inner", verify=False)
    assert of("amqps://mq").security == Tls()
    assert of(of(url).written) == of(url)
    assert of(url).written.startswith(f"{of(url).shown}?cacertfile=/ca.pem&")


@pytest.mark.parametrize("query", ["verify=no", "verify=verify_peer"])
def test_that_what_cannot_be_meant_about_tls_is_refused(query: str) -> None:
    with pytest.raises(UrlError):
        of(f"amqps://mq/?{query}" if query == "verify=no" else f"amqp://mq/?{query}")
