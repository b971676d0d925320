"""What the shop sells, and what its customers put into a basket."""

from dataclasses import dataclass
from random import Random
from typing import Any

COUNTRIES = ("AT", "BE", "CH", "DE", "DK", "FR", "NL", "SE")
CARRIERS = ("Northline", "Parcelbird", "Rollwagen")
FAILURES = ("insufficient_funds", "card_expired", "bank_timeout")


@dataclass(frozen=True, slots=True)
class Article:
    """Something that can be bought."""

    sku: str
    title: str
    cents: int


ARTICLES = (
    Article("TEA-0107", "Cast-iron teapot, 0.8 l", 4900),
    Article("TEA-0215", "Sencha, first flush, 100 g", 1450),
    Article("PAP-0031", "Linen notebook A5, dotted", 1290),
    Article("PAP-0032", "Linen notebook A4, blank", 1690),
    Article("PEN-0440", "Brass ballpoint pen", 3800),
    Article("LMP-1003", "Desk lamp with clamp", 8900),
    Article("BAG-0077", "Canvas rucksack, 18 l", 7450),
    Article("CUP-0512", "Stoneware cup, set of 4", 3200),
    Article("KNF-0090", "Bread knife, walnut", 5600),
    Article("CLK-0006", "Wall clock, silent", 4490),
)
_PRICES = {article.sku: article.cents for article in ARTICLES}


def basket(draw: Random) -> list[dict[str, Any]]:
    """One to four articles, as they stand in an order."""
    chosen = draw.sample(ARTICLES, draw.choice((1, 1, 2, 2, 3, 4)))
    return [
        {"sku": one.sku, "title": one.title, "quantity": draw.choice((1, 1, 1, 2, 3))}
        for one in chosen
    ]


def total_of(items: list[dict[str, Any]]) -> int:
    """What a basket costs, in cents."""
    return sum(_PRICES[item["sku"]] * item["quantity"] for item in items)
