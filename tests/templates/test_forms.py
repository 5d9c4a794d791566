from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace.kernel.money import Currency

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.templates.conftest import Draw

    Fill = Callable[..., Any]


class ItemForm(Form):
    name = StringField("Insumo", [InputRequired("Escriba el insumo.")])


class OrderForm(FlaskForm):
    units = StringField("¿Cuántos bultos?", [InputRequired("Escriba cuántos <b>.")])
    amount = StringField("Anticipo", [Optional()])
    day = DateField("Fecha", [InputRequired("Escriba la fecha.")])
    how = RadioField(
        "¿Cómo paga?",
        choices={"cash": "En efectivo", "bank": "Transferencia"},
        validators=[InputRequired("Escoja cómo paga.")],
    )
    days = SelectMultipleField(
        "Días",
        choices={"mon": "Lunes", "tue": "Martes"},
        option_widget=CheckboxInput(),
        widget=ListWidget(),
    )
    place = SelectField("Lugar", choices={"a": "Casa comunal"})
    agree = BooleanField("Autorizo", [InputRequired("Marque la casilla.")])
    client_key = HiddenField(validators=[InputRequired("Abra la página otra vez.")])


class PhotoForm(FlaskForm):
    photo = FileField("Foto <recibo>", description="Que se lean los números.")


class ListForm(FlaskForm):
    names = FieldList(StringField("Nombre", [InputRequired("Falta.")]), min_entries=2)
    item = FormField(ItemForm)


@pytest.fixture
def fill(drawing_app: Flask) -> Fill:
    """Return a form as it is after somebody sent ``answers``."""

    def _fill(kind: type[FlaskForm], **answers: str) -> FlaskForm:
        with drawing_app.test_request_context("/", method="POST", data=answers):
            form = kind()
            form.validate()
            return form

    return _fill


def test_a_refused_field_is_tied_to_its_help_and_its_errors(
    draw: Draw, fill: Fill
) -> None:
    html = draw(
        '{{ forms.field(form.units, help="Un número.") }}', form=fill(OrderForm)
    )

    assert '<label for="units">¿Cuántos bultos?</label>' in html
    assert 'aria-describedby="units-help units-errors" aria-invalid="true"' in html
    assert '<p id="units-help" class="help">Un número.</p>' in html
    assert '<ul id="units-errors" class="field-errors">' in html


def test_a_good_field_says_nothing_of_errors(draw: Draw, fill: Fill) -> None:
    html = draw("{{ forms.field(form.units) }}", form=fill(OrderForm, units="4"))

    assert "aria-" not in html.replace("aria-hidden", "")
    assert 'value="4"' in html


def test_what_was_typed_is_kept_and_shown_as_text(draw: Draw, fill: Fill) -> None:
    form = fill(OrderForm, amount='"><script>')
    html = draw("{{ forms.field(form.amount) }}", form=form)

    assert 'value="&#34;&gt;&lt;script&gt;"' in html


def test_only_an_optional_field_is_marked(draw: Draw, fill: Fill) -> None:
    form = fill(OrderForm)
    optional = draw("{{ forms.field(form.amount) }}", form=form)
    needed = draw("{{ forms.field(form.units) }}", form=form)

    assert "(opcional)" in optional
    assert "(opcional)" not in needed


@pytest.mark.parametrize(
    ("currency", "word", "keyboard"),
    [
        (Currency.COP, "pesos", "numeric"),
        (Currency.USD, "dólares", "decimal"),
        ("USD", "dólares", "decimal"),
    ],
    ids=["pesos", "dollars", "dollars as text"],
)
def test_an_amount_brings_its_currency_and_the_right_keyboard(
    draw: Draw, fill: Fill, currency: str, word: str, keyboard: str
) -> None:
    html = draw(
        "{{ forms.money(form.amount, currency) }}",
        form=fill(OrderForm),
        currency=currency,
    )

    assert '<span class="affix" aria-hidden="true">$</span>' in html
    assert f'<span class="affix">{word}</span>' in html
    assert f'inputmode="{keyboard}"' in html


def test_a_quantity_shows_its_unit_and_takes_more_keywords(
    draw: Draw, fill: Fill
) -> None:
    html = draw(
        '{{ forms.quantity(form.units, "bultos", decimals=true, maxlength=6) }}',
        form=fill(OrderForm),
    )

    assert '<span class="affix">bultos</span>' in html
    assert 'inputmode="decimal"' in html
    assert 'maxlength="6"' in html


