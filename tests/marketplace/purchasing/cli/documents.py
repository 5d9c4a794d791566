"""Running the commands, and what they leave."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner
from sqlalchemy import func, select

from marketplace.purchasing.cli import purchase_commands
from marketplace.purchasing.models import (
    JointPurchase,
    PurchaseLine,
    PurchaseParty,
    Quote,
    QuoteLine,
)

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.factories_purchasing import (
        World,
    )


def run(app: Flask, *arguments: str, text: str = "") -> tuple[int, str, list[str]]:
    done = CliRunner().invoke(purchase_commands(lambda _data: app), arguments, text)
    return done.exit_code, done.stdout, done.stderr.splitlines()


def elsewhere(document: dict[str, Any]) -> str:
    """Return the document as another purchase of the same convener."""
    document["call"]["title"] += " otra vez"
    return json.dumps(document)


def officer_of(world: World) -> str:
    return str(world.officers[0].email)


def counts(session: Session) -> list[int]:
    return [
        session.scalar(select(func.count()).select_from(table)) or 0
        for table in (JointPurchase, PurchaseLine, PurchaseParty, Quote, QuoteLine)
    ]


def told(app: Flask, purchase: JointPurchase) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(run(app, "export", str(purchase.id))[1])
    return document
