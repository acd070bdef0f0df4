"""The page docs/costs.md: `python -m local.cost_page > docs/costs.md`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from local.frequent_queries import ANY, LOOK, MERGE_SECONDS, ORDERS_TOO, Runs, bytes_read
from local.monthly_cost import PRICES, PRICES_OF, SIZES, Priced, Shop, estimate, total
from local.terraform_files import Deployment, read_deployment

_MINUTES = (1, 5, 10, 15)
_NEVER = 10**9  # minutes between two merges: nothing is looked for in a month
_WATCHED = (1, 2, 3)
_MIB = 2.0**20
_LEAST_SHOWN = 0.5  # dollars: a line that costs less in every size is in the sum only
_HEAD = """# What it costs on Google Cloud

Made of `infra/local/src/local/monthly_cost.py`; `python -m local.cost_page > docs/costs.md` writes it, and a test
holds them together. Prices are list prices of {when} in US dollars, written down from memory, of a region of tier 1
(London is tier 2: there Cloud Run is some 40 % dearer), and are to be checked on the pages named. What a shop does is
assumed. Nothing was deployed or billed: take it for the order of magnitude, set the budget
(`infra/terraform/budget.tf`) and look at the first bill. `shopsight deploy --plan --orders N` reckons it for any
shop. BigQuery ML is not in it: its engines say what a run will cost before it does.
"""
_FOOT = """
Shops of up to 1,000 orders a day have the values of `environments/production.tfvars`: no instance kept warm, no Redis,
facts merged every {small} minutes, and every {watched} while somebody looks at the dashboard; larger ones those of
`production-large.tfvars`. What is left of a small shop's bill is mostly fixed: the load balancer's rule, and Cloud Run
jobs, which are billed for a minute at least each time.

## What merging reads

BigQuery bills a statement for the columns that it names, of the partitions that a constant or a parameter leaves (what
a subquery says prunes nothing), of a DELETE for all columns of these, and for 10 MiB of each table at least. Which that
is of each statement that runs hourly or more often is told from its text (`frequent_reads.yaml`), how often and of how
many days it runs in `frequent_queries.py`; a test fails where a statement reads another column, or loses its bound.

| MiB | {sizes} |
|---|{rules}
| a look whether facts wait | {look} |
| a merge of what visitors did | {visits} |
| a merge of orders | {orders} |

What merging costs a month, in US dollars, by how many minutes lie between two merges while nobody looks
(`merge_minutes`), day and night; figures, and the live ones of the day, are as much older.

| minutes | {sizes} |
|---|{rules}
{minutes}

And what an hour a day costs a month besides in which somebody has the dashboard before their eyes, by the minutes
between two merges then (`merge_minutes_watched`). Reckoned with are {hours} hours. A fact is then in the figures after
these minutes, one until the clock asks, and a merge of {seconds} seconds.

| minutes | {sizes} |
|---|{rules}
{watching}
"""


def page(deployments: Mapping[str, Deployment]) -> str:
    """The whole page; `deployments` by their environments."""
    return "\n".join([*_estimates(deployments), _merging(deployments), *_prices()]) + "\n"


def deployments() -> dict[str, Deployment]:
    """The environments that the sizes of shops have."""
    return {name: read_deployment(name) for name in sorted({shop.environment for shop in SIZES.values()})}


def _estimates(deployments: Mapping[str, Deployment]) -> Iterator[str]:
    estimates = {name: estimate(shop, deployments[shop.environment]) for name, shop in SIZES.items()}
    yield _HEAD.format(when=PRICES_OF)
    yield f"| | {' | '.join(SIZES)} | follows from |"
    yield f"|---|{'---:|' * len(SIZES)}---|"
    yield f"| orders a day | {' | '.join(f'{shop.orders:,}' for shop in SIZES.values())} | |"
    lines = {name: {(each.line.what, each.line.price): each for each in priced} for name, priced in estimates.items()}
    told = {key: each.line for of_size in lines.values() for key, each in of_size.items()}
    for key in sorted(told, key=_place(estimates.values())):
        dollars = [of_size[key].dollars if key in of_size else 0.0 for of_size in lines.values()]
        if max(dollars) >= _LEAST_SHOWN:
            cells = " | ".join(f"{each:,.0f}" for each in dollars)
            yield f"| {told[key].what}: {told[key].price} | {cells} | {told[key].follows_from} |"
    sums = " | ".join(f"**{total(priced):,.0f}**" for priced in estimates.values())
    yield f"| **US dollars a month** | {sums} | |"


def _place(estimates: Iterable[Sequence[Priced]]) -> Callable[[tuple[str, str]], int]:
    """Lines in the order of the longest estimate; what is kept warm is not in every one."""
    keys = [(each.line.what, each.line.price) for each in max(estimates, key=len)]
    return lambda key: keys.index(key) if key in keys else len(keys)


def _merging(deployments: Mapping[str, Deployment]) -> str:
    shops = list(SIZES.values())

    def row(reads: Mapping[str, Runs], *more: Mapping[str, Runs]) -> str:
        each = (sum(bytes_read(one, shop.rows) for one in (reads, *more)) / _MIB for shop in shops)
        return " | ".join(f"{mib:,.0f}" for mib in each)

    minutes = []
    for every in _MINUTES:
        costs = (_merging_dollars(shop, deployments[shop.environment], every) for shop in shops)
        minutes.append(f"| {every} | " + " | ".join(f"{dollars:,.0f}" for dollars in costs) + " |")
    watching = []
    for every in _WATCHED:
        costs = (_watching_dollars(shop, deployments[shop.environment], every) for shop in shops)
        watching.append(f"| {every} | " + " | ".join(f"{dollars:,.1f}" for dollars in costs) + " |")
    hours = [f"{shop.watched_hours:g}" for shop in shops]
    return _FOOT.format(
        small=deployments["production"].merge_minutes,
        watched=deployments["production"].merge_minutes_watched,
        hours=f"{', '.join(hours[:-1])} and {hours[-1]}",
        seconds=f"{MERGE_SECONDS:.0f}",
        watching="\n".join(watching),
        sizes=" | ".join(SIZES),
        rules="---:|" * len(SIZES),
        look=row(LOOK),
        visits=row(LOOK, ANY),
        orders=row(LOOK, ANY, ORDERS_TOO),
        minutes="\n".join(minutes),
    )


def _merging_dollars(shop: Shop, deployment: Deployment, minutes: int) -> float:
    """What a month costs more with so many minutes between two merges than without any merge."""
    return _total(replace(shop, look_minutes=0), deployment, minutes, _NEVER) - _total(
        replace(shop, look_minutes=0), deployment, _NEVER, _NEVER
    )


def _watching_dollars(shop: Shop, deployment: Deployment, minutes: int) -> float:
    """What a month costs more for each hour of a day in which somebody looks."""
    often, nobody = deployment.merge_minutes, replace(shop, look_minutes=0)
    with_looks, without = (_total(each, deployment, often, minutes) for each in (shop, nobody))
    return (with_looks - without) / shop.watched_hours


def _total(shop: Shop, deployment: Deployment, minutes: int, watched: int) -> float:
    return total(estimate(shop, replace(deployment, merge_minutes=minutes, merge_minutes_watched=watched)))


def _prices() -> Iterator[str]:
    yield "## Prices\n"
    yield "| | US dollars | for a | free in a month | page |"
    yield "|---|---:|---|---:|---|"
    for name, price in PRICES.items():
        yield f"| {name} | {price.dollars:g} | {price.unit} | {price.free:.4g} | {price.page} |"


if __name__ == "__main__":
    sys.stdout.write(page(deployments()))
