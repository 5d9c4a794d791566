"""Advice: who should meet, what the coordination took on, what came of it."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Blueprint, current_app, flash, request, url_for
from flask_babel import gettext as _

from network.clock import now
from network.db import db
from network.errors import ConflictError, InvalidError
from network.forms.advice import (
    AcceptForm,
    ContactForm,
    FinishForm,
    ReasonForm,
    finish_form,
)
from network.models import TaskKind
from network.queries import advice as read
from network.queries import directory
from network.services import coordination
from network.services import proposals as deciding
from network.services.advice import REST
from network.views import advice_words
from network.views.shared import chain_names
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

    from network.forms.once import OnceForm

bp = Blueprint("advice", __name__, url_prefix="/red/<int:network_id>")

_PROPOSAL = "/propuestas/<int:introduction_id>"
_TASK = "/tareas/<int:task_id>"
#: A key as forms send it; longer numbers are no keys.
_KEY = re.compile(r"[0-9]{1,9}")


@bp.get("/propuestas")
@login_required
def proposals(network_id: int) -> ResponseReturnValue:
    """Show who should meet, and why."""
    actor, session, at = current_actor(), db.session(), now()
    page = read.proposals(session, network_id, actor=actor)
    joining = read.bridges(
        session,
        network_id,
        actor=actor,
        day=current_day(),
        rejected_since=at - REST,
    )
    return _page("proposals", network_id, page=page, joining=joining)


@bp.get(f"{_PROPOSAL}/aceptar")
@login_required
def ask_accept(network_id: int, introduction_id: int) -> ResponseReturnValue:
    """Ask how to bring the two together."""
    row = _proposal(network_id, introduction_id)
    return _page("accept", network_id, row=row, form=AcceptForm(row, current_day()))


@bp.post(f"{_PROPOSAL}/aceptar")
@login_required
def accept(network_id: int, introduction_id: int) -> ResponseReturnValue:
    """Take a proposal on as a task."""
    row, actor, day = (
        _proposal(network_id, introduction_id),
        current_actor(),
        current_day(),
    )
    form = AcceptForm(row, day)

    def work(session: Session) -> str:
        key = deciding.accept_introduction(
            session, introduction_id, form.plan(), actor=actor, day=day, now=now()
        )
        return _task_url(network_id, key)

    done = _done(form, work, _("Quedó como tarea de la coordinación."))
    return done or _refused("accept", network_id, row=row, form=form)


@bp.get(f"{_PROPOSAL}/rechazar")
@login_required
def ask_reject(network_id: int, introduction_id: int) -> ResponseReturnValue:
    """Ask why not."""
    row = _proposal(network_id, introduction_id)
    return _page("reject", network_id, row=row, form=ReasonForm())


@bp.post(f"{_PROPOSAL}/rechazar")
@login_required
def reject(network_id: int, introduction_id: int) -> ResponseReturnValue:
    """Decide against a proposal."""
    row, form = _proposal(network_id, introduction_id), ReasonForm()
    actor, back = current_actor(), url_for(".proposals", network_id=network_id)

    def work(session: Session) -> str:
        reason = form.reason.data or ""
        deciding.reject_introduction(
            session, introduction_id, reason, actor=actor, now=now()
        )
        return back

    done = _done(form, work, _("La propuesta quedó rechazada, con su razón."))
    return done or _refused("reject", network_id, row=row, form=form)


@bp.get("/tareas")
@login_required
def tasks(network_id: int) -> ResponseReturnValue:
    """Show what the coordination took on."""
    page = read.tasks_of(
        db.session(), network_id, actor=current_actor(), day=current_day()
    )
    return _page("tasks", network_id, page=page)


@bp.get("/tareas/nueva")
@login_required
def ask_contact(network_id: int) -> ResponseReturnValue:
    """Ask which two met, and when."""
    form = _contact_form(network_id)
    return _page("contact", network_id, form=form, is_long=_is_long(form))


@bp.post("/tareas/nueva")
@login_required
def record_contact(network_id: int) -> ResponseReturnValue:
    """Write down that two met, visited or trained each other."""
    form, actor, day = _contact_form(network_id), current_actor(), current_day()

    def work(session: Session) -> str:
        key = coordination.record_contact(
            session, network_id, form.contact(), actor=actor, day=day, now=now()
        )
        return _task_url(network_id, key)

    done = _done(form, work, _("Quedó anotado y el lazo quedó tejido."))
    values = {"form": form, "is_long": _is_long(form)}
    return done or _refused("contact", network_id, **values)


@bp.get(_TASK)
@login_required
def task(network_id: int, task_id: int) -> ResponseReturnValue:
    """Show a task, with what ends it."""
    row = _task(network_id, task_id)
    return _page(
        "task", network_id, **_about(row), form=finish_form(row, current_day())
    )


@bp.post(f"{_TASK}/terminar")
@login_required
def finish(network_id: int, task_id: int) -> ResponseReturnValue:
    """Write down what came of a task."""
    row, actor, day = _task(network_id, task_id), current_actor(), current_day()
    form = FinishForm(day)

    def work(session: Session) -> str:
        coordination.finish_task(
            session, task_id, form.outcome(), actor=actor, day=day, now=now()
        )
        return _task_url(network_id, task_id)

    done = _done(form, work, _("La tarea quedó hecha y el lazo quedó tejido."))
    return done or _refused("task", network_id, **_about(row), form=form)


@bp.get(f"{_TASK}/dejar")
@login_required
def ask_drop(network_id: int, task_id: int) -> ResponseReturnValue:
    """Ask why a task is given up."""
    row = _task(network_id, task_id)
    return _page("drop", network_id, row=row, form=ReasonForm())


@bp.post(f"{_TASK}/dejar")
@login_required
def drop(network_id: int, task_id: int) -> ResponseReturnValue:
    """Give a task up."""
    row, form, actor = _task(network_id, task_id), ReasonForm(), current_actor()

    def work(session: Session) -> str:
        reason = form.reason.data or ""
        coordination.drop_task(session, task_id, reason, actor=actor, now=now())
        return _task_url(network_id, task_id)

    done = _done(form, work, _("La tarea quedó cerrada, con su razón."))
    return done or _refused("drop", network_id, row=row, form=form)


def _done(
    form: OnceForm, work: Callable[[Session], str], said: str
) -> ResponseReturnValue | None:
    """Do a form's work once; none if its page has to be shown again."""
    if not form.validate():
        return None
    try:
        answer = submit_once(form, current_actor(), work)
    except (ConflictError, InvalidError) as error:
        form.form_errors.append(explain(error))
        return None
    flash(said, "success")
    return answer


