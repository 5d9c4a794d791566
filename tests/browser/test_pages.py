"""Every page that a link leads to: it is there, it is in Spanish, it looks right."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest

from marketplace.app import create_app
from marketplace.config import Config
from marketplace.labels import NAMES
from tests.browser.crawl import Crawler
from tests.browser.visitor import Visitor
from tests.browser.watch import looks_wrong

if TYPE_CHECKING:
    from playwright.sync_api import APIRequestContext, Browser
    from werkzeug.routing import MapAdapter

    from tests.browser.conftest import OpenPage
    from tests.browser.crawl import Seen
    from tests.browser.site import Site

STARTS: Final = ("/", "/recorrido", "/entrar", "/recibos", "/compras", "/catalogo")
#: Pages that no link of the demonstration leads to: secrets are sent in a message,
#: and other pages stand only after somebody did something.  The journeys open most.
UNLINKED: Final = frozenset(
    {
        "account.code",
        "attachments.download",
        "attachments.photo",
        "entrance.invitation",
        "entrance.reset",
        "explored.explored_map",
        # Fetched by the drawing of the explorer.
        "explorer.document",
        "ledger.correction",
        "purchasing.ask_arrival",
        "purchasing.ask_charges",
        "purchasing.ask_collection",
        "purchasing.ask_credit",
        "purchasing.ask_hand_member",
        "purchasing.ask_keep",
        "purchasing.ask_loss",
        "purchasing.ask_reopen",
        "purchasing.ask_replacement",
        "purchasing.edit_purchase",
        "purchasing.end_delivery",
        "purchasing.insist",
        "purchasing.look_at_loss",
        "purchasing.plan",
        "purchasing.plans",
        "purchasing.reopen_charges",
        "purchasing.reopen_finished",
        "purchasing.reopen_sharing",
        "purchasing.undo_bill",
        "sheets.edit",
        "sheets.public",
        "sheets.work",
        "start.first_network",
        "static",
    }
)
#: Words of English that no Spanish text holds, and what escapes from a template.
ENGLISH: Final = (
    *("the", "and", "of", "with", "your", "this", "that", "is", "are", "you", "from"),
    *("to", "for", "not", "or", "by", "required", "field", "invalid", "submit"),
    *("error:", "None", "True", "False", "undefined", "nan", "null"),
)
#: Stored values that are Spanish words as well.
SPANISH_TOO: Final = frozenset({"final", "galon", "oral"})
LEAKS: Final = ("%(", "{{", "}}", "{%", "<built-in", "object at 0x", "&lt;", "&amp;")
#: Who else walks: those who run the purchases that are not over yet.
RUNNING: Final = """
    SELECT m.person_id FROM joint_purchase p
    JOIN membership m ON m.organisation_id = p.convener_id
    WHERE p.state IN ('open', 'confirming') AND m.until IS NULL
      AND m.role IN ('officer', 'treasurer')
    GROUP BY p.id, m.role ORDER BY p.id, m.role
"""


@pytest.fixture(scope="module")
def adapter(tmp_path_factory: pytest.TempPathFactory) -> MapAdapter:
    """The addresses of the program."""
    folder = tmp_path_factory.mktemp("addresses")
    config = Config(
        data_folder=folder,
        database_url=f"sqlite:///{folder / 'empty.db'}",
        secret_key="only-to-read-the-addresses-of-the-program",
    )
    return create_app(config).url_map.bind("tejido.example")


@pytest.fixture(scope="module")
def crawler(site: Site, browser: Browser, adapter: MapAdapter) -> Crawler:
    """Everything that the people of the demonstration reach by links."""
    crawler = Crawler(adapter)
    first = browser.new_context(base_url=site.url)
    crawler.walk("a stranger", first.request, STARTS)
    tour = first.request.get("/recorrido").text()
    people = re.findall(r"/recorrido/entrar/(\d+)", tour)
    with closing(sqlite3.connect(site.folder / "tejido.db")) as database:
        people += [str(key) for (key,) in database.execute(RUNNING)]
    first.close()
    for person in dict.fromkeys(people):
        context = browser.new_context(base_url=site.url)
        become(context.request, site, person)
        crawler.walk(person, context.request, STARTS)
        context.close()
    return crawler


def become(asks: APIRequestContext, site: Site, person: str) -> None:
    """Enter as an invented person, as the button of the tour does."""
    page = asks.get("/recorrido").text()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token is not None
    answer = asks.post(
        f"/recorrido/entrar/{person}",
        form={"csrf_token": token[1]},
        headers={"Referer": f"{site.url}/recorrido"},
    )
    assert answer.status == 200


def test_every_link_leads_to_a_page(crawler: Crawler) -> None:
    lost = lost_links(crawler)

    assert not lost, "\n".join(lost)


def test_every_kind_of_page_is_reached_by_somebody(
    crawler: Crawler, adapter: MapAdapter
) -> None:
    kinds = {
        rule.endpoint
        for rule in adapter.map.iter_rules()
        if rule.methods and "GET" in rule.methods
    }

    reached = {page.endpoint for page in crawler.seen}

    assert kinds - reached <= UNLINKED


def test_what_people_read_is_spanish(crawler: Crawler) -> None:
    faults = [
        f"{page.path}: {word!r}" for page in crawler.seen for word in not_spanish(page)
    ]

    assert not faults, "\n".join(faults)


def test_pages_look_right_to_everybody(
    crawler: Crawler, browser: Browser, site: Site
) -> None:
    faults: list[str] = []
    shapes = sorted(crawler.shapes(), key=lambda page: page.who)

    for who in dict.fromkeys(page.who for page in shapes):
        context = browser.new_context(
            base_url=site.url, viewport={"width": 360, "height": 760}
        )
        if who.isdigit():
            become(context.request, site, who)
        page = context.new_page()
        for seen in shapes:
            if seen.who == who:
                page.goto(seen.path)
                faults += looks_wrong(page, f"{who} at {seen.path}")
        context.close()

    assert not faults, "\n".join(faults)


def test_an_empty_instance_looks_right_from_its_first_page_on(
    empty_site: Site, open_page: OpenPage, adapter: MapAdapter
) -> None:
    page = open_page(empty_site)
    visitor = Visitor(page).go("/")
    faults = looks_wrong(page)
    visitor.begin_network()
    crawler = Crawler(adapter)
    crawler.walk("the first person", page.context.request, STARTS)

    for seen in crawler.shapes():
        page.goto(seen.path)
        faults += looks_wrong(page, f"empty, {seen.path}")
        faults += [f"{seen.path}: {word!r}" for word in not_spanish(seen)]

    assert not faults, "\n".join(faults)
    assert lost_links(crawler) == []


def lost_links(crawler: Crawler) -> list[str]:
    """Links of pages that lead to nothing, or to a refusal."""
    return [
        f"{page.status} for {page.who} at {page.path}, from {page.linked_from}"
        for page in crawler.seen
        if page.status >= 400 and page.linked_from
    ]


def not_spanish(page: Seen) -> list[str]:
    """What a page says that is not Spanish: stored values, English, leaks."""
    said = set(re.findall(r"[\w%:]+", page.words))
    found = [word for word in ENGLISH if word in said]
    found += [leak for leak in LEAKS if leak in page.words]
    return found + sorted(said & stored_values())


@cache
def stored_values() -> frozenset[str]:
    """Values as the database keeps them that are no words of any Spanish name."""
    names = " ".join(str(name) for kind in NAMES.values() for name in kind.values())
    spanish = set(re.findall(r"\w+", names.lower()))
    values = {member.value for kind in NAMES for member in kind}
    return frozenset(
        value
        for value in values
        if value not in spanish | SPANISH_TOO and len(value) > 3
    )
