from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import pytest

from marketplace.kernel.money import Currency, Money

if TYPE_CHECKING:
    from tests.templates.conftest import Draw

PESOS = Money(25_000_000, Currency.COP)
HOSTILE = '<img src=x onerror="go()">'


class State(StrEnum):
    PAID = "paid"
    ODD = "odd"


@pytest.mark.parametrize(
    ("state", "kind"), [(State.PAID, "good"), (State.ODD, "neutral"), ("failed", "bad")]
)
def test_a_badge_takes_the_colour_of_its_state(
    draw: Draw, state: str, kind: str
) -> None:
    html = draw('{{ ui.badge(state, text="Así va") }}', state=state)

    assert html == f'<span class="badge {kind}">Así va</span>'


def test_a_badge_may_be_given_its_kind(draw: Draw) -> None:
    html = draw('{{ ui.badge(kind="waiting", text=text) }}', text=HOSTILE)

    assert html.startswith('<span class="badge waiting">&lt;img')


def test_the_head_of_a_page_holds_title_way_back_and_buttons(draw: Draw) -> None:
    html = draw(
        '{% call ui.header(title, lead="Cierra hoy.", back="/compras",'
        ' badge=ui.badge("open", text="Abierta")) %}'
        '{{ ui.button("Anotar", "/anotar", icon_name="add") }}{% endcall %}',
        title=HOSTILE,
    )

    assert "<h1>&lt;img" in html
    assert '<a class="back" href="/compras">' in html
    assert '<span class="badge info">Abierta</span>' in html
    assert html.index("Cierra hoy.") < html.index('<a class="button primary"')


def test_steps_say_where_one_is(draw: Draw) -> None:
    html = draw('{{ ui.steps(["Cantidad", "Pago", "Revisar"], 2) }}')

    assert "Paso 2 de 3: <strong>Pago</strong>" in html
    assert html.count('aria-current="step"') == 1
    assert '<li class="is-done"> <span class="step-label">Cantidad</span>' in html
    assert "(hecho)" in html


def test_an_empty_list_says_what_goes_there_with_one_button(draw: Draw) -> None:
    html = draw('{{ ui.empty_state("Nada aún", "Aquí verá todo.", "/x", "Abrir") }}')
    bare = draw('{{ ui.empty_state("Nada aún", "Aquí verá todo.") }}')

    assert html.count('class="button') == 1
    assert "button" not in bare


def test_a_message_for_whatsapp_travels_whole(draw: Draw) -> None:
    html = draw(
        "{{ ui.share_whatsapp(text) }}", text='Faltan 12 & "ya": https://a.test/c?x=1'
    )

    assert (
        "https://wa.me/?text="
        "Faltan%2012%20%26%20%22ya%22%3A%20https%3A//a.test/c%3Fx%3D1" in html
    )
    assert 'rel="noopener noreferrer"' in html


def test_pages_of_a_list_follow_one_another(draw: Draw) -> None:
    html = draw('{{ ui.pager("/n", "/p", "11 a 20 de 46") }}')

    assert 'rel="prev" href="/p"' in html
    assert 'rel="next" href="/n"' in html
    assert draw("{{ ui.pager() }}") == ""


def test_notices_cards_and_facts_show_what_they_are_given(draw: Draw) -> None:
    html = draw(
        '{% call ui.notice("error", "No se pudo") %}<p>Intente.</p>{% endcall %}'
        '{% call ui.card(title, "/x", level=3) %}dentro{% endcall %}'
        '{{ ui.facts([("Nombre", title)]) }}'
        '{{ ui.figures([("Debe", "4", "bultos"), ("Tiene", "3")]) }}'
        '{% call ui.disclosure("¿Cómo?", true) %}Así.{% endcall %}'
        "{% call ui.actions() %}botones{% endcall %}",
        title=HOSTILE,
    )

    assert '<div class="notice error" role="alert">' in html
    assert '<h3 class="card-title"><a href="/x">&lt;img' in html
    assert "<dt>Nombre</dt><dd>&lt;img" in html
    assert '4<span class="figure-note">bultos</span>' in html
    assert '<details class="disclosure" open>' in html
    assert "<img" not in html


def test_money_is_shown_in_figures_and_in_words(draw: Draw) -> None:
    html = draw(
        '{{ money.in_full(v) }}{{ money.amount(v, "debt") }}'
        '{{ money.total("Le falta pagar", v, "Hoy") }}'
        '{{ money.compare("Solo", v, "Juntos", v, none, v) }}',
        v=PESOS,
    )

    assert "doscientos cincuenta mil pesos" in html
    assert '<span class="money debt">$ 250.000</span>' in html
    assert "Usted ahorra" in html
    assert "250.000,00" not in html


def test_a_table_reads_well_as_rows_and_as_cards(draw: Draw) -> None:
    columns = [
        {"label": "Asociado", "sort": "?orden=nombre", "sorted": "ascending"},
        {"label": "Bultos", "numeric": True},
    ]
    html = draw(
        '{% call(row) table.listing("Pedidos", columns, rows, totals=["", "16"]) %}'
        '{{ table.lead(row[0], "/p") }}'
        '{{ table.cell("Bultos", row[1], numeric=true) }}{% endcall %}',
        columns=columns,
        rows=[(HOSTILE, 4), ("Jairo", 12)],
    )

    assert '<caption class="unseen">Pedidos</caption>' in html
    assert 'aria-sort="ascending"><a href="?orden=nombre">' in html
    assert '<th scope="row" role="rowheader"><a href="/p">&lt;img' in html
    assert '<td role="cell" data-label="Bultos" class="numeric">12</td>' in html
    assert '<th scope="row" role="rowheader">Total</th>' in html


