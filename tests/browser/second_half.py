"""From the order to settled books, as people press it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from playwright.sync_api import expect

from tests.browser.visitor import Visitor

if TYPE_CHECKING:
    from tests.browser.cast import House
    from tests.browser.first_half import Story

#: Units that never come, and units that come broken.
MISSING: Final = 20
BROKEN: Final = 4
_LIST_OF_MEMBERS: Final = re.compile(r"asociacion=\d+")


def order(story: Story) -> None:
    """The order is made, signed by two, printed and sent."""
    officer = story.officer.go(f"{story.purchase}/pedido")
    officer.press("Hacer los pedidos").press("Leí los pedidos y los firmo")
    officer.reads("Falta la firma de otra persona")
    treasurer = story.treasurer_of(story.convener).go(f"{story.purchase}/pedido")
    treasurer.press("Leí los pedidos y los firmo")
    with treasurer.page.expect_download() as download:
        treasurer.follow("Bajar para imprimir")
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    officer.go(f"{story.purchase}/pedido").press("Enviar el pedido")
    officer.reads("El pedido está hecho")


def receive(story: Story) -> None:
    """What comes is short, and some of it broken; no more is expected."""
    officer = story.officer.go(f"{story.purchase}/recibir")
    officer.follow("Anotar lo que llegó")
    told = re.search(r"Faltan ([\d.]+)", officer.text)
    assert told is not None, officer.text
    ordered = int(told[1].replace(".", ""))
    officer.fill("Llegaron buenos", str(ordered - MISSING - BROKEN))
    officer.fill("Llegaron dañados", str(BROKEN)).fill("¿Qué daño", "Rotos y mojados")
    officer.fill("Lote", "L-2026-11").fill("Vence el", "2028-11-30")
    officer.fill("Número de la remisión", "R-4471").press("Guardar lo que llegó")
    officer.reads("Llegaron dañados: 4", "lote L-2026-11", "vence el")
    officer.follow("No se espera más")
    officer.fill("¿Por qué?", "El proveedor no tiene más de este producto.")
    officer.press("Terminar la entrega").reads("Entrega terminada")


def share(story: Story) -> None:
    """What came sound is shared, with a reason for everybody."""
    officer = story.officer.go(f"{story.purchase}/reparto")
    officer.press("Repartir").reads("Por qué", "Recibe")
    assert story.newcomer is not None
    story.newcomer.go(story.purchase).reads("Lo que le toca")


def hand_over(story: Story) -> None:
    """Associations get their part, and every member theirs, with a witness."""
    officer = story.officer
    for house in story.others:
        officer.go(f"{story.purchase}/entregar")
        card = officer.main.locator("section", has_text=house.name)
        card.get_by_role("link", name="Entregar a la asociación").click()
        officer.tick("Firmó la lista").press("Anotar la entrega")
    for house in story.parties:
        hand_to_members(story, house)
    officer.go(f"{story.purchase}/entregar")
    with officer.page.expect_download() as download:
        officer.follow("Lista para firmar")
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    # With the last hand-over the sharing is over.
    officer.go(story.purchase).reads("Ya se entregó")


def hand_to_members(story: Story, house: House) -> None:
    """An officer of an association hands over to each of its members."""
    officer = story.officer_of(house)
    address = f"{story.purchase}/entregar?asociacion={house.id}"
    waiting = (
        officer.go(address)
        .main.get_by_role("link", name="Entregar a ")
        .filter(has_not_text="asociación")
    )
    for _turn in range(waiting.count()):
        officer.go(address)
        waiting.first.click()
        officer.tick("Hay un testigo").fill("Nombre del testigo", "La vecina de todos")
        officer.press("Anotar la entrega")
    officer.go(address)
    expect(waiting).to_have_count(0)


def bill(story: Story) -> None:
    """The supplier asks for everything ordered; what did not come is claimed."""
    treasurer = story.treasurer_of(story.convener).go(f"{story.purchase}/factura")
    treasurer.follow("Anotar la factura")
    asked = re.search(r"Se pidieron .* por \$\s?(\d[\d.]*\d|\d)", treasurer.text)
    freight = re.search(r"En el pedido: \$\s?(\d[\d.]*\d|\d)", treasurer.text)
    assert asked is not None, treasurer.text
    treasurer.fill("Número de la factura", "FE-20381")
    treasurer.fill("Valor total", asked[1])
    treasurer.fill("Flete", freight[1] if freight else "0")
    treasurer.press("Revisar antes de anotar").reads("Se reclaman")
    treasurer.press("Anotar la factura").reads("FE-20381", "Anotada")
    treasurer.follow("Cobrar a cada uno").reads("Quedará debiendo")
    treasurer.press("Cobrar a todos")
    story.officer.go(story.purchase).reads("Ya se cobró a cada uno")


def pay(story: Story) -> None:
    """Members pay, associations pay the convener, the convener pays the supplier."""
    cash = take_payments(story, story.convener, first_in_cash=True)
    for house in story.others:
        take_payments(story, house)
    treasurer = story.treasurer_of(story.convener)
    take_from_associations(story, treasurer)
    take_credit(story, treasurer)
    for how, amount in (("Efectivo", cash), ("Transferencia", "")):
        treasurer.go(f"{story.purchase}/cuentas")
        suppliers = treasurer.main.locator("section", has_text="a los proveedores")
        suppliers.get_by_role("link", name="Pagar").click()
        second = treasurer.main.get_by_label("¿Quién más estuvo presente?")
        second.select_option(index=1)
        settle(treasurer, how, amount)


def take_payments(story: Story, house: House, *, first_in_cash: bool = False) -> str:
    """A treasurer takes what each member owes; returns what was paid in cash."""
    treasurer = story.treasurer_of(house).go(f"{story.purchase}/cuentas")
    table = treasurer.main.locator("section", has_text=house.name).first
    owing = table.get_by_role("link", name="Recibir pago")
    cash = ""
    for turn in range(owing.count()):
        treasurer.go(f"{story.purchase}/cuentas")
        owing.first.click()
        how = "Efectivo" if first_in_cash and not turn else "Transferencia"
        paid = settle(treasurer, how)
        cash = cash or paid
    check_receipt(story, treasurer)
    return cash


def take_from_associations(story: Story, treasurer: Visitor) -> None:
    """The convener's treasurer records what every association paid it."""
    debts = treasurer.main.locator("section", has_text="Lo que deben las asociaciones")
    owing = debts.get_by_role("link", name="Recibir pago")
    treasurer.go(f"{story.purchase}/cuentas")
    for _turn in range(owing.count()):
        treasurer.go(f"{story.purchase}/cuentas")
        owing.first.click()
        settle(treasurer, "Transferencia")


