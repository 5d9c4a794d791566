"""A book at a glance, its trial balance, and the statement of an account."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from flask import url_for

from marketplace.ledger import queries
from marketplace.ledger.core import AccountKind
from marketplace.ledger.views.shared import asked_currency, asked_cursor, bp
from network.db import db
from network.policy import Action
from network.web import current_actor, current_day, login_required, render_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/libro/<int:organisation_id>")
@login_required
def book(organisation_id: int) -> ResponseReturnValue:
    """Show the accounts of an organisation and how they were checked."""
    actor = current_actor()
    page = queries.book(db.session(), organisation_id, actor=actor)
    groups = [
        (nature, list(lines))
        for nature, lines in groupby(page.accounts, key=lambda line: line.nature)
    ]
    return render_page(
        "marketplace/ledger/book.html",
        page=page,
        groups=groups,
        day=current_day(),
        cash=page.of_kind(AccountKind.CASH),
        bank=page.of_kind(AccountKind.BANK),
        may_count=actor.holds(Action.COUNT_CASH, organisation_id)
        and not actor.holds(Action.RECORD_PAYMENT, organisation_id),
        may_receive=actor.holds(Action.RECORD_PAYMENT, organisation_id),
    )


@bp.get("/libro/<int:organisation_id>/balance")
@login_required
def trial_balance(organisation_id: int) -> ResponseReturnValue:
    """Show every balance on its side; both sides sum to the same."""
    page = queries.trial_balance(
        db.session(), organisation_id, actor=current_actor(), day=current_day()
    )
    return render_page(
        "marketplace/ledger/trial_balance.html",
        page=page,
        organisation_id=organisation_id,
    )


@bp.get("/libro/<int:organisation_id>/cuentas/<code>")
@login_required
def statement(organisation_id: int, code: str) -> ResponseReturnValue:
    """Show what moved in an account and what was left each time."""
    actor = current_actor()
    session = db.session()
    currency = asked_currency() or queries.book_currency(session, organisation_id)
    page = queries.statement(
        session, organisation_id, code, currency, actor=actor, before=asked_cursor()
    )
    sees_book = actor.holds(Action.SEE_BOOK, organisation_id)
    return render_page(
        "marketplace/ledger/statement.html",
        page=page,
        currency=currency,
        sees_book=sees_book,
        back=url_for("ledger.book", organisation_id=organisation_id)
        if sees_book
        else url_for("ledger.own"),
        is_first=asked_cursor() is None,
        older=_older(page),
        head=queries.chain_head(session),
    )


def _older(page: queries.Statement) -> str | None:
    """Return where the next page of a statement is."""
    if page.older is None:
        return None
    day, number = page.older
    return url_for(
        "ledger.statement",
        organisation_id=page.book_id,
        code=page.name.code,
        moneda=page.balance.currency.value,
        desde=f"{day.isoformat()},{number}",
    )
