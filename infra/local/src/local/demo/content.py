"""The demo shop's articles and videos, and the pages a visitor can be on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from local.demo import Demo
from local.demo.catalogue import Catalogue, catalogue
from local.demo.days import HOUR, midnight
from local.demo.plan import plan_of

_PIECES = (  # kind, title, words in the titles of the products it shows
    (
        "video",
        "Pour-over at home in three minutes",
        ("Pour-over dripper, steel", "Gooseneck kettle, steel", "Filter blend, whole"),
    ),
    ("article", "How to store coffee", ("Coffee canister", "House blend")),
    ("article", "Tea by the hour", ("Irish breakfast, loose", "Sleepy garden infusion, loose", "Tea infuser")),
    ("video", "A loaf for beginners", ("Bread cloche", "Proving basket", "Spelt flour")),
    ("article", "Season your cast iron", ("Cast-iron skillet", "Cast-iron casserole")),
    ("article", "Marmalade in January", ("Orange marmalade", "Preserving jar")),
    ("video", "Sharpen a knife", ("Whetstone", "Chef's knife", "Sharpening steel")),
    ("article", "A cheese board for six", ("Cheese board", "Oatcakes", "Onion chutney")),
    ("article", "Linen that lasts", ("Linen napkins", "Table runner")),
    ("video", "Fresh pasta by hand", ("Pasta machine, steel", "Tipo 00 flour")),
    ("article", "Picnics in the rain", ("Picnic basket", "Picnic blanket", "Flask")),
    ("article", "Light the grill without smoke", ("Chimney starter", "Charcoal")),
    ("video", "Temper chocolate", ("Dark chocolate 70 %", "Thermometer")),
    ("article", "Mulled wine, three ways", ("Mulled wine spice", "Latte glasses")),
    ("article", "Candles burn better like this", ("Sea salt, candle", "Fig leaf")),
    ("article", "The small kitchen", ("The tiny kitchen", "Magnetic strip")),
    ("video", "Sourdough, day by day", ("Sourdough days", "Storage jar")),
    ("article", "A table for Easter", ("Egg cup", "Tablecloth")),
    ("article", "Gifts under 25 euros", ("Travel mug", "Honeycomb")),
    ("video", "Herbs on the window sill", ("Herb planter", "Herb scissors")),
    ("article", "What to do with one pot", ("One pot", "Enamel pot")),
    ("article", "Chutney from green tomatoes", ("Tomato relish", "Funnel")),
    ("video", "Milk foam without a machine", ("Milk frother", "Latte bowl")),
    ("article", "Our roasters, a visit", ("Ethiopia Guji", "Kenya Nyeri")),
)
SEARCHES = (
    "coffee", "tea", "gift", "house blend", "mug", "knife", "candle", "bread tin", "pasta", "chocolate", "glasses",
    "napkins", "picnic", "barbecue", "cook book", "kettle", "storage jar", "christmas", "honey", "decaf",
)  # fmt: skip
SOURCES = (  # source, medium, campaign, share of sessions; the first seven as measured at a real shop
    ("google", "organic", None, 0.31),
    ("(direct)", "(none)", None, 0.235),
    ("recipes.example.org", "referral", None, 0.1),
    ("shop.example.com", "referral", None, 0.08),  # the checkout's own domain, as trackers report it
    ("(data deleted)", "(data deleted)", None, 0.06),
    ("google", "cpc", "kitchen", 0.045),
    ("bing", "organic", None, 0.04),
    ("instagram", "social", None, 0.05),
    ("newsletter", "email", "weekly", 0.06),
    ("pinterest", "social", None, 0.02),
    ("instagram", "social", "bread-cloche-video", 0.0),  # the viral product's
    ("youtube", "social", "pour-over-video", 0.0),  # the content's that leads to purchases
)
VIRAL_SOURCE, CONTENT_SOURCE = 10, 11
DEVICES = ("desktop", "mobile", "tablet")
DEVICE_SHARES = (0.58, 0.398, 0.022)
HOME, CART, CHECKOUT, SEARCH, THANKS = range(5)
_FIXED = ("/", "/cart", "/checkout", "/search", "/thanks")


@dataclass(frozen=True, slots=True)
class Piece:
    """An article or a video."""

    identity: str
    kind: str
    title: str
    slug: str
    products: tuple[int, ...]
    published: int  # UTC seconds


@cache
def pieces(demo: Demo) -> tuple[Piece, ...]:
    """All articles and videos; the first is the one that leads to purchases."""
    shop, plan = catalogue(demo.seed), plan_of(demo)
    found = []
    for number, (kind, title, words) in enumerate(_PIECES):
        slug = "-".join(title.lower().replace(",", "").split())
        day = plan.content_rush.span.first if number == 0 else plan.anchor - timedelta(days=60 + 31 * number)
        products = tuple(_showing(shop, word) for word in words)
        found.append(Piece(f"content-{number + 1:02d}", kind, title, slug, products, midnight(day) + 9 * HOUR))
    return tuple(found)


def _showing(shop: Catalogue, words: str) -> int:
    """The product whose title begins with these words and that sells best."""
    alike = [number for number, title in enumerate(shop.titles) if title.startswith(words)]
    return max(alike, key=lambda number: float(shop.weight[number]))


@cache
def pages(demo: Demo) -> tuple[str, ...]:
    """Every path: the fixed ones, products by number, then content by number."""
    products = (f"/products/{slug}" for slug in catalogue(demo.seed).slugs)
    return (*_FIXED, *products, *(f"/stories/{piece.slug}" for piece in pieces(demo)))


def product_page(product: int) -> int:
    """The number of a product's page."""
    return len(_FIXED) + product


def content_page(demo: Demo, content: int) -> int:
    """The number of a piece's page."""
    return len(_FIXED) + len(catalogue(demo.seed)) + content
