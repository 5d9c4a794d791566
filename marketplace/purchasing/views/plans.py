"""Plans: asked for, watched, read, compared, chosen by two people, undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, g, redirect, request, url_for
from flask_babel import gettext as _

from marketplace.purchasing.forms.hours import WhyForm
from marketplace.purchasing.forms.plans import ChooseForm, InsistForm, InterestForm
from marketplace.purchasing.queries.plans import plan_page, plans_page
from marketplace.purchasing.queries.quotes import quotes_page
from marketplace.purchasing.services import awards, quotes
from marketplace.purchasing.services import plans as services
from marketplace.purchasing.views.shared import (
    bp,
    done_once,
    purchase_url,
    refused,
    shown_head,
    tried,
)
from network.clock import now
from network.db import db, transaction
from network.errors import ConflictError, InvalidError, NotFoundError
from network.policy import Action
from network.web import current_actor, explain, login_required, render_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from marketplace.purchasing.queries.plans import PlanPage

#: How often a page that waits for a plan is fetched anew, when asked to.
RENEWAL_SECONDS = 5


@bp.get("/<int:purchase_id>/plan")
@login_required
def plans(purchase_id: int) -> ResponseReturnValue:
    """Show the plans of a purchase and who chose them."""
    page = plans_page(db.session(), purchase_id, actor=current_actor(), now=now())
    g.time_zone = page.head.time_zone
    return render_page("marketplace/purchasing/plans.html", page=page)


@bp.post("/<int:purchase_id>/plan")
@login_required
def ask_plan(purchase_id: int) -> ResponseReturnValue:
    """Ask for the best plan."""
    shown_head(purchase_id, Action.RUN_PURCHASE)
    try:
        with transaction() as session:
            run_id = services.request_plan(
                session, purchase_id, actor=current_actor(), now=now()
            )
    except (ConflictError, InvalidError) as error:
        flash(explain(error), "error")
        return redirect(url_for("purchasing.quotes", purchase_id=purchase_id), 303)
    return redirect(_plan_url(purchase_id, run_id), 303)


@bp.get("/<int:purchase_id>/plan/otro")
@login_required
def insist(purchase_id: int) -> ResponseReturnValue:
    """Ask what another plan has to respect."""
    head = shown_head(purchase_id, Action.RUN_PURCHASE)
    return render_page(
        "marketplace/purchasing/insist.html", head=head, form=_insist_form(purchase_id)
    )


@bp.post("/<int:purchase_id>/plan/otro")
@login_required
def ask_other_plan(purchase_id: int) -> ResponseReturnValue:
    """Ask for the best plan that respects something."""
    head, form = (
        shown_head(purchase_id, Action.RUN_PURCHASE),
        _insist_form(purchase_id),
    )

    def work(session: Session) -> str:
        insisted, actor = form.insisted(), current_actor()
        run_id = services.request_plan(
            session, purchase_id, insisted, actor=actor, now=now()
        )
        return _plan_url(purchase_id, run_id)

    return done_once(form, work) or refused(
        "marketplace/purchasing/insist.html", head=head, form=form
    )


@bp.get("/<int:purchase_id>/plan/<int:run_id>")
@login_required
def plan(purchase_id: int, run_id: int) -> ResponseReturnValue:
    """Show a plan, or how far it is while it is being made."""
    return render_page(
        "marketplace/purchasing/plan.html",
        page=_plan(purchase_id, run_id),
        form=ChooseForm(),
        renewal=RENEWAL_SECONDS if "seguir" in request.args else None,
    )


@bp.post("/<int:purchase_id>/plan/<int:run_id>/escoger")
@login_required
def choose_plan(purchase_id: int, run_id: int) -> ResponseReturnValue:
    """Choose a plan; the second person makes the award."""
    shown_head(purchase_id, Action.CHOOSE_PLAN)
    page, form = _plan(purchase_id, run_id), ChooseForm()

    def work(session: Session) -> str:
        awarded = awards.choose_plan(
            session, run_id, form.reason.data or "", actor=current_actor(), now=now()
        )
        if awarded:
            flash(_("El plan quedó adjudicado."), "success")
            return purchase_url(purchase_id)
        flash(_("Su elección quedó anotada. Falta la de otra persona."), "success")
        return _plan_url(purchase_id, run_id)

    return done_once(form, work) or refused(
        "marketplace/purchasing/plan.html", page=page, form=form
    )


@bp.get("/<int:purchase_id>/plan/deshacer")
@login_required
def ask_undo_award(purchase_id: int) -> ResponseReturnValue:
    """Ask why the award is taken back."""
    head = shown_head(purchase_id, Action.CHOOSE_PLAN)
    return render_page("marketplace/purchasing/undo.html", head=head, form=WhyForm())


@bp.post("/<int:purchase_id>/plan/deshacer")
@login_required
def undo_award(purchase_id: int) -> ResponseReturnValue:
    """Go back to the suppliers."""
    head, form = shown_head(purchase_id, Action.CHOOSE_PLAN), WhyForm()

    def work(session: Session) -> None:
        why, actor = form.reason.data or "", current_actor()
        awards.undo_award(session, purchase_id, why, actor=actor, now=now())

    return tried(form, work, purchase_id) or refused(
        "marketplace/purchasing/undo.html", head=head, form=form
    )


@bp.get("/<int:purchase_id>/interes")
@login_required
def interest(purchase_id: int) -> ResponseReturnValue:
    """Ask to which supplier the actor is related."""
    form = _interest_form(purchase_id)
    head = shown_head(purchase_id)
    return render_page("marketplace/purchasing/interest.html", head=head, form=form)


@bp.post("/<int:purchase_id>/interes")
@login_required
def declare_interest(purchase_id: int) -> ResponseReturnValue:
    """Write down that the actor is related to a supplier."""
    head, form = shown_head(purchase_id), _interest_form(purchase_id)

    def work(session: Session) -> None:
        quotes.declare_interest(
            session,
            purchase_id,
            form.chosen(),
            form.relation.data or "",
            actor=current_actor(),
            now=now(),
        )

    return tried(form, work, purchase_id) or refused(
        "marketplace/purchasing/interest.html", head=head, form=form
    )


def _plan(purchase_id: int, run_id: int) -> PlanPage:
    """Return a plan of this purchase.

    Raises:
        NotFoundError: If it is not the actor's, or of another purchase.
    """
    page = plan_page(db.session(), run_id, actor=current_actor(), now=now())
    if page.head.id != purchase_id:
        raise NotFoundError(plan=run_id)
    g.time_zone = page.head.time_zone
    return page


def _plan_url(purchase_id: int, run_id: int) -> str:
    return url_for("purchasing.plan", purchase_id=purchase_id, run_id=run_id)


def _insist_form(purchase_id: int) -> InsistForm:
    page = quotes_page(db.session(), purchase_id, actor=current_actor(), now=now())
    return InsistForm([(each.supplier_id, each.supplier) for each in page.offers])


def _interest_form(purchase_id: int) -> InterestForm:
    page = quotes_page(db.session(), purchase_id, actor=current_actor(), now=now())
    return InterestForm([(each.supplier_id, each.supplier) for each in page.offers])