@pytest.mark.parametrize("name", ["how", "days"])
def test_choices_stand_in_a_group_with_a_name(
    draw: Draw, fill: Fill, name: str
) -> None:
    html = draw(
        "{{ forms.field(form[name], help='Puede cambiarlo.') }}",
        form=fill(OrderForm),
        name=name,
    )

    assert '<fieldset class="field choices' in html
    assert f'aria-describedby="{name}-help' in html
    assert html.count('<div class="choice"><input') == 2
    assert f'<label for="{name}-0">' in html


def test_a_check_box_stands_before_its_words(draw: Draw, fill: Fill) -> None:
    html = draw("{{ forms.field(form.agree) }}", form=fill(OrderForm))

    assert html.index('type="checkbox"') < html.index('<label for="agree">')


def test_a_hidden_field_shows_no_label(draw: Draw, fill: Fill) -> None:
    html = draw(
        "{{ forms.field(form.client_key) }}{{ forms.client_key(form) }}",
        form=fill(OrderForm),
    )

    assert html.count('type="hidden"') == 2
    assert "<label" not in html


def test_the_summary_leads_to_every_refused_field(draw: Draw, fill: Fill) -> None:
    form = fill(OrderForm)
    form.form_errors.append("La compra ya cerró <ayer>.")
    html = draw("{{ forms.summary(form) }}", form=form)

    assert 'role="alert" tabindex="-1" autofocus' in html
    assert "<li>La compra ya cerró &lt;ayer&gt;.</li>" in html
    assert '<a href="#units">¿Cuántos bultos? Escriba cuántos &lt;b&gt;.</a>' in html
    assert '<a href="#day">Fecha: Escriba la fecha.</a>' in html
    assert '<a href="#how-0">¿Cómo paga? Escoja cómo paga.</a>' in html
    assert '<a href="#agree">Marque la casilla.</a>' in html
    assert "<li>Abra la página otra vez.</li>" in html


def test_the_summary_reaches_fields_inside_lists(draw: Draw, fill: Fill) -> None:
    html = draw("{{ forms.summary(form) }}", form=fill(ListForm))

    assert '<a href="#names-1">Nombre: Falta.</a>' in html
    assert '<a href="#item-name">Insumo: Escriba el insumo.</a>' in html


def test_there_is_no_summary_without_errors(draw: Draw, fill: Fill) -> None:
    assert draw("{{ forms.summary(form) }}", form=fill(PhotoForm)) == ""


def test_a_form_posts_without_the_bubbles_of_the_browser(
    draw: Draw, fill: Fill
) -> None:
    html = draw(
        '{% call forms.form(form, action="/compras", label="Guardar",'
        ' cancel_url="/") %}{{ forms.field(form.place) }}{% endcall %}',
        form=fill(OrderForm),
    )

    assert '<form method="post" action="/compras" novalidate class="form">' in html
    assert 'name="client_key"' in html
    assert html.index('class="error-summary"') < html.index("<select")
    assert 'class="button primary" data-busy="Enviando…">Guardar</button>' in html
    assert '<a class="button quiet" href="/">Volver</a>' in html
    assert "disabled" not in html


def test_a_form_with_a_file_is_sent_in_parts(draw: Draw, fill: Fill) -> None:
    html = draw(
        "{% call forms.form(form) %}"
        '{{ forms.field(form.photo, accept="image/*") }}{% endcall %}',
        form=fill(PhotoForm),
    )

    assert 'enctype="multipart/form-data"' in html
    assert 'accept="image/*"' in html
    assert "Foto &lt;recibo&gt;" in html
    assert "Que se lean los números." in html


def test_filters_live_in_the_address(draw: Draw) -> None:
    html = draw(
        '{% call forms.filters("/compras") %}'
        '{{ forms.search("q", "Buscar", texto) }}{% endcall %}',
        texto='papa "pastusa"',
    )

    assert '<form method="get" action="/compras"' in html
    assert '<label for="search-q">Buscar</label>' in html
    assert 'value="papa &#34;pastusa&#34;"' in html


def test_a_button_alone_posts_with_its_token(draw: Draw, fill: Fill) -> None:
    bare = draw('{{ forms.post_button("/leer", "Leído") }}')
    keyed = draw(
        '{{ forms.post_button("/leer", "Leído", form=form) }}', form=fill(OrderForm)
    )

    assert 'name="csrf_token"' in bare
    assert 'name="client_key"' in keyed


def test_a_group_of_fields_has_a_name(draw: Draw) -> None:
    html = draw(
        '{% call forms.group("Entrega", help="El día.") %}x{% endcall %}'
        '{{ forms.submit("Anular", "danger", name="go", value="no") }}'
    )

    assert "<legend>Entrega</legend>" in html
    assert 'class="button danger" name="go" value="no"' in html
