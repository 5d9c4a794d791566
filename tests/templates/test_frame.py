from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired

if TYPE_CHECKING:
    from flask import Flask

    from tests.templates.conftest import Draw

HOSTILE = '<svg onload="go()">'
INLINE = re.compile(r"<[^>]*\s(style|on[a-z]+)=|<style|<script(?![^>]*\ssrc=)")


@dataclass(frozen=True)
class Item:
    label: str
    url: str = "/compras"
    icon: str = "basket"
    active: bool = False
    count: int = 0
    short: str | None = None


class AskedForm(FlaskForm):
    what = StringField("Insumo", [InputRequired("Escriba el insumo.")])


def entries(number: int) -> list[Item]:
    return [Item(f"Entrada {index}") for index in range(1, number + 1)]


def test_the_first_stop_of_the_keyboard_leads_to_the_content(draw_page: Draw) -> None:
    page = draw_page("Hola")

    assert '<a class="skip" href="#contenido">' in page
    assert '<main id="contenido" tabindex="-1"' in page
    assert page.index('class="skip"') < page.index("<header")


def test_a_page_names_itself_and_its_language(draw_page: Draw) -> None:
    spanish, english = draw_page("Hola"), draw_page("Hello", language="en")

    assert "<title>Compras · Tejido</title>" in spanish
    assert '<html lang="es">' in spanish
    assert '<html lang="en">' in english


def test_the_title_says_error_when_the_form_was_refused(
    drawing_app: Flask, draw_page: Draw
) -> None:
    with drawing_app.test_request_context("/", method="POST", data={}):
        form = AskedForm()
        form.validate()

    page = draw_page("Hola", form=form)

    assert "<title>Error: Compras · Tejido</title>" in page


def test_the_title_says_no_error_before_the_form_is_sent(
    drawing_app: Flask, draw_page: Draw
) -> None:
    with drawing_app.test_request_context("/"):
        form = AskedForm()

    page = draw_page("Hola", form=form)

    assert "<title>Compras · Tejido</title>" in page


def test_a_page_of_several_forms_says_itself_that_one_failed(draw: Draw) -> None:
    page = draw('{% extends "_layout.html" %}{% set has_errors = true %}')

    assert "<title>Error: " in page


def test_names_from_outside_are_shown_as_text(draw_page: Draw) -> None:
    page = draw_page(
        "Hola",
        flashes=[("success", HOSTILE)],
        current_person=HOSTILE,
        current_organisation=HOSTILE,
        menu=[Item(HOSTILE)],
    )

    assert "<svg onload" not in page
    assert page.count("&lt;svg onload=&#34;go()&#34;&gt;") == 5


@pytest.mark.parametrize(("number", "under_more"), [(1, 0), (5, 0), (6, 2), (9, 5)])
def test_the_bar_of_a_phone_holds_five_entries_at_most(
    draw_page: Draw, number: int, under_more: int
) -> None:
    page = draw_page("Hola", menu=entries(number))
    side, bar = page.split('<ul class="menu-bar">')
    straight, _, more = bar.partition('<ul class="more-list">')

    assert side.count("Entrada ") == number
    assert straight.count("Entrada ") == number - under_more
    assert more.count("Entrada ") == under_more


def test_the_menu_says_where_one_is_and_what_waits(draw_page: Draw) -> None:
    menu = [
        Item("Compras", active=True, count=3),
        Item("Organizaciones", short="Grupos"),
    ]
    page = draw_page("Hola", menu=menu)

    assert page.count('<a href="/compras" aria-current="page">') == 2
    assert '<span class="count">3<span class="unseen"> por ver</span></span>' in page
    assert page.count("<span>Organizaciones</span>") == 1
    assert page.count("<span>Grupos</span>") == 1


def test_more_is_marked_when_the_page_is_under_it(draw_page: Draw) -> None:
    inside = draw_page("Hola", menu=[*entries(5), Item("Libro", active=True)])
    outside = draw_page("Hola", menu=entries(6))

    assert '<summary class="is-active">' in inside
    assert "<summary>" in outside


def test_a_stranger_is_offered_to_come_in(draw_page: Draw) -> None:
    page = draw_page("Hola", sign_in_url="/entrar")

    assert 'href="/entrar"' in page
    assert "Salir" not in page
    assert "<nav" not in page


def test_leaving_is_a_post_and_never_an_address(draw_page: Draw) -> None:
    page = draw_page("Hola", current_person="Rosa", sign_out_url="/salir")

    assert '<form method="post" action="/salir"' in page
    assert 'name="csrf_token"' in page
    assert 'href="/salir"' not in page


def test_a_demonstration_says_so_on_every_page(draw_page: Draw) -> None:
    shown, hidden = draw_page("Hola", is_demonstration=True), draw_page("Hola")

    assert "DEMOSTRACIÓN: organizaciones y personas inventadas" in shown
    assert "DEMOSTRACIÓN" not in hidden


@pytest.mark.parametrize(
    ("category", "kind"),
    [
        ("success", "success"),
        ("danger", "error"),
        ("message", "info"),
        ("warning", "warning"),
    ],
)
def test_messages_are_read_aloud_in_the_manner_of_their_kind(
    draw_page: Draw, category: str, kind: str
) -> None:
    page = draw_page("Hola", flashes=[(category, "Quedó guardado.")])

    assert f'<p class="notice {kind}">' in page.split('role="status"')[1]


def test_an_empty_list_of_messages_takes_no_room(draw_page: Draw) -> None:
    page = draw_page("Hola")

    assert '<div role="status" class="flashes"></div>' in page


def test_only_a_page_that_asks_carries_htmx(draw: Draw) -> None:
    plain = draw('{% extends "_layout.html" %}')
    lively = draw('{% extends "_layout.html" %}{% set uses_htmx = true %}')

    assert "htmx" not in plain
    assert "vendor/htmx.min.js" in lively
    assert '"includeIndicatorStyles": false, "allowEval": false' in lively


def test_the_foot_shows_help_and_privacy_when_there_are_such_pages(
    draw_page: Draw,
) -> None:
    page = draw_page("Hola", help_url="/ayuda", privacy_url="/sus-datos")
    bare = draw_page("Hola")

    assert '<a href="/ayuda">Pedir ayuda</a>' in page
    assert '<a href="/sus-datos">Sus datos</a>' in page
    assert "Pedir ayuda" not in bare


def test_a_drawn_page_needs_no_inline_style_or_script(draw_page: Draw) -> None:
    page = draw_page(
        '{{ ui.steps(["Uno", "Dos"], 1) }}{{ progress.bar(1, 4, "Avance") }}'
        '{{ chart.bars("Bultos", [("La Unión", 3, "3")]) }}'
        '{{ chart.line("Precio", [("ene", 1, "1"), ("feb", 2, "2")]) }}',
        menu=entries(6),
        current_person="Rosa",
        is_demonstration=True,
    )

    assert INLINE.findall(page) == []
