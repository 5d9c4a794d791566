"""The explorer in a browser that draws, in one that cannot, and without scripts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser import chromium
from tests.browser.cast import coordinator, network_key
from tests.browser.visitor import Visitor
from tests.browser.watch import Complaints, looks_wrong

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page, Playwright

    from tests.browser.conftest import OpenPage
    from tests.browser.site import Site

RIVER: Final = "Red Río y Montaña"
#: Draws three dimensions in software, where there is no card for it.
DRAWING: Final = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader")
BLIND: Final = ("--disable-3d-apis",)


@pytest.fixture
def page(
    request: pytest.FixtureRequest,
    playwright: Playwright,
    site: Site,
    complaints: Complaints,
) -> Iterator[Page]:
    """A page of a coordinator, in a browser started with the arguments given."""
    arguments, width, scheme = request.param
    usual = [each for each in chromium.ARGUMENTS if each != "--disable-gpu"]
    browser = chromium.launch(playwright, [*usual, *arguments])
    context = browser.new_context(
        base_url=site.url,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        locale="es-CO",
    )
    complaints.watch(context, site.url)
    page = context.new_page()
    Visitor(page).sign_in(coordinator(site, RIVER))
    yield page
    browser.close()
    assert complaints.said == []


@pytest.mark.parametrize(
    "page", [(DRAWING, 1280, "light"), (DRAWING, 360, "dark")], indirect=True
)
def test_the_explorer_is_walked_with_the_keyboard(page: Page, site: Site) -> None:
    page.goto(f"/red/{network_key(site, RIVER)}/explorar")
    said = page.locator("[data-said]")
    expect(said).to_contain_text("Organizaciones a la vista: 26.")
    expect(page.locator("[data-stage] canvas").first).to_be_visible()

    page.get_by_label("Nombre o parte del nombre").fill("puerto amistad")
    expect(said).to_contain_text("Organizaciones a la vista: 1.")
    page.locator("[data-center]").first.focus()
    page.keyboard.press("Enter")

    expect(said).to_contain_text(re.compile(r"Puerto Amistad. Vecinas a un paso: \d+"))
    expect(page.locator("[data-center][aria-pressed=true]")).to_be_focused()
    expect(page).to_have_url(re.compile(r"centro=\d+"))
    near = page.locator("[data-rows] tbody tr").count()
    page.get_by_label("dos pasos").check()
    expect(page.locator("[data-rows] tbody tr")).not_to_have_count(near)
    page.get_by_role("button", name="Ver toda la red").click()
    expect(said).to_contain_text("Organizaciones a la vista: 26.")
    page.get_by_label("Negocios").uncheck()
    expect(page).to_have_url(re.compile(r"lazos="))
    assert looks_wrong(page, "the explorer") == []


@pytest.mark.parametrize("page", [(DRAWING, 1280, "dark")], indirect=True)
def test_an_address_opens_the_explorer_as_it_was_left(page: Page, site: Site) -> None:
    place = f"/red/{network_key(site, RIVER)}/explorar"
    page.goto(place)
    page.locator("[data-center]").first.click()
    expect(page).to_have_url(re.compile(r"centro=\d+"))
    told = page.locator("[data-said]").inner_text()

    page.goto(page.url)

    expect(page.locator("[data-said]")).to_have_text(told)


@pytest.mark.parametrize("page", [(BLIND, 360, "light")], indirect=True)
def test_a_telephone_that_cannot_draw_keeps_its_list(page: Page, site: Site) -> None:
    page.goto(f"/red/{network_key(site, RIVER)}/explorar")

    expect(page.locator("[data-without-drawing]")).to_be_visible()
    expect(page.locator("[data-stage]")).to_be_hidden()
    assert page.locator("[data-rows] tbody tr").count() == 26
    assert looks_wrong(page, "the explorer without a drawing") == []


def test_without_scripts_the_explorer_is_a_list_to_search(
    open_page: OpenPage, site: Site
) -> None:
    visitor = Visitor(open_page(site, javascript=False))
    visitor.sign_in(coordinator(site, RIVER))
    visitor.go(f"/red/{network_key(site, RIVER)}/explorar")

    visitor.fill("Nombre o parte del nombre", "cacao").press("Buscar")

    visitor.reads("Asociación Cacaotera Filo Alto")
    assert visitor.page.locator("[data-rows] tbody tr").count() == 2
    assert visitor.page.locator("[data-stage]").is_hidden()
