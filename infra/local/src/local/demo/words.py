"""All categories of the demo shop, in the order that products are numbered in."""

from __future__ import annotations

from local.demo.range_house import HOUSE
from local.demo.range_kitchen import KITCHEN
from local.demo.range_pantry import PANTRY

CATEGORIES = (*PANTRY, *KITCHEN, *HOUSE)
