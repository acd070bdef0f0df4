"""HTTP in, one use case, products as JSON or CSV out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import Blueprint, Response, request

from inventory_alerts import use_cases_product_settings, use_cases_products
from inventory_alerts.desk import Desk
from inventory_alerts.envelope import etag
from inventory_alerts.explanations import PRODUCTS, explaining, of_product
from inventory_alerts.hand import Hand
from inventory_alerts.paging import PAGE, digest, read_cursor, wrong_cursor
from inventory_alerts.product_answers import CSV_HEADER
from inventory_alerts.product_settings import Change, read_settings_file
from inventory_alerts.queries_products import ProductFilters, ProductPlace
from inventory_alerts.routes_body import amount_faults, checked_body
from inventory_alerts.use_cases_demand import demand_made_of
from shared.auth import NotAllowedError
from shared.auth.routes import Guard, current_identity
from shared.contracts.generated.inventory_alerts import (
    GetProductParametersQuery,
    ListProductsCsvParametersQuery,
    ListProductsParametersQuery,
    ProductSettingsSet,
)
from shared.contracts.problems import ProblemError
from shared.web import csv_answer, json_answer, query_parameters, unchanged, wants_csv

_LARGEST_FILE = 4 * 1024 * 1024  # bytes of a CSV file of settings; the contract's words


def add_product_routes(blueprint: Blueprint, desk: Desk, guard: Guard) -> None:
    """Add the routes of `products`."""
    explains = explaining(desk)

    @blueprint.get("/products")
    @guard.requires("figures:read")
    @explains(PRODUCTS)
    def list_products() -> Response:
        asked = query_parameters(ListProductsParametersQuery).model_dump(by_alias=True)
        return _file(desk, asked) if wants_csv() else _page(desk, asked)

    @blueprint.get("/products.csv")
    @guard.requires("figures:read")
    def list_products_csv() -> Response:
        return _file(desk, query_parameters(ListProductsCsvParametersQuery).model_dump(by_alias=True))

    @blueprint.put("/products/settings")
    @guard.requires("inventory:write")
    def set_product_settings() -> Response:
        if request.mimetype != "text/csv":
            detail = "Send Content-Type: text/csv"
            raise ProblemError(415, "unsupported-media-type", "The body must be CSV", detail)
        request.max_content_length = _LARGEST_FILE
        changes = read_settings_file(request.get_data(), lambda ids: use_cases_product_settings.unknown(desk, ids))
        return json_answer({"changed": use_cases_product_settings.put(desk, changes, _hand(desk))})

    @blueprint.get("/products/<path:product_id>")
    @guard.requires("figures:read")
    @explains(of_product)
    def get_product(product_id: str) -> Response:
        query_parameters(GetProductParametersQuery)
        today = desk.shop().local_date(desk.now())
        tag = etag(desk, "product", (product_id, _may_see_margin(), today, demand_made_of(desk)))
        held = unchanged(tag)
        if held is not None:
            return held
        answer = use_cases_products.one(desk, product_id, may_see_margin=_may_see_margin())
        return json_answer(answer, etag=tag)

    @blueprint.put("/products/<path:product_id>/settings")
    @guard.requires("inventory:write")
    def set_one_products_settings(product_id: str) -> Response:
        currency = desk.shop().currency
        said = checked_body(ProductSettingsSet, lambda body: amount_faults(body, ["unit_cost"], currency))
        change = Change(product_id, {name: _value(value) for name, value in said.items()})
        use_cases_product_settings.put(desk, [change], _hand(desk))
        _, settings = use_cases_product_settings.said_of(desk, product_id, may_see_margin=_may_see_margin())
        if settings is None:
            raise use_cases_products.no_such_product()
        return json_answer(settings)


def _value(value: Any) -> Any:  # noqa: ANN401 - what JSON has
    if isinstance(value, dict):  # an amount
        return Decimal(value["amount"])
    return Decimal(repr(value)) if isinstance(value, float) else value


def _hand(desk: Desk) -> Hand:
    return Hand(current_identity().subject, desk.now())


def _may_see_margin() -> bool:
    return "margin:read" in current_identity().scopes


def _filters(asked: dict[str, Any]) -> ProductFilters:
    sort = str(asked.get("sort", "days_of_cover"))
    return ProductFilters(
        sort=sort.removeprefix("-"),
        descending=sort.startswith("-"),
        location=asked.get("location"),
        category=asked.get("category"),
        supplier=asked.get("supplier"),
        search=None if asked.get("search") is None else str(asked["search"]).lower(),
        runs_out_days=_days(asked.get("runs_out_within")),
        unsold_days=_days(asked.get("unsold_for")),
    )


def _days(text: str | None) -> int | None:
    return None if text is None else int(text.removesuffix("d"))


def _page(desk: Desk, asked: dict[str, Any]) -> Response:
    _refuse_hidden_order(asked)
    named, margin = digest("products", asked), _may_see_margin()
    place = read_cursor(asked.get("cursor"), named, parts=5)
    after = None
    if place is not None:
        try:
            after = ProductPlace(place[0] == "1", float(place[1]), *place[2:])
        except ValueError:
            raise wrong_cursor() from None
    limit = asked.get("limit", PAGE)
    tag = etag(desk, "products", (named, asked.get("cursor"), limit, margin))
    held = unchanged(tag)
    if held is not None:
        return held
    answer = use_cases_products.page(desk, _filters(asked), after, limit=limit, digest=named, may_see_margin=margin)
    return json_answer(answer, etag=tag)


def _refuse_hidden_order(asked: dict[str, Any]) -> None:
    """Raises NotAllowedError: who sees the order by what stock cost sees costs."""
    if str(asked.get("sort", "")).endswith("stock_value") and not _may_see_margin():
        raise NotAllowedError("An order by stock value needs the scope margin:read", scope="margin:read")


def _file(desk: Desk, asked: dict[str, Any]) -> Response:
    _refuse_hidden_order(asked)
    margin = _may_see_margin()
    tag = etag(desk, "products", (digest("products", asked), margin))
    held = unchanged(tag)
    if held is not None:
        return held
    rows = use_cases_products.lines(desk, _filters(asked), may_see_margin=margin)
    return csv_answer("products.csv", CSV_HEADER, rows, etag=tag)
