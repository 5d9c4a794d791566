"""The drawing of a chain, from the market to where its inputs come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.economy.core.chains import MOST_BOXES, Diagram, Place, Stream, draw

if TYPE_CHECKING:
    from collections.abc import Sequence

    from marketplace.economy.queries.chains import ChainView, FlowLine


def diagram_of(chain: ChainView) -> Diagram:
    """Return the drawing of a chain: market, makers, inputs and who sells them."""
    market = _market(chain)
    makers = [Place("makers", _makers(chain), "maker")] if chain.makers else []
    shown = chain.flows[: 2 * MOST_BOXES]
    products = {each.flow.product_id: each.flow.product for each in shown}
    inputs = [
        Place(f"product:{key}", name, "input")
        for key, name in list(products.items())[:MOST_BOXES]
    ]
    sellers = list(dict.fromkeys(_seller(each) for each in shown))[:MOST_BOXES]
    streams = [Stream("makers", each.key, each.kind) for each in market]
    streams += [Stream(each.key, "makers", "input") for each in inputs]
    streams += [
        Stream(
            _seller(each).key,
            f"product:{each.flow.product_id}",
            _seller(each).kind,
            each.amount.minor if each.amount else 0,
        )
        for each in shown
    ]
    return draw(
        [
            (_("Mercado"), market),
            (_("Quién produce"), makers),
            (_("Qué compran"), inputs),
            (_("A quién"), sellers),
        ],
        streams,
    )


def _makers(chain: ChainView) -> str:
    return ngettext(
        "%(num)d organización de la cadena",
        "%(num)d organizaciones de la cadena",
        chain.makers,
    )


def _market(chain: ChainView) -> list[Place]:
    places = [
        Place(f"buyer:{place}", name, "market")
        for place, name in enumerate(_first(chain.buyers))
    ]
    if chain.sold:
        places.append(Place("inside", _("Organizaciones de la red"), "inside"))
    return places or [Place("nobody", _("Sin compradores anotados"), "nobody")]


def _first(names: Sequence[str]) -> list[str]:
    """Return some names, the last standing for all the others if there are more."""
    if len(names) <= MOST_BOXES:
        return list(names)
    rest = len(names) - MOST_BOXES + 1
    return [*names[: MOST_BOXES - 1], ngettext("%(num)d más", "%(num)d más", rest)]


def _seller(line: FlowLine) -> Place:
    """Return the place of who sold it; hidden ones share one of their kind."""
    kind = "inside" if line.flow.is_inside else "outside"
    if line.seller:
        return Place(f"seller:{line.flow.seller_id}", line.seller, kind)
    words = _("Organizaciones de la red") if line.flow.is_inside else _("De afuera")
    return Place(f"seller:{kind}", words, kind)
