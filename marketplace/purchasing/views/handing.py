"""The day of delivery: what each association and each member is handed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, request, url_for
from flask_babel import gettext as _

from marketplace.purchasing.forms.sharing import HandForm
from marketplace.purchasing.queries.documents import delivery_list_pdf
from marketplace.purchasing.queries.sharing import hand_overs, sharing_page
from marketplace.purchasing.services import handing as services
from marketplace.purchasing.views.code_tries import forget_codes, may_try_code
from marketplace.purchasing.views.deeds import Asking, asked_why, sent
from marketplace.purchasing.views.orders import paper_response
from marketplace.purchasing.views.shared import bp, refused, shown_head
from marketplace.purchasing.views.sharing import by_association, chosen_association
from network.clock import now
from network.core.text import fold
from network.db import db
from network.errors import NotFoundError
from network.policy import Action, require
from network.web import current_actor, current_day, login_required, render_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from marketplace.purchasing.queries.pages_head import Head
    from marketplace.purchasing.queries.sharing import AssociationRow, ShareRow


@bp.get("/<int:purchase_id>/entregar")
@login_required
def handing(purchase_id: int) -> ResponseReturnValue:
    """Show what is left to hand over, by association and member."""
    head, actor = shown_head(purchase_id), current_actor()
    page = sharing_page(db.session(), purchase_id, actor=actor)
    words = request.args.get("q", "")[:100]
    return render_page(
        "marketplace/purchasing/handing.html",
        head=head,
        page=page,
        chosen=chosen_association(page),
        groups=by_association(
            (row for row in page.rows if fold(words) in fold(row.person)),
            chosen_association(page),
        ),
        handed=hand_overs(db.session(), purchase_id, actor=actor),
        inputs={item.id: item for item in head.items},
        actor=actor,
        actions=Action,
        words=words,
    )


@bp.get("/<int:purchase_id>/entregar/<int:organisation_id>.pdf")
@login_required
def delivery_paper(purchase_id: int, organisation_id: int) -> ResponseReturnValue:
    """Download an association's list with boxes to sign."""
    paper = delivery_list_pdf(
        db.session(),
        purchase_id,
        organisation_id,
        actor=current_actor(),
        day=current_day(),
        now=now(),
    )
    return paper_response(paper, f"entrega-{purchase_id}-{organisation_id}.pdf")


@bp.get("/<int:purchase_id>/entregar/<int:organisation_id>")
@login_required
def ask_hand_association(purchase_id: int, organisation_id: int) -> ResponseReturnValue:
    """Ask what an association is handed for its members."""
    head = shown_head(purchase_id, Action.HAND_OVER)
    rows = _for_association(head, organisation_id)
    return render_page(
        "marketplace/purchasing/hand.html",
        head=head,
        receiver=rows[0].organisation,
        form=_association_form(head, rows),
    )


@bp.post("/<int:purchase_id>/entregar/<int:organisation_id>")
@login_required
def hand_association(purchase_id: int, organisation_id: int) -> ResponseReturnValue:
    """Hand goods to an association for its members."""
    head = shown_head(purchase_id, Action.HAND_OVER)
    rows = _for_association(head, organisation_id)
    form = _association_form(head, rows)

    def work(session: Session) -> str:
        for each in form.handings():
            services.hand_to_association(
                session,
                purchase_id,
                organisation_id,
                each,
                actor=current_actor(),
                day=current_day(),
                now=now(),
            )
        flash(_("Entregado a %(name)s.", name=rows[0].organisation), "success")
        return handing_url(purchase_id)

    return sent(form, work) or refused(
        "marketplace/purchasing/hand.html",
        head=head,
        receiver=rows[0].organisation,
        form=form,
    )


