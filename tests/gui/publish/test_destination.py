from pytestqt.qtbot import QtBot

from core.topology import Binding, Exchange, Queue, Topology
from gui.publish.destination import DestinationForm

TOPOLOGY = Topology(
    exchanges={
        "": Exchange(name="", type="direct"),
        "shop": Exchange(name="shop", type="topic"),
        "inner": Exchange(name="inner", type="fanout", internal=True),
        "fans": Exchange(name="fans", type="fanout"),
    },
    queues={"mails": Queue(name="mails")},
    bindings=(Binding(source="shop", destination="mails", routing_key="order.*"),),
)


def form_in(qtbot: QtBot) -> DestinationForm:
    form = DestinationForm()
    qtbot.addWidget(form)
    form.show_topology(TOPOLOGY)
    form.show()
    return form


def offered(form: DestinationForm) -> list[str]:
    return [form.exchange.itemText(index) for index in range(form.exchange.count())]


def test_that_exchanges_that_take_publishes_are_offered(qtbot: QtBot) -> None:
    assert offered(form_in(qtbot)) == ["(AMQP default)", "fans", "shop"]


def test_that_routing_keys_are_completed_from_the_bindings(qtbot: QtBot) -> None:
    form = form_in(qtbot)
    form.seen_keys = lambda exchange: ["order.placed"] if exchange == "shop" else []
    assert [(one.key, one.origin) for one in form.key.offers] == [("mails", "queue")]
    assert form.chosen_exchange == ""

    form.show_destination("shop")

    offered = [(one.key, one.origin, one.where) for one in form.key.offers]
    assert offered == [("order.*", "pattern", "mails"), ("order.placed", "seen", "")]
    assert form.chosen_exchange == "shop"


def test_that_a_new_topology_leaves_alone_what_is_typed(qtbot: QtBot) -> None:
    form = form_in(qtbot)
    form.exchange.setEditText("half-typ")
    form.key.setText("order.new")

    form.show_topology(Topology(exchanges={"other": Exchange(name="other")}))

    assert form.exchange.currentText() == "half-typ"
    assert form.key.text() == "order.new"
    assert "other" in offered(form)


def test_that_an_exchange_that_ignores_keys_says_so(qtbot: QtBot) -> None:
    form = form_in(qtbot)

    form.show_destination("fans")

    assert form.key.placeholderText() == "does not matter here"
    assert form.key.toolTip() == "A fanout exchange does not look at it"


def test_that_an_internal_exchange_and_too_long_names_are_refused_at_the_field(
    qtbot: QtBot,
) -> None:
    form = form_in(qtbot)

    form.show_destination("inner", "k" * 256)

    assert not form.check()
    assert "internal" in form.exchange_error.text
    assert "255" in form.key_error.text
