"""What a cheap phone in a valley can carry: bytes and seconds."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.browser.visitor import Visitor
from tests.browser.watch import slow_down, weigh

if TYPE_CHECKING:
    from playwright.sync_api import Page

FIRST_PAGE_BYTES = 100_000
SCRIPT_BYTES = 50_000
SECONDS = 5.0


def test_the_first_page_and_the_purchase_are_light(phone: Page) -> None:
    weights = []
    for address in ("/", "/entrar", "/recorrido"):
        traffic = weigh(phone)
        Visitor(phone).go(address)
        phone.wait_for_load_state("networkidle")
        weights.append((address, traffic.total, traffic.script))

    assert max(total for _address, total, _script in weights) <= FIRST_PAGE_BYTES
    assert max(script for _address, _total, script in weights) <= SCRIPT_BYTES


def test_the_open_purchase_is_light_for_a_member(phone: Page) -> None:
    visitor = Visitor(phone).go("/recorrido")
    visitor.main.get_by_role("button", name="Entrar como").first.click()
    visitor.follow("Mire la compra abierta")
    traffic = weigh(phone)

    phone.reload(wait_until="networkidle")

    assert traffic.total <= FIRST_PAGE_BYTES
    assert traffic.script <= SCRIPT_BYTES


def test_the_first_page_comes_in_time_over_a_slow_line(phone: Page) -> None:
    slow_down(phone)
    begun = time.monotonic()

    Visitor(phone).go("/")

    assert time.monotonic() - begun <= SECONDS
