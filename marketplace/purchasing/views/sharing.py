"""Sharing what arrived: three columns, changes by hand, and one's own share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, request, url_for
from flask_babel import gettext as _

from marketplace.purchasing.forms.reasons import PressForm
from marketplace.purchasing.forms.sharing import ChangeForm, LeftForm
from marketplace.purchasing.queries.sharing import sharing_page
from marketplace.purchasing.services import adjusting, closing, handing
from marketplace.purchasing.services import sharing as services
from marketplace.purchasing.views.deeds import Asking, asked_why, sent
from marketplace.purchasing.views.shared import bp, purchase_url, refused, shown_head
from network.clock import now
from network.db import db
from network.errors import NotFoundError
from network.policy import Action
from network.web import current_actor, login_required, render_page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from marketplace.purchasing.queries.pages_head import Head
    from marketplace.purchasing.queries.sharing import ShareRow, SharingPage

_PAGE = "marketplace/purchasing/sharing.html"


@bp.get("/<int:purchase_id>/reparto")
@login_required
def sharing(purchase_id: int) -> ResponseReturnValue:
    """Show who wanted, was allocated and gets how many; a member, the own ones."""
    return render_page(_PAGE, **_values(shown_head(purchase_id)))


@bp.post("/<int:purchase_id>/reparto")
@login_required
def share_goods(purchase_id: int) -> ResponseReturnValue:
    """Share what arrived sound."""
    head, form = shown_head(purchase_id, Action.RUN_PURCHASE), PressForm()

    def work(session: Session) -> str:
        actor = current_actor()
        services.share_goods(session, purchase_id, actor=actor, now=now())
        flash(_("Lo que llegó quedó repartido. Revíselo antes de entregar."), "success")
        return sharing_url(purchase_id)

    return sent(form, work) or refused(_PAGE, **_values(head, form=form))


@bp.get("/<int:purchase_id>/reparto/cambiar/<int:item_id>")
@login_required
def ask_change(purchase_id: int, item_id: int) -> ResponseReturnValue:
    """Ask whose units go to whom."""
    head = shown_head(purchase_id)
    return _change_page(head, item_id, _change_form(head, item_id))


@bp.post("/<int:purchase_id>/reparto/cambiar/<int:item_id>")
@login_required
def change_share(purchase_id: int, item_id: int) -> ResponseReturnValue:
    """Move units from one to another, with a reason."""
    head = shown_head(purchase_id)
    form = _change_form(head, item_id)

    def work(session: Session) -> str:
        change, actor = form.change(), current_actor()
        adjusting.change_share(session, purchase_id, change, actor=actor, now=now())
        flash(_("El cambio quedó anotado con su razón."), "success")
        return sharing_url(purchase_id)

    return sent(form, work) or (_change_page(head, item_id, form), 422)


@bp.get("/<int:purchase_id>/reparto/terminar")
@login_required
def ask_shared(purchase_id: int) -> ResponseReturnValue:
    """Ask what happens with what was not handed over."""
    head = shown_head(purchase_id, Action.RUN_PURCHASE)
    return _shared_page(head, LeftForm())


@bp.post("/<int:purchase_id>/reparto/terminar")
@login_required
def declare_shared(purchase_id: int) -> ResponseReturnValue:
    """Say that the sharing is over although goods are left."""
    head, form = shown_head(purchase_id, Action.RUN_PURCHASE), LeftForm()

    def work(session: Session) -> str:
        why, actor = form.reason.data or "", current_actor()
        handing.declare_shared(session, purchase_id, why, actor=actor, now=now())
        flash(_("El reparto quedó terminado. Sigue cobrar lo que costó."), "success")
        return purchase_url(purchase_id)

    return sent(form, work) or (_shared_page(head, form), 422)


@bp.route("/<int:purchase_id>/reparto/abrir", methods=["GET", "POST"])
@login_required
def reopen_sharing(purchase_id: int) -> ResponseReturnValue:
    """Go on handing over, or share anew."""
    head = shown_head(purchase_id, Action.RUN_PURCHASE)
    asking = Asking(
        title=_("Abrir de nuevo el reparto"),
        lead=_("Se puede entregar lo que falta o repartir otra vez."),
        label=_("Abrir el reparto"),
        back=purchase_url(purchase_id),
        done=_("El reparto está abierto de nuevo."),
    )
    return asked_why(
        head,
        asking,
        lambda session, why: closing.reopen_sharing(
            session, purchase_id, why, actor=current_actor(), now=now()
        ),
    )


def sharing_url(purchase_id: int) -> str:
    """Return the address of the sharing."""
    return url_for("purchasing.sharing", purchase_id=purchase_id)


def by_association(
    rows: Iterable[ShareRow], chosen: int | None
) -> list[tuple[str, list[ShareRow]]]:
    """Return rows by association: the chosen one first, the others by name."""
    found: dict[int, list[ShareRow]] = {}
    for row in rows:
        found.setdefault(row.organisation_id, []).append(row)
    order = sorted(found, key=lambda key: (key != chosen, found[key][0].organisation))
    return [(found[key][0].organisation, found[key]) for key in order]


def chosen_association(page: SharingPage) -> int | None:
    """Return the association whose members are shown: asked for, own, or the only one.

    A list of every member of every association is long for a telephone.
    """
    wanted = request.args.get("asociacion", type=int)
    actor = current_actor()
    found = dict.fromkeys(row.organisation_id for row in page.rows)
    if wanted in found:
        return wanted
    own = [each for each in found if actor.holds(Action.HAND_OVER, each)]
    return next(iter([*own, *found]), None)


def _values(head: Head, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - what a page shows
    actor = current_actor()
    page = sharing_page(db.session(), head.id, actor=actor)
    return {
        "head": head,
        "page": page,
        "chosen": chosen_association(page),
        "groups": by_association(page.rows, chosen_association(page)),
        "inputs": {item.id: item for item in head.items},
        "actor": actor,
        "actions": Action,
        "form": PressForm(),
        **more,
    }


def _change_form(head: Head, item_id: int) -> ChangeForm:
    """Return the form of an item that the actor may change.

    Raises:
        NotFoundError: If the actor sees no association's sharing of it.
    """
    page = sharing_page(db.session(), head.id, actor=current_actor())
    if item_id not in {each.item_id for each in page.associations}:
        raise NotFoundError(item=item_id)
    rows = [row for row in page.rows if row.item_id == item_id]
    surplus = sum(each.units for each in page.surplus if each.item_id == item_id)
    return ChangeForm(item_id, rows, surplus)


def _change_page(head: Head, item_id: int, form: ChangeForm) -> str:
    item = next(each for each in head.items if each.id == item_id)
    return render_page(
        "marketplace/purchasing/change_share.html", head=head, item=item, form=form
    )


def _shared_page(head: Head, form: LeftForm) -> str:
    page = sharing_page(db.session(), head.id, actor=current_actor())
    return render_page(
        "marketplace/purchasing/end_sharing.html", head=head, page=page, form=form
    )
