"""How the forms of the second half end: done once, or shown with what was refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, request

from marketplace.ledger.services import OwnEntryError
from marketplace.payments.services import PayeePaysError, SecondPersonRefusedError
from marketplace.purchasing.forms.reasons import ReasonForm
from marketplace.purchasing.services.claims import SameTwoPeopleError
from marketplace.purchasing.services.closing import SameOfficerError
from marketplace.purchasing.services.handing import HandsToThemselvesError
from marketplace.purchasing.services.settling import ReceiverPaysError
from marketplace.purchasing.services.signing import SignsInNoRoleError
from marketplace.purchasing.services.tills import NotTheTreasurerError
from marketplace.purchasing.views.shared import done_once, refused
from network.web import render_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from marketplace.purchasing.queries.pages_head import Head
    from marketplace.purchasing.views.shared import Checked

#: Rules about who, not about what: said on the form, since another person can.
OF_TWO_PEOPLE = (
    HandsToThemselvesError,
    NotTheTreasurerError,
    OwnEntryError,
    PayeePaysError,
    ReceiverPaysError,
    SameOfficerError,
    SameTwoPeopleError,
    SecondPersonRefusedError,
    SignsInNoRoleError,
)


@dataclass(frozen=True, slots=True)
class Asking:
    """A page that only asks why.

    Attributes:
        title: What is about to be done.
        lead: What that means.
        label: Of the button.
        back: Where one came from, and where one goes afterwards.
        done: What is said when it was done.
        kind: Of the button.
        after: Where one goes afterwards, when not back.
    """

    title: str
    lead: str
    label: str
    back: str
    done: str
    kind: str = "primary"
    after: str = ""


def sent(form: Checked, work: Callable[[Session], str]) -> ResponseReturnValue | None:
    """Do a form's work once and lead on; None if the form has to be shown again.

    What the services refuse is written on the form, also when another person
    has to do it.
    """
    return done_once(form, work, OF_TWO_PEOPLE)


def asked_why(
    head: Head, asking: Asking, work: Callable[[Session, str], object]
) -> ResponseReturnValue:
    """Ask why, and do it once the reason is given."""
    form = ReasonForm()
    values = {"head": head, "asking": asking, "form": form}
    template = "marketplace/purchasing/why.html"
    if request.method == "GET":
        return render_page(template, **values)

    def once(session: Session) -> str:
        work(session, form.reason.data or "")
        flash(asking.done, "success")
        return asking.after or asking.back

    return sent(form, once) or refused(template, **values)
