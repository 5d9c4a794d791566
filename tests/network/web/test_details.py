from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from network.web.words import detail_words, one_stop

if TYPE_CHECKING:
    from flask import Flask


def test_stored_values_of_a_trace_are_said_in_words(app: Flask) -> None:
    details = {"origin": "partly_received", "role": "treasurer", "channel": "oral"}

    with app.test_request_context():
        said = dict(detail_words(details))

    assert said == {
        "estaba": "recibida en parte",
        "papel": "tesorero(a)",
        "cómo": "de palabra",
    }


def test_keys_and_digests_are_not_shown(app: Flask) -> None:
    details = {"document_hash": "9f2c", "plan_run": 7, "reason": "", "units": None}

    with app.test_request_context():
        said = detail_words(details)

    assert said == []


def test_hours_and_changes_are_shown_as_people_write_them(app: Flask) -> None:
    details = {
        "closes_at": "2026-11-20T23:00:00+00:00",
        "name": ["Los Andes", "Los Altos"],
        "units": 1200,
    }

    with app.test_request_context():
        said = dict(detail_words(details))

    assert said["cierra"].startswith("20 de noviembre de 2026")
    assert said["nombre"] == "Los Andes → Los Altos"
    assert said["cantidad"] == "1.200"


def test_a_name_that_ends_in_a_stop_ends_the_sentence() -> None:
    assert one_stop("Confíe en Agro S.A.S..") == "Confíe en Agro S.A.S."
    assert one_stop("Confíe en ellas.") == "Confíe en ellas."
    assert one_stop(Markup("Agro &amp; Cía..")) == Markup("Agro &amp; Cía.")
