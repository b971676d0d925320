"""The methods of AMQP 0-9-1 and RabbitMQ's own, as one table of their fields.

Field names are those that RabbitMQ's clients use; `-` is what the protocol reserves.
"""

from dataclasses import dataclass

_TABLE = """
connection 10
  start 10         octet version_major, octet version_minor, table server_properties, longstr mechanisms, longstr locales
  start-ok 11      table client_properties, shortstr mechanism, longstr response, shortstr locale
  secure 20        longstr challenge
  secure-ok 21     longstr response
  tune 30          short channel_max, long frame_max, short heartbeat
  tune-ok 31       short channel_max, long frame_max, short heartbeat
  open 40          shortstr virtual_host, shortstr -, bit -
  open-ok 41       shortstr -
  close 50         short reply_code, shortstr reply_text, short class_id, short method_id
  close-ok 51
  blocked 60       shortstr reason
  unblocked 61
  update-secret 70 longstr new_secret, shortstr reason
  update-secret-ok 71
channel 20
  open 10          shortstr -
  open-ok 11       longstr -
  flow 20          bit active
  flow-ok 21       bit active
  close 40         short reply_code, shortstr reply_text, short class_id, short method_id
  close-ok 41
access 30
  request 10       shortstr realm, bit exclusive, bit passive, bit active, bit write, bit read
  request-ok 11    short ticket
exchange 40
  declare 10       short -, shortstr exchange, shortstr type, bit passive, bit durable, bit auto_delete, bit internal, bit nowait, table arguments
  declare-ok 11
  delete 20        short -, shortstr exchange, bit if_unused, bit nowait
  delete-ok 21
  bind 30          short -, shortstr destination, shortstr source, shortstr routing_key, bit nowait, table arguments
  bind-ok 31
  unbind 40        short -, shortstr destination, shortstr source, shortstr routing_key, bit nowait, table arguments
  unbind-ok 51
queue 50
  declare 10       short -, shortstr queue, bit passive, bit durable, bit exclusive, bit auto_delete, bit nowait, table arguments
  declare-ok 11    shortstr queue, long message_count, long consumer_count
  bind 20          short -, shortstr queue, shortstr exchange, shortstr routing_key, bit nowait, table arguments
  bind-ok 21
  purge 30         short -, shortstr queue, bit nowait
  purge-ok 31      long message_count
  delete 40        short -, shortstr queue, bit if_unused, bit if_empty, bit nowait
  delete-ok 41     long message_count
  unbind 50        short -, shortstr queue, shortstr exchange, shortstr routing_key, table arguments
  unbind-ok 51
basic 60
  qos 10           long prefetch_size, short prefetch_count, bit global_qos
  qos-ok 11
  consume 20       short -, shortstr queue, shortstr consumer_tag, bit no_local, bit no_ack, bit exclusive, bit nowait, table arguments
  consume-ok 21    shortstr consumer_tag
  cancel 30        shortstr consumer_tag, bit nowait
  cancel-ok 31     shortstr consumer_tag
  publish 40       short -, shortstr exchange, shortstr routing_key, bit mandatory, bit immediate
  return 50        short reply_code, shortstr reply_text, shortstr exchange, shortstr routing_key
  deliver 60       shortstr consumer_tag, longlong delivery_tag, bit redelivered, shortstr exchange, shortstr routing_key
  get 70           short -, shortstr queue, bit no_ack
  get-ok 71        longlong delivery_tag, bit redelivered, shortstr exchange, shortstr routing_key, long message_count
  get-empty 72     shortstr -
  ack 80           longlong delivery_tag, bit multiple
  reject 90        longlong delivery_tag, bit requeue
  recover-async 100 bit requeue
  recover 110      bit requeue
  recover-ok 111
  nack 120         longlong delivery_tag, bit multiple, bit requeue
confirm 85
  select 10        bit nowait
  select-ok 11
tx 90
  select 10
  select-ok 11
  commit 20
  commit-ok 21
  rollback 30
  rollback-ok 31
"""


@dataclass(frozen=True, slots=True)
class Signature:
    """What a method is called and what it carries, in order."""

    name: str
    id: tuple[int, int]
    fields: tuple[tuple[str, str], ...]
    """Type and name of each; the name is `-` where the protocol reserves one."""

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of what can be said with it."""
        return tuple(name for _, name in self.fields if name != "-")


def _signatures() -> dict[str, Signature]:
    found: dict[str, Signature] = {}
    family, class_id = "", 0
    for line in _TABLE.strip().splitlines():
        words = line.split(maxsplit=2)
        if not line.startswith(" "):
            family, class_id = words[0], int(words[1])
            continue
        listed = words[2].split(", ") if len(words) > 2 else []
        fields = tuple((kind, name) for kind, name in map(str.split, listed))
        name = f"{family}.{words[0]}"
        found[name] = Signature(name, (class_id, int(words[1])), fields)
    return found


SIGNATURES = _signatures()
CONTENT = frozenset({"basic.publish", "basic.return", "basic.deliver", "basic.get-ok"})
"""The methods that a content header and a body follow."""
