"""What a query may ask of a reply: some columns only, an order, a page."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from core.broker.management.asking import ApiError, bad_request

_LARGEST_PAGE = 500
_PAGE = 100
Row = Mapping[str, Any]


def answer(reply: Any, query: Mapping[str, str]) -> Any:
    """The reply as the query wants it. Raises ApiError."""
    columns = [name.split(".") for name in query.get("columns", "").split(",") if name]
    if isinstance(reply, Mapping):
        return _picked(reply, columns) if columns else reply
    if not isinstance(reply, list):
        return reply
    rows = _sorted(reply, query)
    if "page" not in query:
        return [_picked(row, columns) for row in rows] if columns else rows
    return _page(rows, query, columns)


def _picked(row: Row, columns: Sequence[Sequence[str]]) -> dict[str, Any]:
    """The columns, each by its path; one that leads nowhere is left out, as RabbitMQ does."""
    picked: dict[str, Any] = {}
    for name in sorted({path[0] for path in columns if path[0] in row}):
        deeper = [path[1:] for path in columns if path[0] == name]
        picked[name] = row[name] if [] in deeper else _inside(row[name], deeper)
    return picked


def _inside(value: Any, columns: Sequence[Sequence[str]]) -> Any:
    if isinstance(value, Mapping):
        return _picked(value, columns) or []
    if isinstance(value, list):
        return [_inside(one, columns) for one in value]
    return value


def _sorted(rows: list[Row], query: Mapping[str, str]) -> list[Row]:
    wanted = query.get("sort", "").split(".")
    if not wanted[0]:
        return rows
    is_reversed = query.get("sort_reverse") == "true"
    return sorted(rows, key=lambda row: _rank(_at(row, wanted)), reverse=is_reversed)


def _at(row: Any, path: Sequence[str]) -> Any:
    for name in path:
        row = row.get(name) if isinstance(row, Mapping) else None
    return row


def _rank(value: Any) -> tuple[float, str]:
    """Numbers before texts; what is missing counts as nothing."""
    if isinstance(value, bool | int | float):
        return float(value), ""
    return (0.0, "") if value is None else (float("inf"), str(value))


def _page(
    rows: list[Row], query: Mapping[str, str], columns: Sequence[Sequence[str]]
) -> dict[str, Any]:
    page, size = _number(query, "page", 1), _number(query, "page_size", _PAGE)
    if page < 1 or not 1 <= size <= _LARGEST_PAGE:
        shown = size if "page_size" in query else "undefined"
        raise ApiError(
            400,
            "invalid_pagination_parameters",
            f"Invalid pagination parameters: page number {page}, page size {shown}",
        )
    found = _filtered(rows, query)
    pages = max(1, -(-len(found) // size))
    if page > pages:
        raise ApiError(
            400,
            "page_out_of_range",
            f"Page out of range, page: {page} page size: {size}, len: {len(found)}",
        )
    items = found[(page - 1) * size : page * size]
    return {
        "filtered_count": len(found),
        "item_count": len(items),
        "items": [_picked(row, columns) if columns else row for row in items],
        "page": page,
        "page_count": pages,
        "page_size": size,
        "total_count": len(rows),
    }


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    try:
        return int(query.get(name, default))
    except ValueError:
        raise bad_request("Pagination parameters are invalid") from None


def _filtered(rows: list[Row], query: Mapping[str, str]) -> list[Row]:
    wanted = query.get("name", "")
    if not wanted:
        return rows
    if query.get("use_regex") != "true":
        return [row for row in rows if wanted in str(row.get("name", ""))]
    try:
        pattern = re.compile(wanted, re.IGNORECASE)
    except re.error:
        raise bad_request("Pagination parameters are invalid") from None
    return [row for row in rows if pattern.search(str(row.get("name", "")))]
