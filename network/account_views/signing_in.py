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
from network.web import client_address, open_here

if TYPE_CHECKING:
    from network.forms.access import AccountForm, SignInForm


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
        return open_here(session, person_id)


def send_reset(form: AccountForm) -> None:
    """Send a way back in to whoever has the account, if anybody has.

    The application gives ``tejido.deliver_reset``, which notes in the same
    transaction that a message has to leave; its secret is made when it leaves,
    so that it is kept nowhere.  Without it nothing leaves the house.

    Raises:
        TooManyTriesError: If this account or address asked too often.
    """
    account = form.account_name() or AccountName()
    typed = account.key or (form.account.data or "").strip().lower()
    with transaction() as session:
        limit = throttles.RESET_ADDRESS
        throttles.count_try(session, limit, client_address(), now=now())
        throttles.count_try(session, throttles.RESET_ACCOUNT, typed, now=now())
    deliver = current_app.extensions.get("tejido.deliver_reset")
    with transaction() as session:
        for person in credentials(session, account):
            if deliver and person.state is PersonState.ACTIVE:
                deliver(session, person.person_id, now=now())


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
