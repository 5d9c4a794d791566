"""What the pages of the red share: a reading, looked at as the address says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import request, url_for

from network.core.measures.kind import NetworkKind
from network.forms.looking import Looking, read_looking
from network.queries import red as read
from network.queries.maps import network_map
from network.queries.woven import WantedTies
from network.views.lands import outlines
from network.views.red.acts import Advised, advised
from network.views.red.answers import own_answers, questions
from network.views.red.changes import change_words
from network.views.red.history import long_month
from network.views.red.lists import FindingList, finding_lists, sign_words
from network.views.red.parts import parts
from network.views.red.picture import Picture, picture_of
from network.views.red.supposing import supposed
from network.views.red.words import (
    alert_words,
    names_words,
    neighbours_words,
    peer_words,
    verdict,
)
from network.web import (
    Answer,
    answers_from_above,
    by_question,
    place_links,
)

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from network.policy import Actor
    from network.queries.maps import MapPicture
    from network.queries.red import RedReading


@dataclass(frozen=True, slots=True)
class AlertLine:
    """An alert as the page says it, and where its list is.

    Attributes:
        sentence: What is wrong.
        url: The list behind it.
        action_url: What can be done about it; empty if nothing, or by others.
    """

    sentence: str
    url: str
    action_url: str


@dataclass(frozen=True, slots=True)
class Screen:
    """Who looks at which reading, and how.

    Attributes:
        session: To read with.
        page: The reading of the month.
        looking: What the address asks for.
        actor: Who looks.
        day: Today.
    """

    session: Session
    page: RedReading
    looking: Looking
    actor: Actor
    day: date

    @property
    def coordinates(self) -> bool:
        """Whether whoever looks may act for the network."""
        return self.page.network.id in self.actor.coordinates

    @property
    def _has_form(self) -> bool:
        """Whether there are organisations and ties enough to speak of a form."""
        ties = self.page.figures["ties"].value
        return self.page.shape.kind is not NetworkKind.BEGINNING and bool(ties)

    def advised(self) -> Advised:
        """Return what whoever looks can do now; nothing about a month gone by."""
        if not self.page.is_latest:
            return Advised()
        network_id = self.page.network.id
        return advised(self.session, network_id, actor=self.actor, day=self.day)

    def answers(self, needed: int | None) -> dict[int, tuple[Answer, ...]]:
        """Return what is known about each of the eight questions.

        Args:
            needed: How few ties would make every organisation dispensable.
        """
        on = self.day if self.page.is_latest else self.page.day
        above = answers_from_above(
            self.session, self.page.network.id, actor=self.actor, day=on
        )
        return by_question([*own_answers(self.page, needed), *above])

    def reading(self) -> dict[str, Any]:
        """Return what every page about the reading shows."""
        before = self.page.before
        return {
            "page": self.page,
            "looking": self.looking,
            "coordinates": self.coordinates,
            "questions": questions(),
            "verdict": verdict(self.page),
            "parts": parts(self.page.shape.parts, before.parts if before else None)
            if self._has_form
            else (),
            "peer": peer_words(self.page),
            "names_words": names_words,
            "month_name": long_month(self.page.day),
        }

    def first(self) -> dict[str, Any]:
        """Return what the first page shows beside that."""
        found = self.advised()
        return {
            **self.reading(),
            "answers": self.answers(found.needed),
            "actions": found.acts,
            "alerts": [self._alert(alert) for alert in self.page.alerts],
            "links": place_links("network", self.actor, self.page.network.id),
            "neighbours_words": neighbours_words,
            "picture": self._picture(),
            "rows": self._rows() if self.looking.view == "tabla" else None,
            "changes": self._changes(),
            "supposed": supposed(
                self.session,
                self.page.network.id,
                self.looking,
                actor=self.actor,
                day=self.page.day,
            ),
            "lands": self._lands() if self.looking.view == "mapa" else None,
        }

    def behind(self, number: int) -> dict[str, Any]:
        """Return what lies behind one of the questions."""
        found = self.advised()
        return {
            **self.reading(),
            "answers": self.answers(found.needed)[number],
            "actions": found.acts if self.coordinates else (),
            "lists": self._lists(number),
            "sign_words": sign_words,
        }

    def _alert(self, alert: read.Alert) -> AlertLine:
        network_id = self.page.network.id
        return AlertLine(
            alert_words(alert),
            url_for(
                "red.question",
                network_id=network_id,
                number=alert.question,
                mes=self.looking.month,
            ),
            url_for("advice.proposals", network_id=network_id)
            if self._is_for_advice(alert)
            else "",
        )

    def _is_for_advice(self, alert: read.Alert) -> bool:
        """Tell whether who looks finds what to do about it among the proposals."""
        is_now = self.coordinates and self.page.is_latest
        return is_now and alert.kind is not read.AlertKind.ONE_WAY

    def _lists(self, number: int) -> list[FindingList]:
        """Return the lists of organisations behind a question."""
        found = read.finding_lists(
            self.session,
            self.page.network.id,
            month=self.looking.month,
            actor=self.actor,
        )
        return [] if found is None else finding_lists(found, number)

    def _changes(self) -> list[str]:
        return change_words(
            read.month_changes(
                self.session,
                self.page.network.id,
                month=self.looking.month,
                actor=self.actor,
            )
        )

    def _picture(self) -> Picture:
        wanted = read.WantedDrawing(
            month=self.looking.month,
            layers=self.looking.layers,
            community=self.looking.community,
            around=self.looking.around,
        )
        network_id = self.page.network.id
        found = read.drawing(self.session, network_id, wanted, actor=self.actor)
        return picture_of(found, self.looking, frozenset(self.actor.roles))

    def _lands(self) -> MapPicture:
        """Return the map of the same month and kinds of tie."""
        return network_map(
            self.session,
            self.page.network.id,
            WantedTies(self.looking.month, self.looking.layers),
            actor=self.actor,
            day=self.day,
            outlines=outlines(),
        )

    def _rows(self) -> read.TablePage:
        wanted = read.WantedRows(
            month=self.looking.month,
            words=self.looking.words,
            community=self.looking.community,
            after=self.looking.after,
        )
        network_id = self.page.network.id
        return read.table_page(self.session, network_id, wanted, actor=self.actor)


def looking_now() -> Looking:
    """Return what the address of this request asks for."""
    return read_looking(request.args)
