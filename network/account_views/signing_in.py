"""What happens between a typed password and an open sitting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, request

from network.clock import now
from network.core.accounts import AccountName
from network.db import db, transaction
from network.models import PersonState
from network.queries.access import credentials
from network.services import access, throttles
from network.services.passwords import password_fits
from network.web import client_address, device_name, settings

if TYPE_CHECKING:
    from network.forms.access import SignInForm


def sign_in(form: SignInForm) -> str:
    """Return the secret of a new sitting.

    The tries are counted in a transaction of their own, and the slow check
    of the password happens outside of any.

    Raises:
        TooManyTriesError: If this account or address tried too often.
        WrongPasswordError: If account and password do not fit.
    """
    account = form.account_name() or AccountName()
    typed = account.key or (form.account.data or "").strip().lower()
    with transaction() as session:
        limit = throttles.SIGN_IN_ADDRESS
        throttles.count_try(session, limit, client_address(), now=now())
        throttles.count_try(session, throttles.SIGN_IN_ACCOUNT, typed, now=now())
    person_id = _person_with(account, form.password.data or "")
    with transaction() as session:
        throttles.forget_tries(session, throttles.SIGN_IN_ACCOUNT, typed)
        return open_here(person_id)


def open_here(person_id: int) -> str:
    """Open a sitting on this device, inside the open transaction."""
    sitting = access.Sitting(person_id, device_name(), settings().session_days)
    return access.open_session(db.session(), sitting, now=now())


def _person_with(account: AccountName, password: str) -> int:
    known = credentials(db.session(), account)
    for person in known:
        fits = password_fits(password, person.password_hash)
        if fits and person.state is PersonState.ACTIVE:
            return person.person_id
    if not known:
        # As slow as for somebody who exists.
        password_fits(password, None)
    current_app.logger.info("sign-in refused", extra={"path": request.path})
    raise access.WrongPasswordError
