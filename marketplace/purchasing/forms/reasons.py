"""Forms that only ask why, or only ask to press a button once."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import Optional

from network.forms.fields import WRITE, at_most
from network.forms.once import OnceForm


class ReasonForm(OnceForm):
    """Say why; everybody who is touched can read it."""

    reason = TextAreaField(_l("¿Por qué?"), validators=[WRITE, at_most(300)])


class MaybeReasonForm(OnceForm):
    """Say why, when there is something to explain."""

    reason = TextAreaField(_l("¿Por qué?"), validators=[Optional(), at_most(300)])


class SignForm(OnceForm):
    """Sign what was read: the page says what that was."""


class PressForm(OnceForm):
    """Nothing to fill in: one press counts once."""
