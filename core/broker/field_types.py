"""Field types by the names that RabbitMQ's error texts give them, and when two values are the same."""

from core.amqp.fields import Field, shown

_NAMES = {
    "t": "bool",
    "b": "byte",
    "B": "unsignedbyte",
    "s": "short",
    "U": "short",
    "u": "unsignedshort",
    "I": "signedint",
    "i": "unsignedint",
    "l": "long",
    "L": "long",
    "f": "float",
    "d": "double",
    "D": "decimal",
    "S": "longstr",
    "x": "binary",
    "A": "array",
    "T": "timestamp",
    "F": "table",
    "V": "void",
}
_INTEGERS = frozenset("bBsUuIilL")
_FLOATS = frozenset("fd")
_NUMBERS = _INTEGERS | _FLOATS | {"T"}


def type_name(field: Field) -> str:
    """As RabbitMQ names the type."""
    return _NAMES[field.tag]


def type_class(field: Field) -> str:
    """All integers are alike, and so are both floats."""
    if field.tag in _INTEGERS:
        return "int"
    return "float" if field.tag in _FLOATS else field.tag


def likeness(field: Field) -> object:
    """What equal values have in common, as Erlang compares them: numbers and bytes of any type."""
    value = field.value
    if field.tag in _NUMBERS:
        return "number", value
    match value:
        case str():
            return "binary", value.encode("utf-8", "surrogateescape")
        case bytes():
            return "binary", value
        case list():
            return [(type_name(one), likeness(one)) for one in value]
        case dict():
            return [(name, type_name(one), likeness(one)) for name, one in value.items()]
    return field.tag, value


def is_integer(field: Field) -> bool:
    """Of whichever size."""
    return field.tag in _INTEGERS


def worded(value: object) -> str:
    """A value as it stands in RabbitMQ's texts."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return shown(value) if isinstance(value, str | bytes) else str(value)
