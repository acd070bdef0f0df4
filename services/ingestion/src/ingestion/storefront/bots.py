"""Which visitors are programs: by what their user agent says of itself, and by reading faster than a person can.

They are flagged, not dropped: figures with and without them can both be had. The list is short on purpose: words that
programs use of themselves, not versions and not networks, so that it does not age. A program that poses as a browser is
found by its pace, if at all.
"""

from __future__ import annotations

import re
from hashlib import sha256

from shared.rate_limits import RateLimit

_SAYS_SO = (
    # Programs that name themselves: Googlebot, AhrefsBot, bingbot/2.0, GPTBot, YandexBot, Baiduspider, "crawler". Not
    # Cubot, which makes telephones.
    r"(?<!cu)bot(?:\b|_)|crawl|spider|slurp|archiver|scrapy|heritrix",
    # What fetches a page to show a link to it: a message in a chat is no visit.
    r"facebookexternalhit|facebookcatalog|meta-external|whatsapp/|skypeuripreview|embedly|vkshare|pinterest/0|preview",
    # Agents of Google that are no browser in somebody's hand, beside those that say bot.
    r"google-(read|inspection|safety|structured|extended|cloud)|mediapartners|adsbot|apis-google|feedfetcher|storebot",
    # Browsers that a test or a script drives, and what measures pages.
    r"headless|phantomjs|puppeteer|playwright|selenium|webdriver|cypress/|lighthouse|pagespeed|gtmetrix|ptst/",
    # What watches whether a shop is up.
    r"pingdom|uptime|statuscake|site24x7|datadog|newrelic|monitor|checkly|zabbix|nagios",
    # Libraries that fetch: their names stand at the beginning, where a browser says Mozilla.
    r"^(curl|wget|python|aiohttp|httpx|go-http|java|okhttp|axios|node|undici|libwww|lwp|ruby|faraday|php|guzzle|perl)",
    r"^(apache-httpclient|postman|insomnia|dart|reqwest|rest-client|winhttp)",
)
_BOT = re.compile("|".join(_SAYS_SO), re.IGNORECASE)
_TABLET = re.compile(r"iPad|Tablet|Android|Silk/")  # an Android that says not Mobile is a tablet
_SHORTEST = 20  # characters; every browser says over 60, and what says nothing or "Mozilla/5.0" is none
LONGEST = 1000  # characters looked at; the longest of an in-app browser has about 500

# A person opens a page a second for a few seconds, not for minutes: sixty at once, then one a second, is nobody.
_PAGES_A_SECOND = 1.0
_PAGES_AT_ONCE = 60.0
# Behind one address with one user agent can sit a whole office.
_OFFICE = 5.0
_MOST_VISITORS = 20_000  # watched at once: 5 MB, and the visitors of half an hour of a very large shop


def says_it_is_a_bot(user_agent: str | None) -> bool:
    """Whether a user agent is a program's by its own words; none at all is."""
    text = (user_agent or "").strip()[:LONGEST]
    return len(text) < _SHORTEST or _BOT.search(text) is not None


def device_of(user_agent: str | None) -> str | None:
    """desktop, mobile or tablet, as far as a user agent says it; an iPad calls itself a Mac."""
    text = (user_agent or "")[:LONGEST]
    if not text.startswith("Mozilla"):
        return None
    if "Mobi" in text:
        return "mobile"
    return "tablet" if _TABLET.search(text) else "desktop"


class Pace:
    """Finds visitors who open pages faster than anybody reads. Keeps digests, in memory only."""

    def __init__(self) -> None:
        self._visitors = RateLimit(_PAGES_A_SECOND, _PAGES_AT_ONCE, most_kept=_MOST_VISITORS)
        self._places = RateLimit(_PAGES_A_SECOND * _OFFICE, _PAGES_AT_ONCE * _OFFICE, most_kept=_MOST_VISITORS)

    def too_fast(self, visitor_id: str | None, place: str | None, pages: int) -> bool:
        """Whether so many pages more are too many for this visitor or for this place, where they are known.

        A program may call itself somebody else with every request, so a visitor's place counts too.
        """
        if pages == 0:
            return False
        told = ((self._visitors, visitor_id), (self._places, place))
        over = [limit.exceeded(_digest(who), pages) for limit, who in told if who is not None]  # both are counted
        return any(over)


def _digest(text: str) -> str:
    return sha256(text.encode(errors="replace")).hexdigest()[:24]
