"""Trust: what organisations declare of each other, keep and reply."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _

from network.clock import now
from network.db import db
from network.errors import ConflictError, InvalidError
from network.forms.trust import ReplyForm, TrustForm, WithdrawForm
from network.queries import directory
from network.queries import trust as read
from network.services import trust
from network.views import trust_words
from network.web import (
    current_actor,
    current_day,
    explain,
    login_required,
    render_page,
    submit_once,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

bp = Blueprint("trust", __name__)

_HOME = "/organizaciones/<int:organisation_id>/confianza/<int:network_id>"
_PAIR = f"{_HOME}/con/<int:other_id>"


@bp.get(_HOME)
@login_required
def organisation(organisation_id: int, network_id: int) -> ResponseReturnValue:
    """Show an organisation's own trust to its people."""
    actor, day, session = current_actor(), current_day(), db.session()
    words = request.args.get("buscar", "")[:80]
    page = read.trust_page(
        session, network_id, organisation_id, actor=actor, day=day, words=words
    )
    return render_page(
        "network/trust.html",
        page=page,
        words=words,
        say=trust_words,
        day=day,
        organisation=directory.organisation_card(session, organisation_id),
        network=directory.network_card(session, network_id, actor=actor),
    )


@bp.get(_PAIR)
@login_required
def pair(organisation_id: int, network_id: int, other_id: int) -> ResponseReturnValue:
    """Show how it stands between an organisation and one other."""
    return _pair((organisation_id, network_id, other_id))


@bp.post(f"{_PAIR}/declarar")
@login_required
def declare(
    organisation_id: int, network_id: int, other_id: int
) -> ResponseReturnValue:
    """Declare trust in another organisation, revise it or renew it."""
    form, actor, day = TrustForm(), current_actor(), current_day()
    ends = (organisation_id, network_id, other_id)

    def work(session: Session) -> str:
        declaration = form.declaration(network_id, organisation_id, other_id)
        trust.declare_trust(session, declaration, actor=actor, day=day, now=now())
        return _pair_url(ends)

    return _sent(ends, form, work, _("Lo que declaró quedó guardado."))


@bp.post(f"{_PAIR}/retirar")
@login_required
def withdraw(
    organisation_id: int, network_id: int, other_id: int
) -> ResponseReturnValue:
    """Withdraw a declared trust."""
    form, actor, day = WithdrawForm(), current_actor(), current_day()
    ends = (organisation_id, network_id, other_id)

    def work(session: Session) -> str:
        declaration = form.declaration(network_id, organisation_id, other_id)
        trust.withdraw_trust(session, declaration, actor=actor, day=day, now=now())
        return _pair_url(ends)

    return _sent(ends, form, work, _("La confianza quedó retirada."))


@bp.post(f"{_PAIR}/responder/<int:event_id>")
@login_required
def reply(
    organisation_id: int, network_id: int, other_id: int, event_id: int
) -> ResponseReturnValue:
    """Say what the organisation thinks of something that was not kept."""
    form, actor = ReplyForm(event_id), current_actor()
    ends = (organisation_id, network_id, other_id)

    def work(session: Session) -> str:
        said = form.reply(organisation_id)
        trust.reply_to_failure(session, said, actor=actor, now=now())
        return _pair_url(ends)

    return _sent(ends, form, work, _("Su versión quedó guardada."))


def _sent(
    ends: tuple[int, int, int],
    form: TrustForm | WithdrawForm | ReplyForm,
    work: Callable[[Session], str],
    done: str,
) -> ResponseReturnValue:
    """Do a form's work once, or show its page again with what was wrong."""
    if form.validate():
        try:
            answer = submit_once(form, current_actor(), work)
        except (ConflictError, InvalidError) as error:
            form.form_errors.append(explain(error))
        else:
            flash(done, "success")
            return answer
    return _pair(ends, form), HTTPStatus.UNPROCESSABLE_ENTITY


def _pair(
    ends: tuple[int, int, int],
    sent: TrustForm | WithdrawForm | ReplyForm | None = None,
) -> str:
    organisation_id, network_id, other_id = ends
    actor, day, session = current_actor(), current_day(), db.session()
    page = read.pair_page(
        session, network_id, organisation_id, other_id, actor=actor, day=day
    )
    replies = {
        each.event_id: ReplyForm(each.event_id, each.own_reply)
        for each in page.fulfilment.failures
    }
    if isinstance(sent, ReplyForm):
        replies[sent.event_id] = sent
    return render_page(
        "network/trust_pair.html",
        page=page,
        say=trust_words,
        day=day,
        form=sent if isinstance(sent, TrustForm) else TrustForm(page),
        withdraw=sent if isinstance(sent, WithdrawForm) else WithdrawForm(),
        replies=replies,
        has_errors=bool(sent and sent.errors),
        organisation=directory.organisation_card(session, organisation_id),
        network=directory.network_card(session, network_id, actor=actor),
    )


def _pair_url(ends: tuple[int, int, int]) -> str:
    organisation_id, network_id, other_id = ends
    return url_for(
        "trust.pair",
        organisation_id=organisation_id,
        network_id=network_id,
        other_id=other_id,
    )