def _refused(name: str, network_id: int, **values: object) -> ResponseReturnValue:
    return _page(name, network_id, **values), HTTPStatus.UNPROCESSABLE_ENTITY


def _page(name: str, network_id: int, **values: object) -> str:
    """Return a page of the advice of a network."""
    actor = current_actor()
    return render_page(
        f"network/advice/{name}.html",
        network=directory.network_card(db.session(), network_id, actor=actor),
        chains=dict(chain_names()),
        say=advice_words,
        **values,
    )


def _proposal(network_id: int, introduction_id: int) -> read.ProposalRow:
    actor = current_actor()
    return read.proposal(db.session(), network_id, introduction_id, actor=actor)


def _task(network_id: int, task_id: int) -> read.TaskRow:
    actor = current_actor()
    return read.task(db.session(), network_id, task_id, actor=actor, day=current_day())


def _contact_form(network_id: int) -> ContactForm:
    """Return the form with the organisations that fit what is looked for."""
    typed = [*request.form.getlist("one"), *request.form.getlist("other")]
    some = read.organisations_to_meet(
        db.session(),
        network_id,
        actor=current_actor(),
        day=current_day(),
        words=request.args.get("buscar", "")[:80],
        chosen={int(key) for key in typed if _KEY.fullmatch(key)},
    )
    return ContactForm(current_day(), some)


def _is_long(form: ContactForm) -> bool:
    """Tell whether one has to look for a name: not all fit, or somebody does."""
    offered = len(form.one.choices or ())
    return offered > read.MOST_TO_CHOOSE or "buscar" in request.args


def _about(row: read.TaskRow) -> dict[str, Any]:
    """Return a task, and where both are invited to a purchase if that is it."""
    endpoint = current_app.extensions.get("tejido.invite_to_purchase")
    if row.kind is not TaskKind.PURCHASE or not row.is_open or not endpoint:
        return {"row": row, "invite_url": ""}
    both = f"{row.one.id}-{row.other.id}"
    return {
        "row": row,
        "invite_url": url_for(endpoint, red=row.network_id, invitadas=both),
    }


def _task_url(network_id: int, task_id: int) -> str:
    return url_for(".task", network_id=network_id, task_id=task_id)
