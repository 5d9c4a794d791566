"""Pages of messages: one's own, and what left by mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _

from marketplace.filters import show
from marketplace.notices import queries, services
from marketplace.notices.core.wording import Worded, say
from network.clock import now
from network.db import db, transaction
from network.web import (
    OwnPart,
    current_actor,
    current_day,
    login_required,
    render_page,
    safe_path,
)

if TYPE_CHECKING:
    from datetime import datetime

    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from marketplace.notices.queries import Message, OwnNotice
    from network.policy import Actor

bp = Blueprint("notices", __name__)


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message in words, as the page lists it."""

    id: int
    words: Worded
    has_page: bool
    due_at: datetime


@bp.get("/mensajes")
@login_required
def messages() -> ResponseReturnValue:
    """Show what the person was told: the unread first."""
    page = queries.messages(
        db.session(),
        actor=current_actor(),
        now=now(),
        before=request.args.get("antes", type=int),
    )
    return render_page(
        "marketplace/notices/messages.html",
        unread=[_shown(message) for message in page.unread],
        earlier=[_shown(message) for message in page.earlier],
        older_than=page.older_than,
        is_first=request.args.get("antes", type=int) is None,
    )


@bp.post("/mensajes/<int:notice_id>/abrir")
@login_required
def open_message(notice_id: int) -> ResponseReturnValue:
    """Mark a message as read and go where it leads."""
    with transaction() as session:
        path = services.mark_read(session, notice_id, actor=current_actor(), now=now())
    return redirect(safe_path(path) or url_for("notices.messages"), 303)


@bp.post("/mensajes/leidos")
@login_required
def mark_all_read() -> ResponseReturnValue:
    """Mark everything that is shown as read."""
    with transaction() as session:
        services.mark_all_read(session, actor=current_actor(), now=now())
    flash(_("Todos los mensajes quedaron como leídos."), "success")
    return redirect(url_for("notices.messages"), 303)


@bp.get("/redes/<int:network_id>/mensajes-enviados")
@login_required
def sent_mails(network_id: int) -> ResponseReturnValue:
    """Show a coordinator the mails that left to people of the network."""
    page = queries.sent_mails(
        db.session(),
        network_id,
        actor=current_actor(),
        day=current_day(),
        before=request.args.get("antes", type=int),
    )
    return render_page("marketplace/notices/sent_mails.html", page=page)


def waiting(actor: Actor) -> int:
    """Return how many messages wait for the actor, for the menu."""
    return queries.unread_count(db.session(), actor=actor, now=now())


@dataclass(frozen=True, slots=True)
class ToldNotice:
    """A message in words, as the copy of one's own data has it."""

    due_at: datetime
    subject: str
    body: str
    read_at: datetime | None
    mailed_at: datetime | None
    address: str | None


def own_data(session: Session, *, actor: Actor, now: datetime) -> tuple[OwnPart, ...]:
    """Return what the actor was told until now, for the copy of one's own data."""
    columns = {
        "due_at": _("Fecha"),
        "subject": _("Asunto"),
        "body": _("Mensaje"),
        "read_at": _("Leído"),
        "mailed_at": _("Enviado"),
        "address": _("Correo"),
    }
    rows = [_told(row) for row in queries.own_notices(session, actor=actor, now=now)]
    return (OwnPart(_("Mensajes"), columns, rows),)


def _told(row: OwnNotice) -> ToldNotice:
    """Return a message in words: those of the mail, if it left by mail."""
    words = _shown(row.message).words
    return ToldNotice(
        row.message.due_at,
        words.subject if row.mailed_subject is None else row.mailed_subject,
        words.body if row.mailed_body is None else row.mailed_body,
        row.read_at,
        row.mailed_at,
        row.address,
    )


def _shown(message: Message) -> ShownMessage:
    table = current_app.extensions["tejido.messages"]
    words = say(table, message.kind, message.mentions, show)
    return ShownMessage(message.id, words, bool(message.path), message.due_at)