def settle(treasurer: Visitor, how: str, amount: str = "") -> str:
    """Record a payment, whole unless told otherwise, after looking it over."""
    treasurer.tick(how)
    if how == "Transferencia":
        treasurer.fill("Número de la transferencia", "TR-5519-0042")
    if amount:
        treasurer.fill("¿Cuánto?", amount)
    typed = treasurer.main.get_by_label("¿Cuánto?").input_value()
    treasurer.press("Revisar antes de anotar").press("Anotar el pago")
    treasurer.reads("Pago anotado. Este es el recibo.")
    return typed


def take_credit(story: Story, treasurer: Visitor) -> None:
    """The supplier takes back what it asked for goods that never came or broke."""
    credit = treasurer.main.get_by_role("link", name="Dio nota crédito")
    treasurer.go(f"{story.purchase}/reclamos")
    for turn in range(credit.count()):
        treasurer.go(f"{story.purchase}/reclamos")
        credit.first.click()
        treasurer.fill("Número de la nota crédito", f"NC-{turn + 118}")
        treasurer.press("Revisar antes de anotar").press("Anotar")


def check_receipt(story: Story, treasurer: Visitor) -> None:
    """A stranger with the address of the receipt sees that it is genuine."""
    code = treasurer.main.locator("figure.receipt-qr a")
    address = code.get_attribute("href")
    assert address is not None
    stranger = Visitor(story.open_page(story.site, javascript=False))
    stranger.go(address)
    stranger.reads("Este recibo es auténtico")


def finish(story: Story) -> None:
    """Everything is at zero: the purchase ends, and the books agree."""
    officer = story.officer.go(f"{story.purchase}/terminar").reads("Todo cuadra")
    officer.press("Terminar la compra").reads("Compra terminada")
    verified = subprocess.run(
        [
            str(Path(sys.executable).with_name("tejido")),
            *("ledger", "verify", "--data", str(story.site.folder)),
        ],
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr
