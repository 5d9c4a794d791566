"""The demonstration is whole, balanced, invented and ready to be walked."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from marketplace.demonstration.core.cast import read_cast
from marketplace.demonstration.core.history import read_histories
from marketplace.demonstration.queries.tour import Part, tour
from marketplace.demonstration.services.entering import require_invented
from marketplace.demonstration.services.loading import load
from marketplace.ledger.queries import verify
from marketplace.purchasing.models import (
    Allocation,
    JointPurchase,
    PurchaseState,
    SupplierOrder,
)
from network.clock import now
from network.errors import NotFoundError
from network.models import Job, JobState, Network, Organisation, Person
from tests.factories import a_person

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session


def test_every_book_of_the_demonstration_is_sound(played: Session) -> None:
    report = verify(played)

    assert report.is_sound, report.first_broken
    assert report.journals > 100


def test_there_is_a_purchase_to_see_in_each_state(played: Session) -> None:
    past = sum(len(history.rounds) for history in read_histories())

    states = sorted(played.scalars(select(JointPurchase.state)))

    assert states == sorted(
        [
            *[PurchaseState.FINISHED] * (3 + past),
            PurchaseState.OPEN,
            PurchaseState.CONFIRMING,
            PurchaseState.RECEIVED,
        ]
    )


def test_the_short_delivery_is_shared_to_the_last_unit(played: Session) -> None:
    short = played.scalars(
        select(JointPurchase).where(JointPurchase.state == PurchaseState.RECEIVED)
    ).one()
    orders = played.scalars(SupplierOrder.of(short.id)).all()
    ordered = [line.units for order in orders for line in order.lines]

    wanted, final = played.execute(
        select(func.sum(Allocation.wanted), func.sum(Allocation.final)).where(
            Allocation.purchase_id == short.id
        )
    ).one()

    assert max(ordered) >= 700
    assert final < wanted
    assert final == sum(units * 9 // 10 - 6 for units in ordered)


def test_it_is_loaded_into_an_empty_instance_only(played: Session) -> None:
    before = played.scalar(select(func.count(Organisation.id)))

    loaded = load(played, now=now())

    assert not loaded
    assert played.scalar(select(func.count(Organisation.id))) == before


def test_everybody_and_everything_is_marked_as_invented(played: Session) -> None:
    people = played.execute(select(Person.is_demonstration, Person.phone, Person.email))

    assert all(
        mark and phone is None and email and email.endswith(".example")
        for mark, phone, email in people
    )
    assert all(played.scalars(select(Network.is_demonstration)))


def test_nobody_real_can_be_entered_as(played: Session) -> None:
    somebody = a_person(played)

    with pytest.raises(NotFoundError):
        require_invented(played, somebody.id)
    with pytest.raises(NotFoundError):
        require_invented(played, 10**9)


def test_no_letter_waits_to_be_sent(played: Session) -> None:
    letters = Counter(
        played.scalars(select(Job.state).where(Job.name == "notices.send_mail"))
    )

    assert letters[JobState.CANCELLED] > 100
    assert letters[JobState.WAITING] == 0


def test_names_of_the_cast_never_repeat() -> None:
    cast = read_cast()

    for land in ("CO", "EC"):
        names = list(cast.names(land))
        assert len(names) == len(set(names)) > 1000


@pytest.mark.parametrize("part", list(Part), ids=str)
def test_a_visitor_walks_as_each_part(
    visitor: FlaskClient, played: Session, part: Part
) -> None:
    found = tour(played)
    assert found is not None
    guide = next(each for each in found.guides if each.part is part)

    answer = visitor.post(f"/recorrido/entrar/{guide.person_id}", follow_redirects=True)

    assert answer.status_code == 200
    steps = re.findall(r'<li><a href="([^"]+)"', answer.text.partition("<main")[2])
    assert steps
    assert [visitor.get(step).status_code for step in steps] == [200] * len(steps)


def test_there_is_no_tour_without_the_demonstration(client: FlaskClient) -> None:
    assert client.get("/recorrido").status_code == 404
