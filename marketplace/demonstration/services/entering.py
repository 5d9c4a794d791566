"""Walking the demonstration as one of its invented people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from network.errors import NotFoundError
from network.models import Person

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def require_invented(session: Session, person_id: int) -> None:
    """Go on only if the person was invented for the demonstration.

    Anybody may become somebody who does not exist, and nobody else.

    Raises:
        NotFoundError: If there is no such invented person.
    """
    person = session.get(Person, person_id)
    if person is None or not person.is_demonstration:
        raise NotFoundError(person=person_id)
