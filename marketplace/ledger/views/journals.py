"""The journal of a book, one entry of it, and its correction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, request, url_for
from flask_babel import gettext as _

from marketplace.ledger import queries, services
from marketplace.ledger.forms import CorrectionForm
from marketplace.ledger.views.shared import bp, done_once
from network.clock import now
from network.db import db
from network.errors import NotFoundError
from network.policy import Action, require
from network.web import current_actor, current_day, login_required, render_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session


@bp.get("/libro/<int:organisation_id>/asientos")
@login_required
def journals(organisation_id: int) -> ResponseReturnValue:
    """Show the entries of a book, newest first."""
    before = request.args.get("antes", type=int)
    page = queries.journal_page(
        db.session(), organisation_id, actor=current_actor(), before=before
    )
    return render_page(
        "marketplace/ledger/journals.html",
        page=page,
        organisation_id=organisation_id,
        is_first=before is None,
    )


@bp.get("/libro/<int:organisation_id>/asientos/<int:journal_id>")
@login_required
def journal(organisation_id: int, journal_id: int) -> ResponseReturnValue:
    """Show an entry with both sides, and what undid it."""
    page = _journal(organisation_id, journal_id)
    actor = current_actor()
    return render_page(
        "marketplace/ledger/journal.html",
        page=page,
        may_correct=page.is_undone_here
        and page.actor_id != actor.person_id
        and actor.holds(Action.CORRECT_ENTRY, organisation_id),
    )


@bp.get("/libro/<int:organisation_id>/asientos/<int:journal_id>/corregir")
@login_required
def correction(organisation_id: int, journal_id: int) -> ResponseReturnValue:
    """Show what would be undone, and ask why."""
    page = _correctable(organisation_id, journal_id)
    form = CorrectionForm()
    return render_page("marketplace/ledger/correction.html", page=page, form=form)


@bp.post("/libro/<int:organisation_id>/asientos/<int:journal_id>/corregir")
@login_required
def correct(organisation_id: int, journal_id: int) -> ResponseReturnValue:
    """Post the entry that undoes another one."""
    page = _correctable(organisation_id, journal_id)
    form = CorrectionForm()

    def work(session: Session) -> str:
        undone = services.correct_entry(
            session,
            journal_id,
            reason=form.reason.data or "",
            actor=current_actor(),
            day=current_day(),
            now=now(),
        )
        flash(_("El asiento quedó corregido. Se ven los dos."), "success")
        return url_for(
            "ledger.journal", organisation_id=organisation_id, journal_id=undone.id
        )

    return done_once(
        form,
        work,
        lambda: render_page("marketplace/ledger/correction.html", page=page, form=form),
    )


def _correctable(organisation_id: int, journal_id: int) -> queries.JournalView:
    require(current_actor(), Action.CORRECT_ENTRY, organisation_id)
    return _journal(organisation_id, journal_id)


def _journal(organisation_id: int, journal_id: int) -> queries.JournalView:
    """Return an entry of this book and of no other.

    Raises:
        NotFoundError: If it is in another book.
    """
    page = queries.journal(db.session(), journal_id, actor=current_actor())
    if page.book_id != organisation_id:
        raise NotFoundError(journal=journal_id)
    return page
