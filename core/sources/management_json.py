"""What the management API's JSON says, as topology and totals. Missing fields are normal."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from core.topology import Binding, Channel, Connection, Consumer, Exchange, Queue

Json = Mapping[str, Any]

COUNTERS = (
    "publish",
    "publish_in",
    "publish_out",
    "confirm",
    "return_unroutable",
    "drop_unroutable",
    "deliver",
    "deliver_no_ack",
    "get",
    "get_no_ack",
    "redeliver",
    "ack",
)


def rows(reply: object) -> Iterator[Json]:
    """The objects of a list reply, whatever else is in it."""
    if isinstance(reply, list):
        yield from (row for row in reply if isinstance(row, dict))


def table(value: object) -> dict[str, Any]:
    """A JSON object; RabbitMQ prints an empty one as `[]` now and then."""
    return dict(value) if isinstance(value, dict) else {}


def text(row: Json, name: str) -> str:
    """A text field; empty when it is missing or `undefined`."""
    value = row.get(name)
    return value if isinstance(value, str) and value != "undefined" else ""


def number(row: Json, name: str) -> int:
    """A whole number; 0 when it is missing."""
    value = row.get(name)
    return int(value) if isinstance(value, (int, float)) else 0


def _whole(value: object) -> int | None:
    return int(value) if isinstance(value, (int, float)) else None


def totals(row: Json, field: str = "message_stats") -> dict[str, int]:
    """The counters of a row's `message_stats` (or of `stats`), those that are there."""
    stats = table(row.get(field))
    return {name: int(stats[name]) for name in COUNTERS if isinstance(stats.get(name), int)}


class Policies:
    """The policies of a vhost: which definition applies to a name."""

    def __init__(self, reply: object, operator_reply: object = None) -> None:
        self._rules = _strongest_first(reply)
        self._operator_rules = _strongest_first(operator_reply)

    def applying(self, name: str, kind: str, type_: str) -> tuple[str, Json]:
        """Name and definition of the strongest policy for a queue or an exchange."""
        return _applying(self._rules, name, kind, type_)

    def of_operator(self, queue: str, type_: str) -> tuple[str, Json]:
        """The same of what the broker's operator forces upon a queue."""
        return _applying(self._operator_rules, queue, "queues", type_)


def _strongest_first(reply: object) -> list[Json]:
    return sorted(rows(reply), key=lambda row: -number(row, "priority"))


def _applying(rules: list[Json], name: str, kind: str, type_: str) -> tuple[str, Json]:
    kinds = {"all", kind, "streams" if type_ == "stream" else f"{type_}_{kind}"}
    for rule in rules:
        if text(rule, "apply-to") in kinds and _matches(text(rule, "pattern"), name):
            return text(rule, "name"), table(rule.get("definition"))
    return "", {}


def _merged(policy: Json, operator: Json) -> dict[str, Any]:
    """What holds where both say something: of limits the smaller one, else the operator's word."""
    both = {**policy, **operator}
    for name in policy.keys() & operator.keys():
        limit = _smaller(policy[name], operator[name])
        both[name] = both[name] if limit is None else limit
    return both


def _matches(pattern: str, name: str) -> bool:
    try:
        return re.search(pattern, name) is not None
    except re.error:
        return False


def exchange_of(row: Json, policies: Policies) -> Exchange:
    """One row of `/api/exchanges/{vhost}`."""
    name, type_, arguments = text(row, "name"), text(row, "type"), table(row.get("arguments"))
    _, policy = policies.applying(name, "exchanges", type_)
    return Exchange(
        name=name,
        type=type_,
        durable=bool(row.get("durable")),
        auto_delete=bool(row.get("auto_delete")),
        internal=bool(row.get("internal")),
        arguments=arguments,
        alternate=arguments.get("alternate-exchange", policy.get("alternate-exchange")),
    )


def queue_of(row: Json, policies: Policies) -> Queue:
    """One row of `/api/queues/{vhost}`."""
    name, type_, arguments = text(row, "name"), text(row, "type"), table(row.get("arguments"))
    policy_name, own_policy = policies.applying(name, "queues", type_)
    operator_policy, forced = policies.of_operator(name, type_)
    policy = _merged(own_policy, forced)
    owner = table(row.get("owner_pid_details"))
    return Queue(
        name=name,
        type=type_ or "classic",
        durable=bool(row.get("durable")),
        auto_delete=bool(row.get("auto_delete")),
        exclusive=bool(row.get("exclusive")),
        arguments=arguments,
        policy=policy_name or None,
        operator_policy=operator_policy or None,
        policy_definition=policy,
        dead_letter_exchange=arguments.get(
            "x-dead-letter-exchange", policy.get("dead-letter-exchange")
        ),
        dead_letter_routing_key=arguments.get(
            "x-dead-letter-routing-key", policy.get("dead-letter-routing-key")
        ),
        message_ttl=_smaller(arguments.get("x-message-ttl"), policy.get("message-ttl")),
        max_length=_smaller(arguments.get("x-max-length"), policy.get("max-length")),
        owner=text(owner, "name") or None,
    )


def _smaller(*limits: object) -> int | None:
    """The limit that holds when argument and policy both set one."""
    return min((n for limit in limits if (n := _whole(limit)) is not None), default=None)


def binding_of(row: Json) -> Binding:
    """One row of `/api/bindings/{vhost}`."""
    return Binding(
        source=text(row, "source"),
        destination=text(row, "destination"),
        destination_type="exchange" if row.get("destination_type") == "exchange" else "queue",
        routing_key=text(row, "routing_key"),
        arguments=table(row.get("arguments")),
    )


def connection_of(row: Json) -> Connection:
    """One row of `/api/vhosts/{vhost}/connections`."""
    properties = table(row.get("client_properties"))
    provided = text(row, "user_provided_name") or text(properties, "connection_name")
    connected_at = row.get("connected_at")
    return Connection(
        name=text(row, "name"),
        node=text(row, "node"),
        user=text(row, "user"),
        vhost=text(row, "vhost"),
        peer_host=text(row, "peer_host"),
        provided_name=provided or None,
        product=text(properties, "product") or None,
        client_properties=properties,
        connected_at=connected_at / 1000 if isinstance(connected_at, (int, float)) else None,
        state=text(row, "state") or "running",
    )


def channel_of(row: Json) -> Channel:
    """One row of `/api/vhosts/{vhost}/channels`."""
    return Channel(
        name=text(row, "name"),
        connection=text(table(row.get("connection_details")), "name"),
        node=text(row, "node"),
        number=number(row, "number"),
        prefetch=number(row, "prefetch_count"),
        global_prefetch=number(row, "global_prefetch_count"),
        confirm=bool(row.get("confirm")),
    )


def consumer_of(row: Json) -> Consumer:
    """One row of `/api/consumers/{vhost}`."""
    channel = table(row.get("channel_details"))
    return Consumer(
        tag=text(row, "consumer_tag"),
        queue=text(table(row.get("queue")), "name"),
        channel=text(channel, "name"),
        connection=text(channel, "connection_name"),
        ack_required=bool(row.get("ack_required", True)),
        prefetch=number(row, "prefetch_count"),
        exclusive=bool(row.get("exclusive")),
        active=bool(row.get("active", True)),
    )


def by_name(things: Iterable[Any]) -> dict[str, Any]:
    """Index by name; rows that have none yet (just connected) are left out."""
    return {thing.name: thing for thing in things if thing.name or isinstance(thing, Exchange)}
