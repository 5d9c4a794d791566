"""What the economy answers to the questions on the page of a network."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.economy.queries.economy import EconomyPage, economy_page
from marketplace.economy.queries.fulfilment import fulfilment_page
from marketplace.economy.queries.substitution import substitution_page
from marketplace.filters import percent, show
from marketplace.kernel.money import Currency
from network.errors import NotAllowedError
from network.web.answers import Answer

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from marketplace.economy.queries.economy import CurrencyEconomy
    from marketplace.economy.queries.substitution import SubstitutionLine
    from network.policy import Actor
    from network.web.answers import Trend

#: Good news from here on, bad news under the other.
MOSTLY_DONE, OFTEN_FAILED = Fraction(9, 10), Fraction(3, 4)
#: One seller with so much of it is a dependency, and with half, a concentration.
DEPENDS, CONCENTRATED = Fraction(2, 5), Fraction(1, 2)


def answer_agreed(
    session: Session, network_id: int, *, actor: Actor, day: date
) -> Answer | None:
    """Answer 5: is what was agreed being done?"""
    try:
        page = fulfilment_page(session, network_id, actor=actor, day=day)
    except NotAllowedError:
        return None
    part = page.score.part
    if part is None:
        return None
    return Answer(
        5,
        ngettext(
            "Cumplidos: %(kept)d de %(num)d entrega o pago con fecha.",
            "Cumplidos: %(kept)d de %(num)d entregas y pagos con fecha.",
            page.score.due,
            kept=page.score.kept,
        ),
        percent(part, 0),
        trend(page.part_last_month, part),
        url_for("economy.fulfilment", network_id=network_id),
        _("Ver qué falta"),
        url_for("economy.fulfilment", network_id=network_id, _anchor="falta"),
        is_good=part >= MOSTLY_DONE or (None if part >= OFTEN_FAILED else False),
    )


def answer_stays(
    session: Session, network_id: int, *, actor: Actor, day: date
) -> Answer | None:
    """Answer 6: how much of the money stays?"""
    found = _main(session, network_id, actor, day)
    if found is None or found.stays is None:
        return None
    return Answer(
        6,
        _(
            "De cada 100 %(coins)s que gastan las asociaciones, %(stays)s se"
            " quedan en la red.",
            coins=coins_of(found.currency),
            stays=found.stays_of_100,
        ),
        percent(found.stays, 0),
        trend(found.stays_last_month, found.stays),
        url_for("economy.economy", network_id=network_id),
        _("Ver qué se puede comprar adentro"),
        url_for("economy.substitute", network_id=network_id),
    )


def answer_bought_outside(
    session: Session, network_id: int, *, actor: Actor, day: date
) -> Answer | None:
    """Answer 7: what is bought outside that somebody of the network makes?"""
    try:
        page = substitution_page(session, network_id, actor=actor, day=day)
    except NotAllowedError:
        return None
    if not page.bought_outside:
        return None
    url = url_for("economy.substitute", network_id=network_id)
    count = len(page.lines) + page.more
    if not count:
        return Answer(
            7, _("Lo que se compra afuera no lo hace nadie de la red todavía."), "0"
        )
    first = page.lines[0]
    return Answer(
        7,
        ngettext(
            "%(first)s: se compra afuera, y alguien de la red lo hace o podría.",
            "%(first)s: se compra afuera, y alguien de la red lo hace o podría."
            " Hay %(num)d productos así.",
            count,
            first=first.product,
        ),
        show(first.amount) if first.amount else show(count),
        _amount_trend(first),
        url,
        _("Ver quién compra y quién hace"),
        url,
        is_bad_when_up=True,
    )


def answer_circulates(
    session: Session, network_id: int, *, actor: Actor, day: date
) -> Answer | None:
    """Answer 8: does it circulate or concentrate?"""
    found = _main(session, network_id, actor, day)
    if found is None or found.concentration is None:
        return None
    largest = found.concentration.largest
    words = {"of_100": found.largest_of_100, "coins": coins_of(found.currency)}
    if largest >= CONCENTRATED:
        sentence = _(
            "Se concentra: %(of_100)s de cada 100 %(coins)s van a un solo proveedor.",
            **words,
        )
    elif found.cycling:
        sentence = _(
            "Circula: %(cycled)s de cada 100 %(coins)s vuelven a pasar por la red.",
            cycled=found.cycled_of_100,
            coins=words["coins"],
        )
    else:
        sentence = _(
            "Se reparte, pero no vuelve: el mayor proveedor recibe %(of_100)s de"
            " cada 100 %(coins)s.",
            **words,
        )
    return Answer(
        8,
        sentence,
        percent(largest, 0),
        trend(found.largest_last_month, largest),
        url_for("economy.economy", network_id=network_id, _anchor="circula"),
        _("Ver qué se puede comprar adentro"),
        url_for("economy.substitute", network_id=network_id),
        is_good=False if largest >= CONCENTRATED else None,
        columns=(_("Quién recibe"), _("Recibió"), _("Parte")),
        rows=tuple(
            (each.name, show(each.amount), percent(each.part, 0))
            for each in found.sellers
        ),
        is_bad_when_up=True,
    )


def answer_depends(
    session: Session, network_id: int, *, actor: Actor, day: date
) -> Answer | None:
    """Answer a part of 3: is there a seller on whom too much depends?"""
    found = _main(session, network_id, actor, day)
    if found is None or found.concentration is None:
        return None
    largest, seller = found.concentration.largest, found.main_seller
    if largest < DEPENDS or seller is None:
        return None
    return Answer(
        3,
        _(
            "%(seller)s recibe %(of_100)s de cada 100 %(coins)s que se gastan en"
            " compras.",
            seller=seller.name,
            of_100=found.largest_of_100,
            coins=coins_of(found.currency),
        ),
        percent(largest, 0),
        "",
        url_for("economy.economy", network_id=network_id, _anchor="circula"),
        is_good=False,
        is_bad_when_up=True,
    )


#: What the page of a network asks of this area.
ANSWERS = (
    answer_depends,
    answer_agreed,
    answer_stays,
    answer_bought_outside,
    answer_circulates,
)


def coins_of(currency: Currency) -> str:
    """Return what the coins of a currency are called in a sentence."""
    return _("pesos") if currency is Currency.COP else _("dólares")


def _main(
    session: Session, network_id: int, actor: Actor, day: date
) -> CurrencyEconomy | None:
    """Return the economy of the currency in which most organisations spent."""
    page = _economy(session, network_id, actor, day)
    if page is None or not page.economies:
        return None
    return max(page.economies, key=lambda each: each.buyers)


def _economy(
    session: Session, network_id: int, actor: Actor, day: date
) -> EconomyPage | None:
    """Return the economy, read once for all answers of a page."""
    read: dict[tuple[int, int, date], EconomyPage | None]
    read = g.setdefault("economies_read", {})
    key = (network_id, actor.person_id, day)
    if key not in read:
        try:
            read[key] = economy_page(session, network_id, actor=actor, day=day)
        except NotAllowedError:
            read[key] = None
    return read[key]


def _amount_trend(line: SubstitutionLine) -> Trend:
    """Tell where the yearly amount of a product went in a month."""
    if line.amount is None or line.amount_last_month is None:
        return ""
    if line.amount == line.amount_last_month:
        return "same"
    return "up" if line.amount > line.amount_last_month else "down"


def trend(before: Fraction | None, now: Fraction) -> Trend:
    """Tell where a part went, in whole percents."""
    if before is None:
        return ""
    one, other = round(before * 100), round(now * 100)
    if one == other:
        return "same"
    return "up" if other > one else "down"
