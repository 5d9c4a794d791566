"""The whole story of a joint purchase, in real browsers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser import first_half, second_half
from tests.browser.first_half import Story

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import OpenPage
    from tests.browser.site import Site


def test_three_associations_buy_together_and_their_books_agree(
    site: Site, open_page: OpenPage, tmp_path: Path
) -> None:
    story = Story.begin(site, open_page, tmp_path)

    first_half.call(story)
    first_half.join(story)
    first_half.note_by_invitation(story)
    first_half.note_by_members(story)
    first_half.note_for_others(story)
    first_half.note_by_spreadsheet(story)
    story.look("", "/pedidos", "/pedidos/faltan")
    first_half.close(story)
    first_half.quote(story)
    story.look("", "/cotizaciones", "/plan/otro")
    first_half.plan(story)
    story.look("", "/plan")
    first_half.confirm(story)
    story.look("", "/pedido")
    second_half.order(story)
    story.look("", "/recibir")
    second_half.receive(story)
    second_half.share(story)
    story.look("", "/reparto", "/entregar", "/reclamos")
    second_half.hand_over(story)
    second_half.bill(story)
    story.look("", "/cuentas", "/factura")
    second_half.pay(story)
    story.look("/terminar")
    second_half.finish(story)

    assert not story.faults, "\n".join(story.faults)