def test_a_cell_may_hold_a_piece(draw: Draw) -> None:
    html = draw(
        '{% call table.cell("Estado") %}'
        '{{ ui.badge("paid", text="Pagado") }}{% endcall %}'
    )

    assert 'data-label="Estado"><span class="badge good">Pagado</span></td>' in html


def test_a_timeline_says_what_who_when_and_what_is_missing(draw: Draw) -> None:
    at = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
    html = draw(
        "{{ timeline.events(items) }}",
        items=[
            {"what": "Anotado", "who": HOSTILE, "when": "hoy", "machine": at},
            {"what": "Corregido", "note": "Otro flete.", "kind": "bad"},
            {"what": "Recibido", "is_next": True},
        ],
    )

    assert '<time datetime="2026-11-20 22:30:00+00:00">hoy</time>' in html
    assert "&lt;img" in html
    assert '<li class="bad">' in html
    assert 'Recibido<span class="unseen"> (falta)</span>' in html


def test_progress_is_read_aloud_and_never_passes_its_end(draw: Draw) -> None:
    html = draw(
        '{{ progress.bar(3, 8, "Confirmados", "3 de 8") }}'
        '{{ progress.goal(140, 120, "Ya tienen el precio", "bultos") }}'
        '{{ progress.bar(0, 0, "Nada") }}{{ progress.job(62, "Calculando") }}'
    )

    assert '<progress max="8" value="3" aria-label="Confirmados">' in html
    assert 'class="progress goal is-full"' in html
    assert '<progress max="120" value="120"' in html
    assert '<progress max="1" value="0"' in html
    assert 'role="status"' in html


def test_money_is_checked_before_it_moves(draw: Draw) -> None:
    html = draw(
        '{{ check.movement(who, "La Unión", v, v, v, "Quedará debiendo") }}'
        '{{ check.answers([("Fecha", "hoy", "/f"), ("Nota", "no")]) }}',
        who=HOSTILE,
        v=PESOS,
    )

    assert "<dt>Paga</dt><dd>&lt;img" in html
    assert "doscientos cincuenta mil pesos" in html
    assert "<dt>Quedará debiendo</dt>" in html
    assert '<a href="/f">Cambiar<span class="unseen"> Fecha</span></a>' in html
    assert html.count("Cambiar") == 1


def test_bars_are_as_long_as_their_share_and_have_a_table(draw: Draw) -> None:
    html = draw(
        '{{ chart.bars("Bultos", rows) }}',
        rows=[("La Unión", 50, "50"), (HOSTILE, 25, "25", "other"), ("Nueva", 0, "0")],
    )

    assert 'class="bar-fill" width="1000"' in html
    assert 'class="bar-fill" width="500"' in html
    assert 'class="bar-fill" width="0"' in html
    assert '<tr><th scope="row">La Unión</th><td class="numeric">50</td></tr>' in html
    assert "<img" not in html


@pytest.mark.parametrize("rows", [[], [("Nueva", 0, "0")]])
def test_bars_of_nothing_are_drawn_without_fault(
    draw: Draw, rows: list[tuple[str, int, str]]
) -> None:
    html = draw('{{ chart.bars("Bultos", rows) }}', rows=rows)

    assert "<figcaption>Bultos</figcaption>" in html


def test_a_line_goes_from_the_first_value_to_the_last(draw: Draw) -> None:
    html = draw(
        '{{ chart.line("Precio", points) }}',
        points=[("ene", 0, "0"), ("feb", 10, "10"), ("mar", 5, "5")],
    )

    assert 'd="M0.0 200.0L500.0 0.0L1000.0 100.0"' in html
    assert "<span>mar<strong>5</strong></span>" in html


@pytest.mark.parametrize("value", [0, 7, -3])
def test_a_flat_line_is_drawn_without_fault(draw: Draw, value: int) -> None:
    html = draw('{{ chart.line("Precio", points) }}', points=[("a", value, "x")] * 2)

    assert "nan" not in html
    assert "<figcaption>Precio</figcaption>" in html


def test_a_paper_has_boxes_to_fill_in_and_lines_to_sign(draw: Draw) -> None:
    html = draw(
        '{% call(row) paper.sheet("Reparto", columns, rows, blanks=["Firma"],'
        ' facts=[("Lugar", "Casa")]) %}<th scope="row">{{ row }}</th>{% endcall %}'
        '{{ paper.signatures(["Entrega", "Recibe"]) }}{{ paper.button() }}',
        rows=[HOSTILE, "Jairo"],
        columns=["Asociado", {"label": "Bultos", "numeric": True}],
    )

    assert '<th scope="col">Asociado</th>' in html
    assert '<th scope="col" class="numeric">Bultos</th>' in html
    assert html.count('<td class="blank"></td>') == 2
    assert html.count('class="signature-line"') == 2
    assert "data-print hidden" in html
    assert "<img" not in html
