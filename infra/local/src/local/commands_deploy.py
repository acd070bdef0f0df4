"""`shopsight deploy`: what a deployment to Google Cloud makes and costs, and whether BigQuery takes every statement.

What deploys is Terraform and infra/delivery.sh, as docs/deployment.md says.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from local.options import AsJson
from local.talk import REFUSED, UNAVAILABLE, WRONG_USAGE, CommandError, answer, say

if TYPE_CHECKING:  # imported by the command when it runs
    from local.monthly_cost import Priced
    from local.terraform_files import Deployment
    from shared.warehouse.statement_check import Checked

_TIB = 2.0**40
_MOST_ORDERS = 10_000_000  # a day: beyond it the formulas say nothing


def deploy(
    *,
    plan: Annotated[bool, typer.Option("--plan", help="Print what will be created, and what it will cost.")] = False,
    queries: Annotated[
        str | None,
        typer.Option("--queries", metavar="bigquery://PROJECT/DATASET", help="Have BigQuery check every statement."),
    ] = None,
    orders: Annotated[
        int | None, typer.Option("--orders", min=1, max=_MOST_ORDERS, help="Orders a day; else four sizes of shop.")
    ] = None,
    environment: Annotated[
        str | None,
        typer.Option("--environment", help="Whose values: environments/NAME.tfvars; else those of the shop's size."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say beforehand what a deployment to Google Cloud makes and costs. Makes nothing itself: docs/deployment.md.

    With --queries every statement goes to BigQuery for a dry run, which costs nothing: it finds what BigQuery does not
    know, and says what each would read.
    """
    if plan == (queries is not None):
        raise CommandError("Give --plan or --queries", "How to deploy: docs/deployment.md", code=WRONG_USAGE)
    if queries is not None:
        _check(queries, as_json=as_json)
    else:
        _plan(environment, orders, as_json=as_json)


def _plan(environment: str | None, orders: int | None, *, as_json: bool) -> None:
    from local.monthly_cost import PRICES_OF, SIZES, Shop, estimate, total  # noqa: PLC0415 - `--help` does not need it
    from local.terraform_files import read_deployment  # noqa: PLC0415 - as above

    shops = SIZES if orders is None else {f"{orders:,} orders": Shop(orders)}
    environments = {name: environment or shop.environment for name, shop in shops.items()}
    try:
        deployments = {each: read_deployment(each) for each in dict.fromkeys(environments.values())}
    except OSError as error:
        raise CommandError(f"There is no environment {environment!r}", str(error), code=WRONG_USAGE) from error
    estimates = {name: estimate(shop, deployments[environments[name]]) for name, shop in shops.items()}
    first, deployment = next(iter(deployments.items()))
    if as_json:
        answer(json.dumps(_document(deployment, estimates, PRICES_OF)))
        return
    answer(f"terraform apply for {first} creates:")
    for kind, count in _counted(deployment):
        answer(f"  {count:>5}  {kind}")
    for name, priced in estimates.items():
        size = f"{name} ({shops[name].orders:,} orders a day)"
        answer(f"{size}: about {total(priced):,.0f} US dollars a month with {environments[name]}.tfvars")
        for each in sorted(priced, key=lambda one: -one.dollars)[:6]:  # what the rest costs together is little
            answer(f"  {each.dollars:>8,.0f}  {each.line.what}: {each.line.price} ({each.line.follows_from})")
    say(f"List prices of {PRICES_OF} and assumptions, both to be checked: docs/costs.md has all of them.")


def _counted(deployment: Deployment) -> list[tuple[str, str]]:
    """Kinds of resources and how many there are of each; a plus where more hang on values only Terraform knows."""
    known, open_ended = Counter[str](), set()
    for resource in deployment.resources:
        known[resource.kind] += resource.count or 0
        if resource.count is None:
            open_ended.add(resource.kind)
    return [(kind, f"{known[kind]}{'+' if kind in open_ended else ''}") for kind in sorted(known)]


def _document(deployment: Deployment, estimates: dict[str, list[Priced]], prices_of: str) -> dict[str, object]:
    from local.monthly_cost import total  # noqa: PLC0415 - as above

    return {
        "resources": [asdict(resource) for resource in deployment.resources],
        "prices_of": prices_of,
        "currency": "USD",
        "estimates": {
            name: {
                "dollars_a_month": round(total(priced), 2),
                "lines": [{**asdict(each.line), "dollars": round(each.dollars, 2)} for each in priced],
            }
            for name, priced in estimates.items()
        },
    }


def _check(url: str, *, as_json: bool) -> None:
    from local.monthly_cost import PRICES  # noqa: PLC0415 - as above
    from local.statement_files import passing_tables, standing_tables, statements  # noqa: PLC0415 - as above
    from shared.warehouse import WarehouseError  # noqa: PLC0415 - as above
    from shared.warehouse.statement_check import check, connect  # noqa: PLC0415 - as above

    try:
        runs = connect(url)
    except WarehouseError as error:
        raise CommandError("BigQuery cannot be asked", str(error), code=UNAVAILABLE) from error
    checked = list(check(runs, statements(), standing_tables(), passing_tables()))
    if as_json:
        answer(json.dumps([asdict(one) for one in checked]))
    else:
        _tell(checked, PRICES["query"].dollars)
    faults = sum(one.fault is not None for one in checked)
    if faults:
        raise CommandError(f"BigQuery refuses {faults} of {len(checked)} statements", code=REFUSED)


def _tell(checked: list[Checked], dollars: float) -> None:
    for one in checked:
        if one.fault is not None:
            answer(f"refused  {one.name}: {one.fault}")
        elif one.staged:
            answer(f"not checked  {one.name}: nobody told the columns of {', '.join(one.staged)}")
    read = [one for one in checked if one.read_bytes is not None]
    for one in sorted(read, key=lambda each: -(each.read_bytes or 0))[:5]:  # the dearest, to be looked at
        size = one.read_bytes or 0
        say(f"reads {size / 1e9:.3f} GB, {size / _TIB * dollars:.4f} dollars: {one.name}")
    answer(f"{len(read)} of {len(checked)} statements are taken")
