"""The receipt on paper: a QR and a page to print."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import segno
import typst
from flask_babel import gettext as _
from markupsafe import Markup

from marketplace.filters import day, money, show
from marketplace.kernel.words import amount_in_words
from marketplace.payments.models import Direction

if TYPE_CHECKING:
    from marketplace.payments.queries import ReceiptCard

_TEMPLATE = Path(__file__).resolve().parents[3] / (
    "templates/marketplace/payments/receipt.typ"
)


def qr_svg(address: str) -> Markup:
    """Return a QR of an address as SVG without styles, for a page."""
    drawing = _drawing(address, xmldecl=False, svgns=True, unit="")
    # The library draws from its own signs; the address only decides which.
    return Markup(drawing)  # noqa: S704 - no text of anybody is in it


def receipt_paper(receipt: ReceiptCard, address: str) -> bytes:
    """Return the receipt as a PDF of half a page.

    Args:
        receipt: What it says.
        address: Where anybody may check it.
    """
    words = {
        "title": show(receipt.direction),
        "number": str(receipt.number),
        "organisation": receipt.organisation,
        "cancelled": _("ANULADO") if receipt.cancelled_at else "",
        "amount": money(receipt.amount, with_code=True),
        "in_words": amount_in_words(receipt.amount),
        "check": _("Para saber si es auténtico: %(address)s", address=address),
        "code": receipt.code,
        "signature": _("Firma y cédula"),
        "facts": [
            [_("Fecha"), day(receipt.day)],
            [
                _("Recibimos de")
                if receipt.direction is Direction.IN
                else _("Pagamos a"),
                receipt.party,
            ],
            [_("Por"), receipt.purpose],
            [_("Forma de pago"), _way(receipt)],
            [_("Lo hizo"), receipt.issued_by],
        ],
    }
    return typst.compile(
        _TEMPLATE,
        format="pdf",
        sys_inputs={"words": json.dumps(words), "qr": _drawing(address)},
    )


def _way(receipt: ReceiptCard) -> str:
    return " ".join(filter(None, (show(receipt.method), receipt.reference)))


def _drawing(address: str, **options: bool | str) -> str:
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out,
        kind="svg",
        border=2,
        scale=4,
        svgclass="qr",
        lineclass=None,
        omitsize=False,
        **options,
    )
    return out.getvalue().decode()
