"""From the call to a price that everybody accepted, as people press it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from openpyxl import load_workbook
from playwright.sync_api import expect

from network.clock import today
from tests.browser.cast import PASSWORD, House, Person, houses, suppliers
from tests.browser.visitor import Visitor
from tests.browser.watch import looks_wrong

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import OpenPage
    from tests.browser.site import Site

TITLE: Final = "Abono de la travesía"
NEWCOMER: Final = "Eulalia Prueba Tejedora"
HELPED: Final = "Wenceslao Prueba Arriero"
WIDE: Final = 1100


@dataclass
class Story:
    """What the chapters of the journey share.

    Attributes:
        site: The running program.
        open_page: Opens a page of a new person.
        folder: Where files are written.
        convener: The association that calls and pays the supplier.
        others: The two others that take part.
        signed_in: Who has a page open, by e-mail.
        purchase: Address of the purchase, as ``/compras/7``.
        newcomer: The member who came by invitation.
        faults: What looked wrong on the way.
    """

    site: Site
    open_page: OpenPage
    folder: Path
    convener: House
    others: tuple[House, ...]
    signed_in: dict[str, Visitor] = field(default_factory=dict)
    purchase: str = ""
    newcomer: Visitor | None = None
    faults: list[str] = field(default_factory=list)

    def look(self, *addresses: str) -> None:
        """Look closely at pages of the purchase as its officer sees them now."""
        for address in addresses or ("",):
            page = self.officer.go(f"{self.purchase}{address}").page
            self.faults += looks_wrong(page)

    @classmethod
    def begin(cls, site: Site, open_page: OpenPage, folder: Path) -> Story:
        """Find three associations of one network."""
        first, *others = houses(site, 3)
        return cls(site, open_page, folder, first, tuple(others))

    @property
    def parties(self) -> tuple[House, ...]:
        """The three associations."""
        return (self.convener, *self.others)

    @property
    def officer(self) -> Visitor:
        """The officer who runs the purchase: also its legal representative."""
        return self.visit(self.convener.one("legal_representative"))

    @property
    def second_officer(self) -> Visitor:
        """Another officer of the convener."""
        return self.visit(self.convener.one("officer", without="legal_representative"))

    def visit(self, person: Person, *, width: int = WIDE) -> Visitor:
        """The page of somebody, signed in once."""
        if person.email not in self.signed_in:
            page = self.open_page(self.site, width=width)
            self.signed_in[person.email] = Visitor(page).sign_in(person)
        return self.signed_in[person.email]

    def officer_of(self, house: House) -> Visitor:
        """The first officer of an association."""
        return self.visit(house.one("officer"))

    def treasurer_of(self, house: House) -> Visitor:
        """The treasurer of an association."""
        return self.visit(house.one("treasurer"))


def call(story: Story) -> None:
    """An officer calls a purchase of the network and opens it."""
    officer = story.officer.go("/compras/nueva/datos")
    officer.tick("Varias asociaciones")
    for house in story.parties:
        officer.tick(house.name, exact=True)
    officer.press("Continuar")
    officer.fill("Buscar insumo", "15-15-15").press("Buscar")
    officer.main.get_by_role("button", name=re.compile("Agregar .*bulto")).click()
    officer.fill("¿Cuánto cuesta hoy comprando solo?", "180.000")
    officer.fill("¿Dónde lo vio?", "El almacén del pueblo").press("Continuar")
    officer.fill("Nombre de la compra", TITLE)
    officer.fill("¿Hasta qué día se anota?", _in_days(3))
    officer.fill("¿Dónde se entrega?", "La bodega de la vereda")
    officer.fill("¿Qué día llega", _in_days(20))
    officer.press("Continuar").reads("Solo cuesta 180.000", TITLE)
    officer.press("Guardar la compra").reads("Nadie ve todavía esta compra")
    story.purchase = "/" + officer.path
    officer.press("Abrir y avisar").reads("Cierra el")


def join(story: Story) -> None:
    """The two others take part."""
    for house in story.others:
        officer = story.officer_of(house).go(story.purchase)
        officer.reads(f"{house.name} está invitada").press("Participar")
        officer.reads("Su asociación participa")


def note_by_invitation(story: Story) -> None:
    """Somebody new opens an invitation on a phone without JavaScript and orders."""
    officer = story.officer.go(story.purchase).open("Invitar o cambiar")
    officer.press("Invitar a alguien que no está en Tejido")
    address = officer.main.locator("code").inner_text()
    page = story.open_page(story.site, width=360, javascript=False)
    phone = story.newcomer = Visitor(page)
    phone.go(address).reads(story.convener.name)
    phone.fill("Nombre y apellido", NEWCOMER).fill("Celular", "310 555 01 77")
    phone.fill("Clave", PASSWORD).tick("Autorizo usar mis datos para pedidos")
    phone.press("Entrar")
    assert f"/{phone.path}".startswith(story.purchase), phone.path
    phone.follow("Anotar mi pedido").fill("¿cuánto necesita", "de 10 a 12")
    phone.press("Enviar").reads("El pedido quedó anotado", "de 10 a 12 bultos")
    phone.follow("Cambiar mi pedido").fill("¿cuánto necesita", "muchos")
    phone.main.get_by_role("button", name="Enviar").click()
    expect(phone.main.locator(".error-summary")).to_be_visible()
    phone.fill("¿cuánto necesita", "12").press("Enviar").reads("12 bultos")


def note_by_members(story: Story) -> None:
    """Members of two associations note their own orders on their phones."""
    wanted = {story.convener: (20, 15), story.others[1]: (30, 8, 25)}
    for house, amounts in wanted.items():
        for person, units in zip(house.members, amounts, strict=False):
            phone = story.visit(person, width=360).go(f"{story.purchase}/mi-pedido")
            phone.fill("¿cuánto necesita", str(units)).press("Enviar")
            phone.reads("El pedido quedó anotado")


def note_for_others(story: Story) -> None:
    """Officers type: for a member, and for somebody who is new and helped."""
    house, person = story.convener, story.convener.members[2]
    officer = story.officer.go(f"{story.purchase}/pedidos/persona")
    officer.fill("Nombre", person.name).press("Buscar").follow(person.name)
    officer.fill("¿cuánto necesita", "de 18 a 20").press("Guardar el pedido")
    officer.reads(person.name, "El pedido quedó anotado", house.name)
    other = story.officer_of(story.others[1])
    other.go(f"{story.purchase}/pedidos/nueva-persona")
    other.fill("Nombre y apellido", HELPED).fill("¿cuánto necesita", "10")
    other.tick("La persona autorizó").fill("Autorizó de palabra", "Dos vecinas")
    other.press("Anotar persona y pedido").reads(HELPED)


def note_by_spreadsheet(story: Story) -> None:
    """An officer fills in the template of the association and brings it back."""
    house = story.others[0]
    officer = story.officer_of(house).go(f"{story.purchase}/pedidos/traer")
    officer.open("¿No tiene una lista?")
    with officer.page.expect_download() as download:
        officer.follow("Plantilla en Excel")
    sheet = story.folder / "pedidos.xlsx"
    download.value.save_as(sheet)
    fill_orders(sheet, {house.members[k].name: 15 + 5 * k for k in range(4)})
    officer.attach("Archivo de Excel", sheet).press("Ver qué trae")
    officer.reads("Filas con errores").press("Traer 4 pedidos")
    officer.reads("Pedidos nuevos: 4")
    officer.go(f"{story.purchase}/pedidos/traer").attach("Archivo de Excel", sheet)
    officer.press("Ver qué trae").press("Traer 4 pedidos")
    officer.reads("Este archivo ya se había traído. No cambió nada.")


def close(story: Story) -> None:
    """The officer closes the list with the orders of twelve people."""
    officer = story.officer.go(story.purchase).open("Invitar o cambiar")
    officer.press("Cerrar ya").reads("La lista está cerrada")
    officer.press("Empezar a cotizar").reads("Se están reuniendo cotizaciones")


def quote(story: Story) -> None:
    """Two offers are typed and one comes as a spreadsheet, then a better one."""
    first, second, third = suppliers(story.site)[:3]
    type_offer(story, first, "160.000", ("100", "150.000"))
    type_offer(story, second, "158.000", ("200", "149.000"))
    officer = import_offer(story, third, {0: 165_000, 150: 148_000})
    officer.reads("Nuevo").press("Guardar la cotización").reads(third)
    officer = import_offer(story, third, {0: 165_000, 150: 146_000})
    officer.reads("Bajó", "148.000", "146.000").press("Guardar la cotización")
    officer.reads(first, second, third)


def type_offer(story: Story, name: str, price: str, tier: tuple[str, str]) -> None:
    """Type the offer of a supplier: a price, and a better one from some units on."""
    officer = story.officer.go(f"{story.purchase}/cotizaciones/proveedor")
    officer.follow(name)
    officer.fill("Precio de cada uno", price)
    officer.fill("Desde", tier[0], nth=1).fill("Precio de cada uno", tier[1], nth=1)
    officer.fill("Flete de todo el viaje", "300.000")
    officer.fill("¿Hasta qué día vale?", _in_days(25)).fill("Días para pagar", "30")
    officer.press("Guardar la cotización").reads("La cotización quedó anotada")


def import_offer(story: Story, name: str, prices: dict[int, int]) -> Visitor:
    """Bring the price list of a supplier, up to the page that shows what changes."""
    sheet = story.folder / "precios.xlsx"
    officer = story.officer.go(f"{story.purchase}/cotizaciones/proveedor")
    officer.follow(name).follow("Mejor traer la lista").open("¿No tiene una lista?")
    with officer.page.expect_download() as download:
        officer.follow("Plantilla en Excel")
    download.value.save_as(sheet)
    fill_prices(sheet, prices)
    officer.attach("Lista de precios", sheet)
    officer.fill("¿Hasta qué día vale?", _in_days(25)).fill("Días para pagar", "30")
    return officer.press("Ver qué cambia")


def plan(story: Story) -> None:
    """The best plan is found and two people choose it."""
    officer = story.officer.go(f"{story.purchase}/plan")
    officer.press("Buscar la mejor compra").waits_for("Demostrado")
    address = "/" + officer.path
    officer.press("Escoger este plan").reads("Falta otra persona")
    second = story.second_officer.go(address)
    second.press("Escoger este plan").reads("Ya se escogió el plan")


def confirm(story: Story) -> None:
    """Everybody is asked; some press, for others an officer notes it."""
    story.officer.go(story.purchase).press("Preguntar a todos")
    assert story.newcomer is not None
    story.newcomer.go(story.purchase).follow("Ver mi precio y responder")
    story.newcomer.press("Confirmo a este precio").reads("La respuesta quedó anotada")
    for house in (story.convener, story.others[1]):
        own = house.members[:2] if house is story.convener else house.members[:3]
        for person in own:
            phone = story.visit(person).go(f"{story.purchase}/confirmar")
            phone.press("Confirmo a este precio")
    for house in story.parties:
        answer_for_the_rest(story, story.officer_of(house))
    # With the last answer nobody is waited for any longer.
    story.officer.go(f"{story.purchase}/confirmaciones").reads("12 de 12")
    story.officer.go(story.purchase).waits_for("El precio quedó en firme")


def answer_for_the_rest(story: Story, officer: Visitor) -> None:
    """Note the answers of those who told an officer."""
    address = f"{story.purchase}/confirmaciones"
    silent = officer.go(address).main.locator("li", has_text="Falta")
    while silent.filter(has=officer.page.get_by_role("link")).count():
        silent.get_by_role("link", name="Anotar su respuesta").first.click()
        officer.fill("¿Ante quién lo dijo?", "El fiscal de la junta")
        officer.press("Acepta este precio").reads("La respuesta quedó anotada")


def fill_orders(path: Path, wanted: dict[str, int]) -> None:
    """Write quantities into the template of an association."""
    book = load_workbook(path)
    for row in book.worksheets[0].iter_rows(min_row=2):
        if row[0].value in wanted:
            row[3].value = wanted[str(row[0].value)]
    book.save(path)


def fill_prices(path: Path, prices: dict[int, int]) -> None:
    """Write the prices of the only input into the template for suppliers."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    item = sheet.cell(2, 1).value
    for place, (since, price) in enumerate(prices.items(), start=2):
        for column, value in enumerate((item, since, price), start=1):
            sheet.cell(place, column).value = value
    book.save(path)


def _in_days(days: int) -> str:
    """A day ahead, as a date field takes it."""
    day: date = today("America/Bogota") + timedelta(days=days)
    return day.isoformat()
