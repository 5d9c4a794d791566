"""What happens between a sent invitation form and an open sitting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from network.clock import now, today
from network.core.zones import usual_zone
from network.db import transaction
from network.services import people, throttles
from network.web import client_address, current_actor, current_day, open_here

if TYPE_CHECKING:
    from network.forms.people import JoinForm
    from network.queries.people import InvitationPage


def join(token: str, form: JoinForm, page: InvitationPage) -> str:
    """Let a guest in and return the secret of a new sitting.

    Raises:
        TooManyTriesError: If too many joined from this address.
        InvitationOverError: If the invitation cannot be used any more.
        AccountExistsError: If the telephone or e-mail belongs to somebody.
    """
    with transaction() as session:
        limit = throttles.JOIN_ADDRESS
        throttles.count_try(session, limit, client_address(), now=now())
    # The slow hash of the password is made before the transaction.
    draft, given = form.draft(), form.given(page.organisation_id)
    day = today(usual_zone(page.country))
    with transaction() as session:
        person_id = people.join(session, token, draft, given, day=day, now=now())
        return open_here(session, person_id)


def accept(token: str, page: InvitationPage, organisation_id: str) -> None:
    """Let the signed-in person in, or bring the organisation they chose.

    Raises:
        NotFoundError: If the invitation or the organisation is not theirs.
        InvitationOverError: If the invitation cannot be used any more.
        RoleHeldError: If they are there already.
        AlreadyInNetworkError: If the organisation is there already.
    """
    actor, day = current_actor(), current_day()
    chosen = int(organisation_id) if organisation_id.isdecimal() else 0
    with transaction() as session:
        if page.for_organisations:
            people.bring_organisation(
                session, token, chosen, actor=actor, day=day, now=now()
            )
        else:
            people.accept(session, token, actor=actor, day=day, now=now())
