"""Joint purchases as pages show them: brought to the day it really is."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from marketplace.purchasing.models import (
    JointPurchase,
    PlanRun,
    PurchaseState,
    Quote,
)
from network.clock import now, today
from tests.factories_ground import sign_in
from tests.factories_purchasing import a_line, an_open_purchase

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from network.models import Person
    from tests.factories_purchasing import World

ZONE = "America/Bogota"
#: A name that would break a page that trusts it.
HOSTILE = '<script>alert(1)</script> & "O\'Brien"'


def bring_to_today(session: Session, purchase: JointPurchase) -> JointPurchase:
    """Move the hours of a purchase so that what was open is open today."""
    ahead = now() + timedelta(days=3)
    if purchase.state is PurchaseState.OPEN:
        purchase.closes_at = ahead
    if purchase.state is PurchaseState.CONFIRMING:
        purchase.confirm_until = ahead
    session.execute(
        update(Quote)
        .where(Quote.purchase_id == purchase.id)
        .values(valid_until=today(ZONE) + timedelta(days=30))
    )
    session.flush()
    return purchase


def a_call_of_today(
    session: Session, world: World, wanted: tuple[int, ...] = (), *, items: int = 1
) -> JointPurchase:
    """An open purchase of today; the first members of the convener want these."""
    purchase = an_open_purchase(session, world, items=items)
    for place, units in enumerate(wanted):
        a_line(session, purchase, world.member(place), world.convener, units)
    return bring_to_today(session, purchase)


def last_plan(session: Session, purchase: JointPurchase) -> PlanRun:
    """The newest plan of a purchase."""
    return session.scalars(
        select(PlanRun)
        .where(PlanRun.purchase_id == purchase.id)
        .order_by(PlanRun.id.desc())
        .limit(1)
    ).one()


def browser(app: Flask, session: Session, person: Person) -> FlaskClient:
    """A browser in which the person is signed in, without JavaScript."""
    client = app.test_client()
    sign_in(client, session, person)
    return client


def fields_of(page: TestResponse, action: str | None = None) -> dict[str, str]:
    """What a form of a page would send as it stands, hidden fields included.

    Args:
        page: The page.
        action: Part of the form's address; the first form of the main part
            when not given.
    """
    body = page.text.split("<main", 1)[1]
    forms = re.findall(r"<form\b[^>]*>.*?</form>", body, re.DOTALL)
    wanted = [form for form in forms if 'method="post"' in form.split(">", 1)[0]]
    if action is not None:
        wanted = [form for form in wanted if action in form.split(">", 1)[0]]
    sent: dict[str, str] = {}
    for tag in re.findall(r"<input\b[^>]*>", wanted[0]):
        told = dict(re.findall(r'([a-z_-]+)="([^"]*)"', tag))
        kind = told.get("type", "text")
        ticked = kind not in ("checkbox", "radio") or " checked" in tag
        if "name" in told and ticked and kind not in ("file", "submit"):
            sent[told["name"]] = unescape(told.get("value", ""))
    for name, inner in re.findall(
        r'<select\b[^>]*name="([^"]+)"[^>]*>(.*?)</select>', wanted[0], re.DOTALL
    ):
        chosen = re.search(r'<option selected value="([^"]*)"', inner)
        first = re.search(r'<option value="([^"]*)"', inner)
        found = chosen or first
        sent[name] = unescape(found.group(1)) if found else ""
    for name, inner in re.findall(
        r'<textarea\b[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', wanted[0], re.DOTALL
    ):
        sent[name] = unescape(inner).strip()
    return sent
