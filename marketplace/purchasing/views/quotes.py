"""Quotes: side by side, typed, improved, withdrawn, and why there are few."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, flash, g, request, url_for
from flask_babel import gettext as _

from marketplace.attachments.services import Upload, keep
from marketplace.kernel.calendar import local_day
from marketplace.purchasing.forms.hours import WhyForm
from marketplace.purchasing.forms.quotes import FewQuotesForm, QuoteForm
from marketplace.purchasing.queries.pages_suppliers import supplier, suppliers
from marketplace.purchasing.queries.quotes import quotes_page
from marketplace.purchasing.services import quotes as services
from marketplace.purchasing.views.shared import (
    bp,
    done_now,
    done_once,
    refused,
    shown_head,
    tried,
)
from network.clock import now
from network.db import db
from network.errors import NotFoundError
from network.policy import Action
from network.web import current_actor, login_required, render_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from marketplace.purchasing.queries.pages_suppliers import SupplierCard
    from marketplace.purchasing.queries.quotes import QuotesPage


@bp.get("/<int:purchase_id>/cotizaciones")
@login_required
def quotes(purchase_id: int) -> ResponseReturnValue:
    """Show what suppliers ask, side by side."""
    page = _page(purchase_id)
    return render_page("marketplace/purchasing/quotes.html", page=page)


@bp.get("/<int:purchase_id>/cotizaciones/proveedor")
@login_required
def choose_supplier(purchase_id: int) -> ResponseReturnValue:
    """Look for the supplier whose offer is typed."""
    head = shown_head(purchase_id, Action.RECORD_QUOTE)
    words = request.args.get("q", "")[:100]
    found = suppliers(db.session(), head, words, now=now())
    return render_page(
        "marketplace/purchasing/choose_supplier.html",
        head=head,
        found=found,
        words=words,
    )


@bp.get("/<int:purchase_id>/cotizaciones/de/<int:supplier_id>")
@login_required
def quote_form(purchase_id: int, supplier_id: int) -> ResponseReturnValue:
    """Show the form of a supplier's offer, with the last one in it."""
    page, whose, form = _form(purchase_id, supplier_id)
    return render_page(
        "marketplace/purchasing/quote_form.html", page=page, supplier=whose, form=form
    )


@bp.post("/<int:purchase_id>/cotizaciones/de/<int:supplier_id>")
@login_required
def record_quote(purchase_id: int, supplier_id: int) -> ResponseReturnValue:
    """Keep a supplier's offer, or show one more row of prices."""
    page, whose, form = _form(purchase_id, supplier_id)
    shown = {"page": page, "supplier": whose, "form": form}

    def work(session: Session) -> str:
        draft = form.draft(supplier_id, _kept(session, page, form))
        services.record_quote(
            session, purchase_id, draft, actor=current_actor(), now=now()
        )
        flash(_("La cotización quedó anotada."), "success")
        return url_for("purchasing.quotes", purchase_id=purchase_id)

    if form.press(request.form):
        return render_page("marketplace/purchasing/quote_form.html", **shown)
    return done_once(form, work) or refused(
        "marketplace/purchasing/quote_form.html", **shown
    )


@bp.get("/<int:purchase_id>/cotizaciones/<int:quote_id>/retirar")
@login_required
def ask_withdraw_quote(purchase_id: int, quote_id: int) -> ResponseReturnValue:
    """Ask why an offer is taken out."""
    page = _quoted(purchase_id, quote_id)
    return render_page(
        "marketplace/purchasing/withdraw_quote.html",
        page=page,
        quote_id=quote_id,
        form=WhyForm(),
    )


@bp.post("/<int:purchase_id>/cotizaciones/<int:quote_id>/retirar")
@login_required
def withdraw_quote(purchase_id: int, quote_id: int) -> ResponseReturnValue:
    """Take an offer out of the comparison."""
    page, form = _quoted(purchase_id, quote_id), WhyForm()

    def work(session: Session) -> None:
        services.withdraw_quote(
            session, quote_id, form.reason.data or "", actor=current_actor(), now=now()
        )

    return tried(form, work, purchase_id) or refused(
        "marketplace/purchasing/withdraw_quote.html",
        page=page,
        quote_id=quote_id,
        form=form,
    )


@bp.get("/<int:purchase_id>/cotizaciones/pocas")
@login_required
def ask_few_quotes(purchase_id: int) -> ResponseReturnValue:
    """Ask why fewer than three offers are enough."""
    head = shown_head(purchase_id, Action.RECORD_QUOTE)
    form = FewQuotesForm(data={"reason": head.few_quotes_reason})
    return render_page("marketplace/purchasing/few_quotes.html", head=head, form=form)


@bp.post("/<int:purchase_id>/cotizaciones/pocas")
@login_required
def explain_few_quotes(purchase_id: int) -> ResponseReturnValue:
    """Write down why fewer than three offers are enough."""
    head, form = shown_head(purchase_id, Action.RECORD_QUOTE), FewQuotesForm()

    def work(session: Session) -> None:
        why, actor = form.reason.data or "", current_actor()
        services.explain_few_quotes(session, purchase_id, why, actor=actor, now=now())

    back = url_for("purchasing.quotes", purchase_id=purchase_id)
    if form.validate():
        return done_now(back, _("La razón quedó escrita."), work)
    return refused("marketplace/purchasing/few_quotes.html", head=head, form=form)


def _page(purchase_id: int) -> QuotesPage:
    page = quotes_page(db.session(), purchase_id, actor=current_actor(), now=now())
    g.time_zone = page.head.time_zone
    return page


def _quoted(purchase_id: int, quote_id: int) -> QuotesPage:
    """Return the offers, for who may take this one out.

    Raises:
        NotFoundError: If the purchase is not the actor's, or has no such offer.
        NotAllowedError: If the actor does not note offers.
    """
    shown_head(purchase_id, Action.RECORD_QUOTE)
    page = _page(purchase_id)
    if quote_id not in {each.id for each in (*page.offers, *page.past)}:
        raise NotFoundError(quote=quote_id)
    return page


def _form(
    purchase_id: int, supplier_id: int
) -> tuple[QuotesPage, SupplierCard, QuoteForm]:
    """Return the form of a supplier's offer.

    Raises:
        NotFoundError: If purchase or supplier are not the actor's.
        NotAllowedError: If the actor does not note offers.
    """
    shown_head(purchase_id, Action.RECORD_QUOTE)
    page = _page(purchase_id)
    whose = supplier(db.session(), page.head, supplier_id, now=now())
    offers = (*page.offers, *page.past)
    before = next((each for each in offers if each.supplier_id == supplier_id), None)
    today = local_day(now(), page.head.time_zone)
    return page, whose, QuoteForm(page.head, today, before)


def _kept(session: Session, page: QuotesPage, form: QuoteForm) -> int | None:
    """Keep the photograph or document of the offer; None without one."""
    upload = form.attachment.data
    if not upload or not upload.filename:
        return None
    return keep(
        session,
        Upload(page.head.convener_id, upload.stream.read(), upload.filename),
        folder=current_app.extensions["tejido.config"].attachments_folder,
        actor=current_actor(),
        now=now(),
    )
