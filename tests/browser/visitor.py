"""Somebody at a telephone or a desk: goes, types, presses, reads."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from playwright.sync_api import expect
from pyotp.totp import TOTP

from tests.browser.cast import PASSWORD

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from tests.browser.cast import Person

#: How long something that a job does may take to appear, in seconds.
PATIENCE: Final = 60.0


class Visitor:
    """A person with a page open.

    Attributes:
        page: What they look at.
    """

    def __init__(self, page: Page) -> None:
        self.page = page

    def sign_in(self, person: Person) -> Visitor:
        """Enter with e-mail and password."""
        self.go("/entrar")
        self.page.get_by_label("correo").fill(person.email)
        self.page.get_by_label("Clave", exact=True).fill(PASSWORD)
        self.main.get_by_role("button", name="Entrar").click()
        expect(self.page.get_by_role("button", name="Salir")).to_be_attached()
        return self

    def begin_network(self) -> Visitor:
        """Create the first network of an empty instance and its second step."""
        self.go("/").follow("Crear mi red")
        self.fill("Nombre de la red", "Red de la Ladera")
        self.fill("Territorio", "Tres veredas de la montaña")
        self.choose("País", "Colombia")
        self.fill("Nombre y apellido", "Rosalba Prueba Montaña")
        self.fill("celular", "310 555 01 88").fill("Clave", "palabras largas de monte")
        self.tick("Autorizo").press("Crear la red")
        self.go("/cuenta/segundo-paso").press("Empezar")
        secret = self.main.locator("code").inner_text().replace(" ", "")
        self.fill("código", TOTP(secret).now()).press("Activar")
        return self

    @property
    def main(self) -> Locator:
        """What the page is about, without its frame."""
        return self.page.locator("main")

    def go(self, address: str) -> Visitor:
        """Open an address of the site."""
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status < 400, f"{answer.status} at {address}: {self.text}"
        return self

    def follow(self, name: str) -> Visitor:
        """Press a link of the page."""
        self.main.get_by_role("link", name=name).first.click()
        return self

    def press(self, name: str, *, within: Locator | None = None) -> Visitor:
        """Press a button and wait for what comes; no error may be on it."""
        where = within or self.main
        where.get_by_role("button", name=name, exact=True).first.click()
        self.page.wait_for_load_state("domcontentloaded")
        told = self.page.locator(".error-summary, .flash.error, .flashes .error")
        assert told.count() == 0, told.first.inner_text()
        return self

    def fill(self, label: str, text: str, *, nth: int = 0) -> Visitor:
        """Write in a field that is found by its label, opening what hides it."""
        field = self.main.get_by_label(label).nth(nth)
        self.unfold(field)
        field.fill(text)
        return self

    def choose(self, label: str, option: str) -> Visitor:
        """Choose from a list by the words of the option."""
        self.main.get_by_label(label).first.select_option(label=option)
        return self

    def tick(self, label: str, *, exact: bool = False) -> Visitor:
        """Tick a box or a round button by its label."""
        field = self.main.get_by_label(label, exact=exact).first
        self.unfold(field)
        field.check()
        return self

    def attach(self, label: str, file: Path) -> Visitor:
        """Choose a file."""
        field = self.main.get_by_label(label).first
        self.unfold(field)
        field.set_input_files(file)
        return self

    def unfold(self, field: Locator) -> None:
        """Open the disclosures in which a field is."""
        for summary in field.locator("xpath=ancestor::details[not(@open)]").all():
            summary.locator("summary").first.click()

    def open(self, words: str) -> Visitor:
        """Open a disclosure."""
        self.main.locator("summary", has_text=words).first.click()
        return self

    def reads(self, *words: str) -> Visitor:
        """Assert that the page says something."""
        for each in words:
            expect(self.main).to_contain_text(each)
        return self

    def waits_for(self, words: str) -> Visitor:
        """Load the page again until it says something that a job has to do."""
        deadline = time.monotonic() + PATIENCE
        while words not in self.text and time.monotonic() < deadline:
            time.sleep(0.5)
            self.page.reload()
        return self.reads(words)

    @property
    def text(self) -> str:
        """The words of the page that can be seen."""
        return self.main.inner_text()

    @property
    def path(self) -> str:
        """Where the visitor is, without the site's address."""
        return self.page.url.split("/", 3)[3]
