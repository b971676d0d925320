"""Which things fit an expression; what is not known fits neither a term nor its contrary."""

from functools import reduce

from core.find.expression import Both, Compared, Either, Expression, Flagged, Named, Not, Operator
from core.find.things import Amounts, Answers, Flags, Things


def matching(expression: Expression, things: Things) -> Flags:
    """Which of some things fit."""
    return _answers(expression, things).yes


def _answers(expression: Expression, things: Things) -> Answers:
    match expression:
        case Named(prefix, pattern):
            return things.named(prefix, pattern)
        case Compared(field, operator, amount):
            return compared(things.amounts(field), operator, amount)
        case Flagged(flag):
            return things.flagged(flag)
        case Not(part):
            inner = _answers(part, things)
            return Answers(inner.no, inner.yes)
        case Both(parts):
            return reduce(_both, (_answers(part, things) for part in parts))
        case Either(parts):
            return reduce(_either, (_answers(part, things) for part in parts))


def compared(amounts: Amounts, operator: Operator, amount: float) -> Answers:
    """Of which amounts a comparison is so; of a lower bound it is only so if it must be."""
    values, exact, known = amounts.values, amounts.exact, amounts.known
    more, less = values > amount, values < amount
    certainly_more = known & more
    certainly_less = known & exact & less
    equal = known & exact & ~more & ~less
    at_least = certainly_more | (known & ~less)
    match operator:
        case ">":
            return Answers(certainly_more, certainly_less | equal)
        case ">=":
            return Answers(at_least, certainly_less)
        case "<":
            return Answers(certainly_less, at_least)
        case "<=":
            return Answers(certainly_less | equal, certainly_more)
        case "=":
            return Answers(equal, certainly_more | certainly_less)
        case "!=":
            return Answers(certainly_more | certainly_less, equal)


def _both(one: Answers, other: Answers) -> Answers:
    return Answers(one.yes & other.yes, one.no | other.no)


def _either(one: Answers, other: Answers) -> Answers:
    return Answers(one.yes | other.yes, one.no & other.no)
