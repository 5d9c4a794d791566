"""The admission gate: seeds the assembly elected, and who they vouch for."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _

from network.clock import now
from network.db import db
from network.errors import ConflictError, InvalidError
from network.forms.trust import EndSeedForm, RulesForm, SeedForm
from network.policy import Action, require_network
from network.queries import admission as read
from network.queries import directory
from network.services import admission
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

bp = Blueprint("gate", __name__, url_prefix="/red/<int:network_id>/confianza")


@bp.get("")
@login_required
def gate(network_id: int) -> ResponseReturnValue:
    """Show who is admitted, who is not yet, and what is missing."""
    return _gate(network_id)


@bp.get("/semillas/<int:organisation_id>")
@login_required
def seed(network_id: int, organisation_id: int) -> ResponseReturnValue:
    """Show the form to write down an election."""
    return _seed(network_id, organisation_id, SeedForm())


@bp.post("/semillas/<int:organisation_id>")
@login_required
def elect(network_id: int, organisation_id: int) -> ResponseReturnValue:
    """Write down that the assembly elected an organisation."""
    form, actor, day = SeedForm(), current_actor(), current_day()
    require_network(actor, Action.KEEP_TRUST_GATE, network_id)

    def work(session: Session) -> str:
        election = form.election(network_id, organisation_id)
        admission.elect_seed(session, election, actor=actor, day=day, now=now())
        return url_for("gate.gate", network_id=network_id)

    return _sent(form, work, lambda: _seed(network_id, organisation_id, form))


@bp.post("/elecciones/<int:seed_id>/terminar")
@login_required
def end(network_id: int, seed_id: int) -> ResponseReturnValue:
    """Write down that an organisation vouches for others no longer."""
    form, actor, day = EndSeedForm(seed_id), current_actor(), current_day()
    require_network(actor, Action.KEEP_TRUST_GATE, network_id)

    def work(session: Session) -> str:
        ending = form.ending(network_id)
        admission.end_seed(session, ending, actor=actor, day=day, now=now())
        return url_for("gate.gate", network_id=network_id)

    return _sent(form, work, lambda: _gate(network_id, form))


@bp.get("/reglas")
@login_required
def rules(network_id: int) -> ResponseReturnValue:
    """Show the form to write down how trust is counted."""
    require_network(current_actor(), Action.KEEP_TRUST_GATE, network_id)
    return _rules(network_id, _rules_form(network_id))


@bp.post("/reglas")
@login_required
def decide(network_id: int) -> ResponseReturnValue:
    """Write down how the assembly wants trust to be counted."""
    actor, day = current_actor(), current_day()
    require_network(actor, Action.KEEP_TRUST_GATE, network_id)
    form = _rules_form(network_id)

    def work(session: Session) -> str:
        decision = form.decision(network_id)
        admission.decide_rules(session, decision, actor=actor, day=day, now=now())
        return url_for("gate.gate", network_id=network_id)

    return _sent(form, work, lambda: _rules(network_id, form))


def _sent(
    form: SeedForm | EndSeedForm | RulesForm,
    work: Callable[[Session], str],
    again: Callable[[], str],
) -> ResponseReturnValue:
    """Do a form's work once, or show its page again with what was wrong."""
    if form.validate():
        try:
            answer = submit_once(form, current_actor(), work)
        except (ConflictError, InvalidError) as error:
            form.form_errors.append(explain(error))
        else:
            flash(_("Lo que decidió la asamblea quedó anotado."), "success")
            return answer
    return again(), HTTPStatus.UNPROCESSABLE_ENTITY


def _gate(network_id: int, sent: EndSeedForm | None = None) -> str:
    actor, day, session = current_actor(), current_day(), db.session()
    number = request.args.get("pagina", 1, type=int)
    page = read.gate(session, network_id, actor=actor, day=day, page=number)
    endings = {each.id: EndSeedForm(each.id) for each in page.seeds}
    if sent is not None:
        endings[sent.seed_id] = sent
    return render_page(
        "network/gate.html",
        page=page,
        endings=endings,
        sent=sent,
        has_errors=bool(sent and sent.errors),
        say=trust_words,
        network=directory.network_card(session, network_id, actor=actor),
    )


def _seed(network_id: int, organisation_id: int, form: SeedForm) -> str:
    actor, day, session = current_actor(), current_day(), db.session()
    return render_page(
        "network/seed_form.html",
        form=form,
        organisation=read.electable(
            session, network_id, organisation_id, actor=actor, day=day
        ),
        network=directory.network_card(session, network_id, actor=actor),
    )


def _rules(network_id: int, form: RulesForm) -> str:
    network = directory.network_card(db.session(), network_id, actor=current_actor())
    return render_page("network/trust_rules.html", form=form, network=network)


def _rules_form(network_id: int) -> RulesForm:
    return RulesForm(read.trust_rules(db.session(), network_id))