@bp.get("/<int:purchase_id>/entregar/<int:organisation_id>/<int:person_id>")
@login_required
def ask_hand_member(
    purchase_id: int, organisation_id: int, person_id: int
) -> ResponseReturnValue:
    """Ask what a member is handed."""
    head = shown_head(purchase_id)
    rows = _for_member(head, organisation_id, person_id)
    return render_page(
        "marketplace/purchasing/hand.html",
        head=head,
        receiver=rows[0].person,
        form=_member_form(head, rows),
    )


@bp.post("/<int:purchase_id>/entregar/<int:organisation_id>/<int:person_id>")
@login_required
def hand_member(
    purchase_id: int, organisation_id: int, person_id: int
) -> ResponseReturnValue:
    """Hand goods to a member."""
    head = shown_head(purchase_id)
    rows = _for_member(head, organisation_id, person_id)
    form, who = _member_form(head, rows), (organisation_id, person_id)

    def work(session: Session) -> str:
        for each in form.handings():
            services.hand_to_member(
                session, purchase_id, who, each, actor=current_actor(), now=now()
            )
        forget_codes(session, purchase_id, *who)
        flash(_("Entregado a %(name)s.", name=rows[0].person), "success")
        return handing_url(purchase_id)

    answer = sent(form, work) if may_try_code(form, purchase_id, *who) else None
    return answer or refused(
        "marketplace/purchasing/hand.html",
        head=head,
        receiver=rows[0].person,
        form=form,
    )


@bp.route(
    "/<int:purchase_id>/entregas/<int:hand_over_id>/anular", methods=["GET", "POST"]
)
@login_required
def undo_hand_over(purchase_id: int, hand_over_id: int) -> ResponseReturnValue:
    """Take back a hand-over that was noted by mistake."""
    head = shown_head(purchase_id)
    known = hand_overs(db.session(), purchase_id, actor=current_actor())
    found = next((each for each in known if each.id == hand_over_id), None)
    if found is None:
        raise NotFoundError(hand_over=hand_over_id)
    asking = Asking(
        title=_("Anular una entrega"),
        lead=_(
            "Se anotaron %(units)s para %(name)s. Queda escrito que se anuló.",
            units=found.units,
            name=found.person or found.organisation,
        ),
        label=_("Anular la entrega"),
        back=handing_url(purchase_id),
        done=_("La entrega quedó anulada."),
        kind="danger",
    )
    return asked_why(
        head,
        asking,
        lambda session, why: services.undo_hand_over(
            session, hand_over_id, why, actor=current_actor(), now=now()
        ),
    )


def handing_url(purchase_id: int) -> str:
    """Return the address of the day of delivery."""
    return url_for("purchasing.handing", purchase_id=purchase_id)


def _for_association(head: Head, organisation_id: int) -> list[AssociationRow]:
    """Return what an association gets, item by item.

    Raises:
        NotFoundError: If it gets nothing, or is the convener itself.
    """
    page = sharing_page(db.session(), head.id, actor=current_actor())
    rows = [
        row
        for row in page.associations
        if row.organisation_id == organisation_id != head.convener_id
    ]
    if not rows:
        raise NotFoundError(organisation=organisation_id)
    return rows


def _for_member(head: Head, organisation_id: int, person_id: int) -> list[ShareRow]:
    """Return what a member gets, item by item, to an officer of the association.

    Raises:
        NotFoundError: If the member gets nothing through it.
    """
    actor = current_actor()
    require(actor, Action.HAND_OVER, organisation_id)
    rows = [
        row
        for row in sharing_page(db.session(), head.id, actor=actor).rows
        if (row.organisation_id, row.person_id) == (organisation_id, person_id)
    ]
    if not rows:
        raise NotFoundError(person=person_id)
    return rows


def _association_form(head: Head, rows: list[AssociationRow]) -> HandForm:
    left = {row.item_id: row.final - row.at_association for row in rows}
    some = {key: units for key, units in left.items() if units > 0}
    return HandForm(some, head.items, with_code=False)


def _member_form(head: Head, rows: list[ShareRow]) -> HandForm:
    left = {row.item_id: row.left for row in rows if row.left > 0}
    return HandForm(left, head.items, with_code=True)
