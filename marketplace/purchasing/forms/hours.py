"""Forms for a closing hour, and for saying why."""

from __future__ import annotations

from datetime import datetime, time

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, TextAreaField

from marketplace.kernel.calendar import closing_instant
from network.forms.fields import WRITE, at_most
from network.forms.once import OnceForm


class HourForm(FlaskForm):
    """A new closing hour."""

    closes_on = DateField(_l("¿Hasta qué día se anota?"), validators=[WRITE])
    closes_hour = SelectField(_l("¿Hasta qué hora?"), default="18:00")

    def __init__(self, time_zone: str) -> None:
        """Offer the hours of the day."""
        super().__init__()
        self.time_zone = time_zone
        self.closes_hour.choices = hour_choices()

    def closes_at(self) -> datetime:
        """Return the instant.  Call only after validation."""
        assert self.closes_on.data is not None  # WRITE saw to it
        hour = time.fromisoformat(self.closes_hour.data or "18:00")
        return closing_instant(self.closes_on.data, hour, self.time_zone)


class RepeatForm(OnceForm, HourForm):
    """The closing hour of a purchase like a past one."""


class ReopenForm(HourForm):
    """A new closing hour and why the call opens again."""

    reason = TextAreaField(_l("¿Por qué?"), validators=[WRITE, at_most(500)])


class WhyForm(FlaskForm):
    """Say why."""

    reason = TextAreaField(_l("¿Por qué?"), validators=[WRITE, at_most(500)])


def hour_choices() -> list[tuple[str, str]]:
    """Return the hours at which a call can close, in words."""
    return [(f"{hour:02d}:00", _hour(hour)) for hour in range(5, 22)]


def _hour(hour: int) -> str:
    """Return a full hour as people say it: "6:00 pm"."""
    return f"{(hour - 1) % 12 + 1}:00 {'am' if hour < 12 else 'pm'}"
