"""What every page needs of the web: who asks, what is refused, what is said."""

from __future__ import annotations

from flask_login import login_required

from network.web.addresses import here, safe_path
from network.web.answers import (
    QUESTIONS,
    Answer,
    Trend,
    answers_from_above,
    by_question,
)
from network.web.demonstration import ask_again
from network.web.guard import PUBLIC_ENDPOINTS
from network.web.headers import security_headers
from network.web.identity import (
    begin,
    client_address,
    current_actor,
    current_day,
    current_sitting,
    device_name,
    leave,
    maybe_actor,
    maybe_sitting,
    open_here,
    spoken_language,
)
from network.web.language import keep_language, read_language
from network.web.menu import MenuItem, PlaceLink, place_links
from network.web.own_copy import OwnPart, own_parts
from network.web.settings import settings
from network.web.site import Site, prepare_web, render_page
from network.web.submissions import submit_once
from network.web.words import explain, name_of, one_stop

__all__ = [
    "PUBLIC_ENDPOINTS",
    "QUESTIONS",
    "Answer",
    "MenuItem",
    "OwnPart",
    "PlaceLink",
    "Site",
    "Trend",
    "answers_from_above",
    "ask_again",
    "begin",
    "by_question",
    "client_address",
    "current_actor",
    "current_day",
    "current_sitting",
    "device_name",
    "explain",
    "here",
    "keep_language",
    "leave",
    "login_required",
    "maybe_actor",
    "maybe_sitting",
    "name_of",
    "one_stop",
    "open_here",
    "own_parts",
    "place_links",
    "prepare_web",
    "read_language",
    "render_page",
    "safe_path",
    "security_headers",
    "settings",
    "spoken_language",
    "submit_once",
]
