import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sources.metrics_labels import escapes_names, labels_of

NAMES = ['say "hi"', "C:\\new\\table", "ends with \\", 'a",b', "żółć 🐇", '"', "", "<b> & {x}"]


@pytest.mark.parametrize(
    ("version", "escapes"),
    [
        ("3.10.8", False),
        ("3.11.23", False),
        ("3.11.24", True),
        ("3.12.6", False),
        ("3.12.7", True),
        ("3.12.14-rc.1", True),
        ("3.13.0", True),
        ("4.0.5", True),
        ("4.3.0-beta.1", True),
        ("", True),
    ],
)
def test_that_it_knows_which_versions_escape_names(version: str, escapes: bool) -> None:
    assert escapes_names(version) is escapes


@pytest.mark.parametrize("name", NAMES)
def test_that_names_are_read_where_they_are_printed_as_they_are(name: str) -> None:
    for labels in (
        {"channel": "<0.9.0>", "vhost": name, "exchange": name},
        {"channel": "<0.9.0>", "vhost": "/", "queue": name},
        {"vhost": "/", "queue": name},
        {
            "channel": "<0.9.0>",
            "queue_vhost": name,
            "queue": name,
            "exchange_vhost": name,
            "exchange": name,
        },
    ):
        printed = ",".join(f'{key}="{value}"' for key, value in labels.items()).encode()
        assert labels_of(printed, escaped=False) == labels


@given(st.text(), st.text())
def test_that_names_are_read_where_they_are_escaped(queue: str, exchange: str) -> None:
    def escaped(name: str) -> str:
        return name.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")

    labels = {"queue_vhost": "/", "queue": queue, "exchange_vhost": "/", "exchange": exchange}
    printed = ",".join(f'{key}="{escaped(value)}"' for key, value in labels.items())
    assert labels_of(printed.encode("utf-8", "replace")) == {
        key: value.encode("utf-8", "replace").decode() for key, value in labels.items()
    }


def test_that_a_version_that_should_escape_but_does_not_is_read_all_the_same() -> None:
    assert labels_of(b'vhost="/",queue="a"b\\"') == {"vhost": "/", "queue": 'a"b\\'}


def test_that_labels_of_other_metrics_are_read_in_any_order() -> None:
    printed = b'rabbitmq_version="3.10.8",erlang_version="25"'
    for escaped in (True, False):
        assert labels_of(printed, escaped=escaped)["rabbitmq_version"] == "3.10.8"
    assert labels_of(b"") == {}
