"""What each person may go to, from the menu or a place, given by the application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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


@dataclass(frozen=True, slots=True)
class PlaceLink:
    """A page of an upper area that belongs to an organisation or a network.

    Attributes:
        label: What it says.
        endpoint: Where it leads.
        allowed: Whether an actor sees it there.
        icon: Name of a picture of the sprite.
    """

    label: LazyString
    endpoint: str
    allowed: Callable[[Actor, int], bool]
    icon: str = "list"


def place_links(kind: str, actor: Actor, place_id: int) -> list[ShownItem]:
    """Return the pages of upper areas that an actor may open from a place.

    Args:
        kind: "organisation" or "network".
        actor: Who looks.
        place_id: Of the organisation or network.
    """
    place: dict[str, Any] = {f"{kind}_id": place_id}
    links: Sequence[PlaceLink] = current_app.extensions.get(f"tejido.{kind}_links", ())
    return [
        ShownItem(
            label=str(link.label),
            url=url_for(link.endpoint, **place),
            icon=link.icon,
            active=False,
            count=0,
            short=None,
        )
        for link in links
        if link.allowed(actor, place_id)
    ]


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
