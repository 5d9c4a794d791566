"""One's own data: permissions, a copy of everything, deletion."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Response, current_app, flash, redirect, url_for
from flask_babel import gettext as _

from network.account_views.account import check_password
from network.account_views.blueprints import account as bp
from network.clock import now
from network.db import db, transaction
from network.errors import DomainError
from network.forms.people import ConsentForm, LeaveForGoodForm
from network.queries import people
from network.services import consents
from network.services import people as people_services
from network.web import (
    current_actor,
    current_day,
    explain,
    leave,
    login_required,
    own_parts,
    render_page,
)

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/permisos")
@login_required
def permissions() -> ResponseReturnValue:
    """Show what one's own data may be used for."""
    actor = current_actor()
    form = ConsentForm(people.own_account(db.session(), actor=actor))
    rows = people.own_consents(db.session(), actor=actor)
    return render_page("network/permissions.html", form=form, rows=rows)


@bp.post("/permisos")
@login_required
def change_permissions() -> ResponseReturnValue:
    """Give and take back permissions."""
    actor = current_actor()
    form = ConsentForm(people.own_account(db.session(), actor=actor))
    if form.validate():
        with transaction() as session:
            consents.choose(session, form.purposes(), actor=actor, now=now())
        flash(_("Sus permisos quedaron guardados."), "success")
        return redirect(url_for("account.permissions"), HTTPStatus.SEE_OTHER)
    rows = people.own_consents(db.session(), actor=actor)
    page = render_page("network/permissions.html", form=form, rows=rows)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/mis-datos.json")
@login_required
def my_data() -> ResponseReturnValue:
    """Hand over everything that is kept about oneself, in every area."""
    session, actor = db.session(), current_actor()
    kept = people.export_own(session, actor=actor)
    kept |= own_parts(session, actor=actor, now=now())
    text = current_app.json.dumps(kept, ensure_ascii=False, indent=2, sort_keys=False)
    answer = Response(text, content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="mis-datos.json"'
    return answer


@bp.get("/borrar")
@login_required
def leave_for_good() -> ResponseReturnValue:
    """Say what deleting one's own data means."""
    return render_page("network/leave_for_good.html", form=LeaveForGoodForm())


@bp.post("/borrar")
@login_required
def delete_own_data() -> ResponseReturnValue:
    """Delete one's own data; what was done stays without a name."""
    form, actor = LeaveForGoodForm(), current_actor()
    if form.validate():
        try:
            check_password(form.password.data or "")
            with transaction() as session:
                day = current_day()
                people_services.anonymise(session, actor=actor, day=day, now=now())
        except DomainError as error:
            form.form_errors.append(explain(error))
        else:
            leave()
            flash(_("Sus datos quedaron borrados."), "success")
            return redirect(url_for("entrance.sign_in"), HTTPStatus.SEE_OTHER)
    page = render_page("network/leave_for_good.html", form=form)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY
