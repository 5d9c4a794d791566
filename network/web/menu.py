"""The menu: what each person may go to, given by the application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app, request, url_for

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flask_babel.speaklater import LazyString

    from network.policy import Actor


@dataclass(frozen=True, slots=True)
class MenuItem:
    """An entry of the menu.

    Attributes:
        label: What it says.
        endpoint: Where it leads; takes no values.
        allowed: Whether an actor sees it.
        icon: Name of a picture of the sprite.
        short: A shorter label for telephones, if needed.
        count: How many things wait there, if it counts any.
    """

    label: LazyString
    endpoint: str
    allowed: Callable[[Actor], bool]
    icon: str = "list"
    short: LazyString | None = None
    count: Callable[[Actor], int] | None = None


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An entry as the frame of the page draws it."""

    label: str
    url: str
    icon: str
    active: bool
    count: int
    short: str | None


def shown_menu(actor: Actor | None) -> list[ShownItem]:
    """Return the entries that an actor sees; a stranger sees none."""
    if actor is None:
        return []
    items: Sequence[MenuItem] = current_app.extensions.get("tejido.menu", ())
    return [_shown(item, actor) for item in items if item.allowed(actor)]


def _shown(item: MenuItem, actor: Actor) -> ShownItem:
    return ShownItem(
        label=str(item.label),
        url=url_for(item.endpoint),
        icon=item.icon,
        active=request.endpoint == item.endpoint,
        count=item.count(actor) if item.count else 0,
        short=str(item.short) if item.short else None,
    )
