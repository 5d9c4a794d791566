"""How often a member's code may be tried when goods are handed over.

Four digits are soon guessed if nobody counts.  Tries are counted for a member
in a purchase, not for an item, since all the member's goods have one code.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from marketplace.purchasing.models import ProofKind
from network.clock import now
from network.db import transaction
from network.services import throttles

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from marketplace.purchasing.forms.sharing import HandForm

HAND_OVER_CODE = throttles.Limit("hand-over:code", 5, timedelta(hours=1))


def may_try_code(form: HandForm, *whose: int) -> bool:
    """Count a try of the code, if the form gives one; False if they were too many.

    It is counted before the code is looked at and in a transaction of its own,
    so that a wrong code, which undoes everything else, stays counted.

    Args:
        form: As it was sent; the sentence is written on it.
        whose: Purchase, association and member.
    """
    if not form.validate() or form.proof.data != ProofKind.PIN.value:
        return True
    try:
        with transaction() as session:
            throttles.count_try(session, HAND_OVER_CODE, _name(whose), now=now())
    except throttles.TooManyTriesError as error:
        form.form_errors.append(
            _(
                "Van demasiados códigos equivocados. Espere %(minutes)s minutos,"
                " o deje constancia con firma o con testigo.",
                **error.values,
            )
        )
        return False
    return True


def forget_codes(session: Session, *whose: int) -> None:
    """Start counting anew, because the goods were handed over.

    Args:
        session: The open transaction.
        whose: Purchase, association and member.
    """
    throttles.forget_tries(session, HAND_OVER_CODE, _name(whose))


def _name(whose: tuple[int, ...]) -> str:
    return ":".join(map(str, whose))
