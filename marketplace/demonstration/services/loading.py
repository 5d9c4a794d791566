"""Loading the demonstration into an empty instance, all of it or nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import exists, select, update

from marketplace.catalogue.services import load_starting_catalogue
from marketplace.demonstration.core.cast import read_cast
from marketplace.demonstration.core.history import read_histories
from marketplace.demonstration.services.coordinating import take_on
from marketplace.demonstration.services.exploring import draw_sketch
from marketplace.demonstration.services.history import tell_history
from marketplace.demonstration.services.packs import find_packs
from marketplace.demonstration.services.readings import read_history
from marketplace.demonstration.services.shelves import show_shelves
from marketplace.demonstration.services.stories import Teller
from marketplace.demonstration.services.trusting import tell_replies, tell_trust
from marketplace.demonstration.services.village import build_village
from marketplace.kernel.calendar import local_day
from network.models import Job, JobState, Network, Person
from network.services.passwords import hash_password

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

#: The word with which everybody of the demonstration signs in.
PASSWORD = "tejido-demostración"  # noqa: S105 - printed on the page for everybody
#: How long the organisations have known each other.
_SINCE = timedelta(days=560)


def is_empty(session: Session) -> bool:
    """Tell whether the instance has neither a network nor a person."""
    return not session.scalar(
        select(exists(select(Network.id)) | exists(select(Person.id)))
    )


def load(session: Session, *, now: datetime) -> bool:
    """Fill an empty instance with the demonstration; return whether it did.

    Args:
        session: The open transaction.
        now: The stage is set so that the open call closes some days later.
    """
    if not is_empty(session):
        return False
    cast = read_cast()
    began = now - _SINCE
    load_starting_catalogue(session, now=began)
    village = build_village(
        session,
        cast,
        password_hash=hash_password(PASSWORD),
        day=local_day(began, cast.networks[0].time_zone),
        now=began,
    )
    editor = village.seat(village.houses["Asociación Porcícola La Ciénaga"], 0)
    packs = find_packs(session, actor=editor, now=began)
    histories = read_histories()
    show_shelves(session, village, histories, now=began)
    for history in histories:
        tell_history(session, village, history, now=now)
        tell_trust(session, village, history, now=now)
    rounds = [past for history in histories for past in history.rounds]
    Teller(session, village, packs, now, rounds).tell_all()
    for history in histories:
        draw_sketch(session, village, history, now=now)
        tell_replies(session, village, history, now=now)
        network = village.networks[history.network]
        read_history(session, network, now=now)
        take_on(session, village, network, now=now)
    _send_no_mail(session, now)
    return True


def _send_no_mail(session: Session, now: datetime) -> None:
    """Cancel the mail of the stories: nobody real waits for it.

    The messages stay on the pages; a visitor's own work would otherwise wait
    behind a thousand letters to addresses that do not exist.
    """
    session.execute(
        update(Job)
        .where(Job.name == "notices.send_mail", Job.state == JobState.WAITING)
        .values(state=JobState.CANCELLED, finished_at=now)
    )
