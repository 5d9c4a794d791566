"""The page of background work, ``/trabajos``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _

from marketplace.board import queries, services
from network.clock import now
from network.db import db, transaction
from network.web import current_actor, login_required, render_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("board", __name__)

#: Seconds between two looks of a page that renews itself.
RENEWAL_SECONDS = 10


@bp.app_template_filter("job_name")
def job_name(name: str) -> str:
    """Return what people call a task; its own name when it has no other."""
    return str(current_app.extensions.get("tejido.job_names", {}).get(name, name))


@bp.get("/trabajos")
@login_required
def jobs() -> ResponseReturnValue:
    """Show what runs, waits and failed."""
    page = queries.jobs_page(db.session(), actor=current_actor())
    is_part = request.headers.get("HX-Request") == "true"
    name = "_jobs.html" if is_part else "jobs.html"
    return render_page(
        f"marketplace/board/{name}",
        page=page,
        renewal=RENEWAL_SECONDS if "seguir" in request.args else None,
    )


@bp.post("/trabajos/<int:job_id>/reintentar")
@login_required
def retry_job(job_id: int) -> ResponseReturnValue:
    """Let a failed job be tried again."""
    actor = current_actor()
    with transaction() as session:
        services.retry_job(session, job_id, actor=actor, now=now())
    flash(_("Se va a intentar de nuevo."), "success")
    return redirect(url_for("board.jobs"), 303)


@bp.post("/trabajos/<int:job_id>/cancelar")
@login_required
def cancel_job(job_id: int) -> ResponseReturnValue:
    """Cancel a job that waits or runs."""
    actor = current_actor()
    with transaction() as session:
        services.cancel_job(session, job_id, actor=actor, now=now())
    flash(_("Cancelado. Si estaba en marcha, para en el próximo paso."), "success")
    return redirect(url_for("board.jobs"), 303)
