"""Fixtures of the browser tests: the running program and pages to visit it with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest
from playwright.sync_api import sync_playwright

from tests.browser import chromium
from tests.browser.site import Site
from tests.browser.watch import Complaints

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page, Playwright

HERE = Path(__file__).parent
PHONE_WIDTH = 360
DESK_WIDTH = 1280


class OpenPage(Protocol):
    """Opens a page as a new person would: no cookies, nothing stored."""

    def __call__(
        self,
        site: Site,
        *,
        width: int = PHONE_WIDTH,
        javascript: bool = True,
        dark: bool = False,
    ) -> Page:
        """Open an empty page whose relative addresses are the site's."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is in this folder: it needs a browser and the loopback address."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("browser")
            item.add_marker("enable_socket")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The program with the demonstration network, started once."""
    folder = tmp_path_factory.mktemp("demonstration") / "instance"
    with Site(folder, demonstration=True) as site:
        yield site


@pytest.fixture
def empty_site(tmp_path: Path) -> Iterator[Site]:
    """The program on an empty data folder, for one test."""
    with Site(tmp_path / "instance") as site:
        yield site


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What starts browsers: there can be one in a test process."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One headless Chromium."""
    browser = chromium.launch(playwright, chromium.ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def complaints() -> Complaints:
    """What the browser complained about; the test fails if there is any at its end."""
    return Complaints()


@pytest.fixture
def open_page(browser: Browser, complaints: Complaints) -> Iterator[OpenPage]:
    """Opens pages; when the test ends, no page may have complained."""
    contexts: list[BrowserContext] = []

    def open_one(
        site: Site,
        *,
        width: int = PHONE_WIDTH,
        javascript: bool = True,
        dark: bool = False,
    ) -> Page:
        context = browser.new_context(
            base_url=site.url,
            viewport={"width": width, "height": 760 if width < 800 else 900},
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            locale="es-CO",
            timezone_id="America/Bogota",
            accept_downloads=True,
        )
        context.set_default_timeout(30_000)
        complaints.watch(context, site.url)
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()
    assert complaints.said == []


@pytest.fixture
def phone(open_page: OpenPage, site: Site) -> Page:
    """A page as wide as a cheap phone, on the demonstration."""
    return open_page(site, width=PHONE_WIDTH)


@pytest.fixture
def desk(open_page: OpenPage, site: Site) -> Page:
    """A page as wide as a desk's screen, on the demonstration."""
    return open_page(site, width=DESK_WIDTH)


@pytest.fixture
def plain_phone(open_page: OpenPage, site: Site) -> Page:
    """A cheap phone without JavaScript, on the demonstration."""
    return open_page(site, width=PHONE_WIDTH, javascript=False)
