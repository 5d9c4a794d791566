"""The book as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import pgettext

from marketplace.filters import show
from marketplace.ledger import queries
from marketplace.ledger.views.exports import as_file
from marketplace.ledger.views.shared import asked_currency, bp
from network.db import db
from network.web import current_actor, current_day, login_required

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.typing import ResponseReturnValue

    from marketplace.ledger.views.exports import Cell
    from network.policy import Actor

#: Most rows of one file: more than a book has in many years.
_MOST = 50_000
_BATCH = 500


@bp.get("/libro/<int:organisation_id>/asientos.<any(csv, xlsx):kind>")
@login_required
def journal_file(organisation_id: int, kind: str) -> ResponseReturnValue:
    """Download every entry of a book, one row per posting."""
    columns = [
        _("Asiento"),
        _("Fecha"),
        _("Qué pasó"),
        _("Entra a"),
        _("Sale de"),
        _("Valor"),
        _("Moneda"),
        _("Anotó"),
        _("Corrige el asiento"),
        _("Razón"),
    ]
    rows = _journal_rows(organisation_id, current_actor())
    return as_file(f"asientos-{organisation_id}", kind, columns, rows)


@bp.get("/libro/<int:organisation_id>/balance.<any(csv, xlsx):kind>")
@login_required
def balance_file(organisation_id: int, kind: str) -> ResponseReturnValue:
    """Download the trial balance."""
    page = queries.trial_balance(
        db.session(), organisation_id, actor=current_actor(), day=current_day()
    )
    columns = [_("Cuenta"), _("Código"), pgettext("libro", "Debe"), _("Haber")]
    rows = [
        (account_words(line.name), line.name.code, line.debit, line.credit)
        for line in page.lines
    ]
    return as_file(f"balance-{organisation_id}", kind, columns, rows)


@bp.get("/libro/<int:organisation_id>/cuentas/<code>/movimientos.<any(csv, xlsx):kind>")
@login_required
def statement_file(organisation_id: int, code: str, kind: str) -> ResponseReturnValue:
    """Download the movements of an account."""
    columns = [
        _("Fecha"),
        _("Asiento"),
        _("Qué pasó"),
        _("Cuenta del otro lado"),
        _("Movimiento"),
        _("Saldo"),
        _("Moneda"),
    ]
    rows = _statement_rows(organisation_id, code, current_actor())
    name = code.replace(":", "-")
    return as_file(f"cuenta-{organisation_id}-{name}", kind, columns, rows)


def account_words(name: queries.NamedAccount) -> str:
    """Return an account in words: "Cuenta de Rosa", "Compra conjunta 4"."""
    words = [show(name.kind), name.owner]
    if name.purchase_id is not None:
        words.append(f"({name.purchase_id})")
    return " ".join(word for word in words if word)


def _journal_rows(organisation_id: int, actor: Actor) -> Iterator[tuple[Cell, ...]]:
    before, count = None, 0
    while count < _MOST:
        page = queries.journal_page(
            db.session(), organisation_id, actor=actor, before=before, limit=_BATCH
        )
        for journal in page.journals:
            for side in journal.sides:
                count += 1
                yield (
                    journal.id,
                    journal.day,
                    journal.memo,
                    account_words(side.debit),
                    account_words(side.credit),
                    side.amount,
                    side.amount.currency.value,
                    journal.actor,
                    journal.reverses,
                    journal.reason,
                )
        before = page.older
        if before is None:
            return


def _statement_rows(
    organisation_id: int, code: str, actor: Actor
) -> Iterator[tuple[Cell, ...]]:
    session = db.session()
    currency = asked_currency() or queries.book_currency(session, organisation_id)
    before, count = None, 0
    while count < _MOST:
        page = queries.statement(
            session,
            organisation_id,
            code,
            currency,
            actor=actor,
            before=before,
            limit=_BATCH,
        )
        for line in page.lines:
            count += 1
            yield (
                line.day,
                line.journal_id,
                line.memo,
                account_words(line.other),
                line.change,
                line.balance,
                currency.value,
            )
        before = page.older
        if before is None:
            return
