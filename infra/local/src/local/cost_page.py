"""The page docs/costs.md: `python -m local.cost_page > docs/costs.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from local.monthly_cost import PRICES, PRICES_OF, SIZES, estimate, total
from local.terraform_files import Deployment, read_deployment

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
A Cloud Run job is billed for a minute at least, so the two that are started each minute are a good part of a small
shop's bill: start them less often (`infra/terraform/jobs.tf`), and figures are as much older.
"""


def page(deployment: Deployment) -> str:
    """The whole page."""
    return "\n".join([*_estimates(deployment), _FOOT, *_prices()]) + "\n"


def _estimates(deployment: Deployment) -> Iterator[str]:
    estimates = {name: estimate(shop, deployment) for name, shop in SIZES.items()}
    yield _HEAD.format(when=PRICES_OF)
    yield f"| | {' | '.join(SIZES)} | follows from |"
    yield f"|---|{'---:|' * len(SIZES)}---|"
    yield f"| orders a day | {' | '.join(f'{shop.orders:,}' for shop in SIZES.values())} | |"
    for lines in zip(*estimates.values(), strict=True):
        first = lines[0].line
        if max(each.dollars for each in lines) >= _LEAST_SHOWN:
            cells = " | ".join(f"{each.dollars:,.0f}" for each in lines)
            yield f"| {first.what}: {first.price} | {cells} | {first.follows_from} |"
    sums = " | ".join(f"**{total(priced):,.0f}**" for priced in estimates.values())
    yield f"| **US dollars a month** | {sums} | |"


def _prices() -> Iterator[str]:
    yield "## Prices\n"
    yield "| | US dollars | for a | free in a month | page |"
    yield "|---|---:|---|---:|---|"
    for name, price in PRICES.items():
        yield f"| {name} | {price.dollars:g} | {price.unit} | {price.free:.4g} | {price.page} |"


if __name__ == "__main__":
    sys.stdout.write(page(read_deployment("production")))
