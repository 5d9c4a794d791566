"""The form that does its work once, however often it is sent."""

from __future__ import annotations

from uuid import uuid4

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import UUID, InputRequired

_STALE = _("Esta página quedó incompleta. Ábrala de nuevo.")


def new_key() -> str:
    """Return a key for one page."""
    return str(uuid4())


class OnceForm(FlaskForm):
    """Base of every form that changes money, orders or who belongs where."""

    client_key = HiddenField(
        default=new_key, validators=[InputRequired(_STALE), UUID(_STALE)]
    )
