"""Walking through the pages of the running program as somebody, by its links."""

from __future__ import annotations

import re
from collections import Counter, deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from werkzeug.exceptions import HTTPException

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.sync_api import APIRequestContext
    from werkzeug.routing import MapAdapter

#: Pages of one kind that each person visits: more only repeat each other.
EXAMPLES: Final = 2
#: Pages whose look depends on the state of what they show.
MANY: Final = {"purchasing.purchase": 20, "organisations.card": 6}
_UNSEEN: Final = frozenset({"script", "style", "template", "svg", "code"})
_EMPTY: Final = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link"})
_SAID: Final = ("aria-label", "placeholder", "title", "alt", "data-busy")


@dataclass(slots=True)
class Seen:
    """A page as it came.

    Attributes:
        who: Who asked for it.
        path: Its address, with the question.
        endpoint: Which kind of page it is.
        status: Of the answer.
        linked_from: Page with the link that led to it.
        html: What came; empty for a file.
        words: What can be read on it, labels of pictures and fields included.
        shape: The kinds of elements it has: pages of one shape look alike.
        links: In-site addresses it leads to.
    """

    who: str
    path: str
    endpoint: str
    status: int
    linked_from: str
    html: str = ""
    words: str = ""
    shape: frozenset[str] = frozenset()
    links: tuple[str, ...] = ()


class _Reader(HTMLParser):
    """Takes words, links and element kinds out of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.kinds: set[str] = set()
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        foreign = told.get("lang", "es") != "es" or tag in _UNSEEN
        hidden = bool(self._open) and self._open[-1][1]
        if not hidden and not foreign:
            self.words += [told[name] for name in _SAID if name in told]
        parent = self._open[-1][0] if self._open else ""
        kind = f"{tag}.{told.get('class', '')}.{told.get('type', '')}"
        self.kinds.add(f"{parent}>{kind}")
        if tag == "a" and "href" in told:
            self.links.append(told["href"])
        if tag not in _EMPTY and tag not in {"meta", "use", "path"}:
            self._open.append((tag, hidden or foreign))

    def handle_endtag(self, tag: str) -> None:
        if tag in [name for name, _hidden in self._open]:
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not (self._open and self._open[-1][1]) and data.strip():
            self.words.append(data)


@dataclass
class Crawler:
    """Visits what can be reached by links.

    Attributes:
        adapter: Knows which kind of page an address is.
        seen: What was visited, by everybody.
    """

    adapter: MapAdapter
    seen: list[Seen] = field(default_factory=list)

    def walk(self, who: str, asks: APIRequestContext, starts: Iterable[str]) -> None:
        """Visit everything that somebody reaches from some pages on."""
        visits: Counter[str] = Counter()
        asked: set[str] = set()
        queue = deque((start, "") for start in starts)
        while queue:
            path, linked_from = queue.popleft()
            endpoint = self.endpoint(path)
            if path in asked or not endpoint or endpoint == "static":
                continue
            if visits[endpoint] >= MANY.get(endpoint, EXAMPLES):
                continue
            asked.add(path)
            visits[endpoint] += 1
            page = self.visit(who, asks, path, linked_from)
            queue.extend((link, path) for link in page.links)

    def visit(
        self, who: str, asks: APIRequestContext, path: str, linked_from: str
    ) -> Seen:
        """Ask for one page and keep what came."""
        answer = asks.get(path, timeout=60_000)
        page = Seen(who, path, self.endpoint(path), answer.status, linked_from)
        if "text/html" in answer.headers.get("content-type", ""):
            page.html = answer.text()
            reader = _Reader()
            reader.feed(page.html)
            page.words = re.sub(r"\s+", " ", " ".join(reader.words))
            page.shape = frozenset(reader.kinds)
            page.links = tuple(
                _local(urljoin(answer.url, link), answer.url) for link in reader.links
            )
        self.seen.append(page)
        return page

    def endpoint(self, path: str) -> str:
        """Which kind of page an address is; empty if it is none of ours."""
        try:
            found, _values = self.adapter.match(urlsplit(path).path, method="GET")
        except HTTPException:
            return ""
        return str(found)

    def shapes(self) -> list[Seen]:
        """One page of every shape that came, the richest first."""
        found: dict[tuple[str, frozenset[str]], Seen] = {}
        known: set[str] = set()
        for page in sorted(self.seen, key=lambda page: -len(page.shape)):
            if page.html and (page.shape - known or page.endpoint not in known):
                found.setdefault((page.endpoint, page.shape), page)
                known |= page.shape | {page.endpoint}
        return list(found.values())


def _local(address: str, base: str) -> str:
    """An address of the site without its beginning; empty if it is elsewhere."""
    there, here = urlsplit(address), urlsplit(base)
    if (there.scheme, there.netloc) != (here.scheme, here.netloc):
        return ""
    return f"{there.path}?{there.query}" if there.query else there.path
