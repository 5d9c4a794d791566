"""The pages behind the first screen of a network: questions, months, a place."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, abort

from network.db import db
from network.queries import directory
from network.queries import red as read
from network.views.red.changes import change_words
from network.views.red.history import (
    curves,
    long_month,
    month_words,
    part_names,
    part_rows,
    story,
)
from network.views.red.screen import Screen, looking_now
from network.views.red.standing import standing_values
from network.web import (
    QUESTIONS,
    current_actor,
    current_day,
    login_required,
    render_page,
)

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("red", __name__)

#: Months whose changes are told in sentences, the latest ones.
LATEST = 6


def open_screen(network_id: int) -> Screen | None:
    """Return the reading that the address asks for, or none if there is none."""
    actor, session, looking = current_actor(), db.session(), looking_now()
    page = read.red_reading(session, network_id, month=looking.month, actor=actor)
    return Screen(session, page, looking, actor, current_day()) if page else None


def nothing_measured(network_id: int) -> ResponseReturnValue:
    """Say that a network was never measured, or not in the month asked for."""
    actor = current_actor()
    return render_page(
        "network/red/waiting.html",
        network=directory.network_card(db.session(), network_id, actor=actor),
        month=looking_now().month,
        coordinates=network_id in actor.coordinates,
    )


@bp.get("/red/<int:network_id>/preguntas/<int:number>")
@login_required
def question(network_id: int, number: int) -> ResponseReturnValue:
    """Show what lies behind one of the eight questions."""
    if number not in QUESTIONS:
        abort(HTTPStatus.NOT_FOUND)
    screen = open_screen(network_id)
    if screen is None:
        return nothing_measured(network_id)
    values = screen.behind(number)
    return render_page("network/red/question.html", number=number, **values)


@bp.get("/red/<int:network_id>/lecturas")
@login_required
def readings(network_id: int) -> ResponseReturnValue:
    """Show the history of a network, month by month."""
    actor, session = current_actor(), db.session()
    months = read.months_of(session, network_id, actor=actor)
    return render_page(
        "network/red/readings.html",
        network=directory.network_card(session, network_id, actor=actor),
        months=months,
        coordinates=network_id in actor.coordinates,
        lines=curves(months),
        story=story(months),
        part_rows=part_rows(months),
        part_names=part_names(months),
        month_words=month_words,
        told=[
            (long_month(each.day), told)
            for each in months[: -LATEST - 1 : -1]
            if (told := change_words(_changes(network_id, each.month)))
        ],
    )


def _changes(network_id: int, month: str) -> read.ChangesReading | None:
    return read.month_changes(
        db.session(), network_id, month=month, actor=current_actor()
    )


@bp.get("/organizaciones/<int:organisation_id>/lazos/<int:network_id>")
@login_required
def organisation(organisation_id: int, network_id: int) -> ResponseReturnValue:
    """Show the ties of an organisation in words."""
    actor, day, session = current_actor(), current_day(), db.session()
    page = read.organisation_reading(
        session, network_id, organisation_id, actor=actor, day=day
    )
    values = standing_values(session, page, actor=actor)
    return render_page("network/red/organisation.html", page=page, **values)
