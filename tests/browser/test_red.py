"""A coordinator and a delegate read their network and weave it, in real browsers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser.cast import coordinator, house_called, network_key
from tests.browser.visitor import Visitor
from tests.browser.watch import looks_wrong, sideways_scroll

if TYPE_CHECKING:
    from tests.browser.conftest import OpenPage
    from tests.browser.site import Site

RIVER: Final = "Red Río y Montaña"
HIGHLAND: Final = "Red Páramo Vivo"
MILL: Final = "Asociación Molino Campesino La Mazorca"
COMPOST: Final = "Asociación de Abonos Hoja Caída"


@dataclass(frozen=True, slots=True)
class Way:
    """How somebody looks at the pages, and whose network it is.

    Attributes:
        width: Of the window, in pixels.
        network: The network that is read.
        house: The association of the delegate.
        trusted: Whom the delegate comes to trust.
        javascript: Whether the browser runs scripts.
    """

    width: int
    network: str
    house: str
    trusted: str
    javascript: bool

    def __str__(self) -> str:
        return f"{self.width}-{'scripts' if self.javascript else 'plain'}"


WAYS: Final = (
    Way(360, RIVER, MILL, "Asociación de Cacaoteros Grano Morado", javascript=True),
    Way(1280, RIVER, MILL, "Asociación Papera Cielo Roto", javascript=False),
    Way(360, HIGHLAND, COMPOST, "Asociación de Paperos Pastocalle", javascript=False),
    Way(1280, HIGHLAND, COMPOST, "Asociación Panificadora Tanicuchí", javascript=True),
)
#: What accepts a proposal for two that can buy together.
TWO_ASSOCIATIONS: Final = re.compile(r"^Aceptar\s*: .*Asociación .* y a Asociación ")
#: Pages of a network and of one of its associations that a coordinator opens.
PAGES: Final = (
    "/red/{red}",
    "/red/{red}?ver=dibujo",
    "/red/{red}?ver=mapa",
    "/red/{red}?sin={one}&con={one}-{other}&ver=dibujo",
    *(f"/red/{{red}}/preguntas/{number}" for number in range(1, 9)),
    "/red/{red}/lecturas",
    "/red/{red}/propuestas",
    "/red/{red}/tareas",
    "/red/{red}/tareas/nueva",
    "/red/{red}/confianza",
    "/red/{red}/explorar",
    "/red/{red}/salidas",
    "/red/{red}/territorios",
    "/red/{red}/territorios/nuevo",
    "/red/{red}/cadenas",
    "/red/{red}/economia",
    "/red/{red}/sustituir",
    "/red/{red}/encadenamiento",
    "/red/{red}/cumplimiento",
    "/organizaciones/{one}/lazos/{red}",
)
#: Pages that only the association's own delegate opens.
OWN_PAGES: Final = (
    "/organizaciones/{one}/lazos/{red}",
    "/organizaciones/{one}/confianza/{red}",
    "/organizaciones/{one}/confianza/{red}/con/{other}",
)


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_coordinator_reads_the_red_and_brings_two_together(
    site: Site, open_page: OpenPage, way: Way
) -> None:
    page = open_page(site, width=way.width, javascript=way.javascript)
    weaver = Visitor(page).sign_in(coordinator(site, way.network))

    weaver.go("/red").reads(way.network)
    weaver.reads("Red descentralizada", "de 100", "Alertas", "Ocho preguntas")
    weaver.follow("Ver la propuesta").reads("Lazos que conviene tejer", "Por qué")
    pair = accept_first(weaver, "Invitarlas a una compra conjunta")
    weaver.follow("Invitarlas a una compra")
    assert weaver.path.startswith("compras/nueva/datos"), weaver.path
    for name in pair:
        expect(weaver.main.get_by_label(name, exact=True).first).to_be_checked()

    weaver.go(f"/red/{network_key(site, way.network)}/propuestas")
    pair = accept_first(weaver, "Planear una visita entre las dos")
    weaver.fill("¿Qué resultó?", "Quedaron de comprar juntas el abono.")
    weaver.press("Anotar que se hizo")
    told(weaver, "el lazo quedó tejido")
    weaver.go(f"/red/{network_key(site, way.network)}/tareas")
    weaver.reads("Quedaron de comprar juntas el abono.", *pair)
    one = house_called(site, pair[0])
    weaver.go(f"/organizaciones/{one.id}/lazos/{network_key(site, way.network)}")
    weaver.reads(pair[1], "Visitas y talleres")


def accept_first(weaver: Visitor, how: str) -> tuple[str, str]:
    """Accept the best proposal for two associations and return their names."""
    weaver.main.get_by_role("link", name=TWO_ASSOCIATIONS).first.click()
    weaver.reads("Nota para acordarse")
    weaver.tick(how).press("Aceptar")
    told(weaver, "Quedó como tarea de la coordinación.")
    both = weaver.main.locator("li a[href^='/organizaciones/']")
    one, other = (both.nth(place).inner_text() for place in range(2))
    return one, other


def told(visitor: Visitor, words: str) -> None:
    """Assert that the visitor is told that something was done."""
    expect(visitor.page.locator(".flashes")).to_contain_text(words)


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_delegate_declares_trust_and_reads_the_own_page(
    site: Site, open_page: OpenPage, way: Way
) -> None:
    house, red = house_called(site, way.house), network_key(site, way.network)
    page = open_page(site, width=way.width, javascript=way.javascript)
    delegate = Visitor(page).sign_in(house.one("officer"))

    delegate.go(f"/organizaciones/{house.id}/lazos/{red}")
    delegate.reads(way.house, "¿Y si falta?", "Con quién, en qué y desde cuándo")
    delegate.follow("Declarar confianza").reads("Lo que hemos cumplido")
    delegate.fill("Nombre", way.trusted).press("Buscar").follow(way.trusted)
    delegate.reads("Todavía ninguna de las dos ha declarado confianza.")
    delegate.fill("¿Por qué?", "          ")
    delegate.main.get_by_role("button", name="Declarar confianza").click()
    expect(
        delegate.main.locator(".error-summary, [aria-invalid]").first
    ).to_be_visible()
    reason = "Nos compraron a tiempo y avisaron cuando cambió el pedido."
    delegate.fill("¿Por qué?", reason)
    delegate.press("Declarar confianza")
    told(delegate, "Lo que declaró quedó guardado.")
    delegate.reads(reason)
    delegate.go(f"/organizaciones/{house.id}/confianza/{red}")
    delegate.reads(way.trusted, "Falta que ellas la declaren.")

    other = Visitor(open_page(site, width=way.width, javascript=way.javascript))
    other.sign_in(house_called(site, way.trusted).one("officer"))
    trusted = house_called(site, way.trusted)
    other.go(f"/organizaciones/{trusted.id}/confianza/{red}/con/{house.id}")
    other.reads(reason)


@pytest.mark.parametrize("network", [RIVER, HIGHLAND])
def test_the_pages_of_the_red_look_right_to_a_coordinator(
    site: Site, open_page: OpenPage, network: str
) -> None:
    red = network_key(site, network)
    house = MILL if network == RIVER else COMPOST
    one = house_called(site, house).id
    visitor = Visitor(open_page(site)).sign_in(coordinator(site, network))

    faults = look_at(visitor, PAGES, red=red, one=one, other=one - 1)

    assert not faults, "\n".join(faults)


def test_the_pages_of_trust_look_right_to_a_delegate(
    site: Site, open_page: OpenPage
) -> None:
    house, red = house_called(site, MILL), network_key(site, RIVER)
    other = house_called(site, "Asociación de Mujeres Avicultoras El Nido").id
    visitor = Visitor(open_page(site)).sign_in(house.one("officer"))

    faults = look_at(visitor, OWN_PAGES, red=red, one=house.id, other=other)

    assert not faults, "\n".join(faults)


def test_a_stranger_sees_nothing_of_the_red(site: Site, open_page: OpenPage) -> None:
    page = open_page(site)
    red = network_key(site, RIVER)
    one = house_called(site, MILL).id

    for address in (*PAGES, *OWN_PAGES):
        page.goto(address.format(red=red, one=one, other=one - 1))
        assert re.search(r"/entrar\b", page.url), page.url


def test_the_coordinator_of_another_network_finds_nothing(
    site: Site, open_page: OpenPage
) -> None:
    page = open_page(site)
    Visitor(page).sign_in(coordinator(site, HIGHLAND))
    red, one = network_key(site, RIVER), house_called(site, MILL).id
    statuses = {
        address: page.request.get(
            address.format(red=red, one=one, other=one - 1)
        ).status
        for address in PAGES
    }

    assert set(statuses.values()) == {404}, statuses


def look_at(visitor: Visitor, addresses: tuple[str, ...], **keys: int) -> list[str]:
    """Return what is wrong with pages, with letters of twice the size too."""
    faults: list[str] = []
    page = visitor.page
    for address in addresses:
        visitor.go(address.format(**keys))
        faults += looks_wrong(page)
        page.set_viewport_size({"width": 640, "height": 760})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        wider = sideways_scroll(page)
        if wider:
            faults.append(f"{page.url}: {wider} pixels too wide at twice the letters")
        page.set_viewport_size({"width": 360, "height": 760})
    return faults
