"""Who was suspended before networks were kept belongs to who suspended them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

import marketplace.app  # noqa: F401 - brings every area's tables with it
from marketplace.worker import migrate
from network.models import AuditRow, PersonState, Suspension
from tests.factories import NOW, a_coordinator, a_member, a_network, an_organisation

if TYPE_CHECKING:
    from sqlalchemy import Engine


def test_the_suspended_of_before_get_the_network_of_the_last_trace(
    fresh: Engine, fresh_url: str
) -> None:
    migrate.upgrade(fresh_url, "20261121_05")
    with Session(fresh) as session:
        networks = [a_network(session), a_network(session)]
        organisation = an_organisation(session, network=networks[0])
        suspended = a_member(session, organisation)
        restored = a_member(session, organisation)
        suspended.state = PersonState.SUSPENDED
        coordinators = [a_coordinator(session, network) for network in networks]
        session.add_all(
            AuditRow(
                at=NOW + timedelta(hours=hours),
                person_id=coordinators[place].id,
                deed="person.suspended",
                subject="person",
                subject_id=whom.id,
            )
            for hours, place, whom in (
                (0, 1, suspended),
                (1, 0, suspended),
                (0, 0, restored),
            )
        )
        session.commit()
        expected = [(suspended.id, networks[0].id, coordinators[0].id, None)]

    migrate.upgrade(fresh_url)

    with Session(fresh) as session:
        rows = session.scalars(select(Suspension)).all()
        found = [
            (row.person_id, row.network_id, row.suspended_by, row.lifted_at)
            for row in rows
        ]
        assert found == expected
        assert rows[0].suspended_at == NOW + timedelta(hours=1)
