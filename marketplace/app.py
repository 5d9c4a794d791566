"""The composition root: everything is put together here and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask_babel import Babel
from flask_babel import lazy_gettext as _
from whitenoise import WhiteNoise

from marketplace import filters, labels
from marketplace.attachments import models as _attachments
from marketplace.attachments import views as attachments_views
from marketplace.board import views as board_views
from marketplace.catalogue import models as _catalogue
from marketplace.catalogue import queries as catalogue
from marketplace.catalogue import services as catalogue_services
from marketplace.catalogue import views as catalogue_views
from marketplace.catalogue.cli import catalogue_commands
from marketplace.demonstration import views as demonstration_views
from marketplace.demonstration.queries.tour import tour
from marketplace.demonstration.services import loading
from marketplace.economy import tasks as _economy_tasks
from marketplace.economy import views as economy_views
from marketplace.ledger import models as _ledger
from marketplace.ledger import queries as ledger
from marketplace.ledger import tasks as _ledger_tasks
from marketplace.ledger import views as ledger_views
from marketplace.ledger.cli import ledger_commands
from marketplace.ledger.queries import assert_triggers
from marketplace.ledger.views.own_data import own_data as own_movements
from marketplace.notices import models as _notices
from marketplace.notices import services as notices_services
from marketplace.notices import tasks as _notices_tasks
from marketplace.notices import views as notices_views
from marketplace.payments import models as _payments
from marketplace.payments import views as payments_views
from marketplace.payments.queries import assert_receipt_triggers
from marketplace.payments.views.own_data import own_data as own_receipts
from marketplace.purchasing import models as _purchasing
from marketplace.purchasing import tasks as _purchasing_tasks
from marketplace.purchasing import views as purchasing_views
from marketplace.purchasing.cli import purchase_commands, solve_group
from marketplace.purchasing.views.own_data import own_data as own_purchases
from marketplace.worker import database
from marketplace.worker.cli import commands, read_config
from marketplace.worker.runtime import Runtime
from marketplace.worker.timetable import Slot
from network import account_views, views
from network import tasks as _network_tasks
from network.cli import network_commands, person_commands
from network.clock import now
from network.db import db, prepare_engine, transaction
from network.policy import Action
from network.web import (
    MenuItem,
    PlaceLink,
    Site,
    explain,
    name_of,
    prepare_web,
    security_headers,
    spoken_language,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from wsgiref.headers import Headers

    from flask import Flask
    from sqlalchemy.orm import Session

    from marketplace.config import Config
    from network.policy import Actor

ROOT = Path(__file__).resolve().parent.parent

#: Work that the outbox knows by name once it is imported.
TASKS = (
    _network_tasks,
    _economy_tasks,
    _ledger_tasks,
    _notices_tasks,
    _purchasing_tasks,
)

#: Every table is known once these are imported.
TABLES = (_attachments, _catalogue, _ledger, _notices, _payments, _purchasing)

#: The pages of every area.
BLUEPRINTS = (
    *account_views.BLUEPRINTS,
    *views.BLUEPRINTS,
    board_views.bp,
    *catalogue_views.BLUEPRINTS,
    attachments_views.bp,
    notices_views.bp,
    ledger_views.bp,
    payments_views.bp,
    *purchasing_views.BLUEPRINTS,
    economy_views.bp,
    demonstration_views.bp,
)

#: Endpoints of the areas that strangers may open.
PUBLIC: tuple[str, ...] = (
    *catalogue_views.PUBLIC,
    *attachments_views.PUBLIC,
    *payments_views.PUBLIC,
    *demonstration_views.PUBLIC,
)


def _may(action: Action) -> Callable[[Actor, int], bool]:
    """Return who sees a page of an organisation: those whose roles allow it."""
    return lambda actor, organisation_id: actor.holds(action, organisation_id)


def _belongs(actor: Actor, network_id: int) -> bool:
    """Tell who reads of the money of a network: its members and coordination."""
    return network_id in actor.coordinates or actor.holds_in(
        Action.SEE_PURCHASE, network_id
    )


def _sees_network(actor: Actor, network_id: int) -> bool:
    """Tell who sees a network: whoever belongs to it or coordinates it."""
    return network_id in actor.coordinates or actor.holds_in(
        Action.SEE_NETWORK, network_id
    )


MENU: tuple[MenuItem, ...] = (
    MenuItem(_("Inicio"), "start.home", lambda _actor: True, "home"),
    MenuItem(_("Compras"), "purchasing.purchases", lambda _actor: True, "basket"),
    MenuItem(
        _("Organizaciones"), "organisations.listing", lambda _actor: True, "people"
    ),
    MenuItem(_("La red"), "ties.networks", lambda _actor: True, "network"),
    MenuItem(_("Catálogo"), "catalogue.listing", lambda _actor: True, "catalogue"),
    MenuItem(_("Mi cuenta"), "ledger.own", lambda actor: bool(actor.roles), "coins"),
    MenuItem(
        _("Mensajes"),
        "notices.messages",
        lambda _actor: True,
        "bell",
        count=notices_views.waiting,
    ),
    MenuItem(
        _("Trabajos"), "board.jobs", lambda actor: bool(actor.coordinates), "clock"
    ),
)

#: Pages of the areas that are reached from the page of an organisation.
ORGANISATION_LINKS: tuple[PlaceLink, ...] = (
    PlaceLink(_("Libro de cuentas"), "ledger.book", _may(Action.SEE_BOOK), "book"),
    PlaceLink(_("Recibos"), "payments.receipts", _may(Action.SEE_BOOK), "receipt"),
    PlaceLink(_("Fichas de producto"), "sheets.listing", _may(Action.SEE_FILES)),
    PlaceLink(_("Archivos"), "attachments.files", _may(Action.SEE_FILES)),
)

#: Pages of the areas that are reached from the page of a network.
NETWORK_LINKS: tuple[PlaceLink, ...] = (
    PlaceLink(
        _("Confianza de la red"),
        "gate.gate",
        lambda actor, network_id: (
            network_id in actor.coordinates
            or actor.holds_in(Action.SEE_TRUST_GATE, network_id)
        ),
        "handshake",
    ),
    PlaceLink(_("El dinero de la red"), "economy.economy", _belongs, "coins"),
    PlaceLink(_("Comprar adentro"), "economy.substitute", _belongs, "basket"),
    PlaceLink(_("Cadenas de valor"), "economy.chains", _belongs, "handshake"),
    PlaceLink(_("Explorar la red"), "explorer.network", _sees_network, "search"),
    PlaceLink(_("El mapa de la red"), "maps.network", _sees_network, "place"),
    PlaceLink(_("Llevarse la red"), "exports.listing", _sees_network, "download"),
    PlaceLink(
        _("Mapas exploratorios"),
        "explored.listing",
        lambda actor, network_id: network_id in actor.coordinates,
        "leaf",
    ),
    PlaceLink(
        _("Mensajes enviados"),
        "notices.sent_mails",
        lambda actor, network_id: network_id in actor.coordinates,
        "bell",
    ),
)

#: Work that nobody asks for.
TIMETABLE: tuple[Slot, ...] = (
    Slot.daily("network.close_old_sittings", "03:00"),
    Slot.daily("network.take_monthly_snapshots", "03:30"),
    Slot.every("ledger.seal_journals", 1),
    Slot.every("ledger.expire_holds", 5),
    Slot.daily("economy.find_leads", "01:00"),
    Slot.daily("ledger.take_snapshots", "01:30"),
    Slot.daily("ledger.verify_books", "02:00"),
    Slot.every("purchasing.close_due", 1),
    Slot.every("purchasing.remind", 60),
    Slot.every("purchasing.end_confirmations", 5),
)


def create_app(config: Config) -> Flask:
    """Return the application for these settings, ready to serve.

    Args:
        config: Checked settings; nothing else is read from outside.
    """
    app = Site(
        "tejido", template_folder=ROOT / "templates", static_folder=ROOT / "static"
    )
    app.config.update(
        SECRET_KEY=config.secret_key,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        TRUSTED_HOSTS=list(config.trusted_hosts),
        MAX_CONTENT_LENGTH=config.upload_bytes,
        BABEL_DEFAULT_LOCALE="es",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "marketplace" / "translations"),
    )
    app.extensions["tejido.config"] = config
    app.extensions.update(HANDED_TO_THE_EDGE)
    database.install(app, config)
    db.init_app(app)
    Babel(app, locale_selector=spoken_language)
    prepare_web(app, public=PUBLIC)
    filters.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    hardening = security_headers(secure=config.secure_cookies)

    def _harden(headers: Headers, _path: str, _url: str) -> None:
        for name, value in hardening.items():
            headers.setdefault(name, value)

    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign] # Flask's own way to wrap it
        app.wsgi_app,
        root=ROOT / "static",
        prefix="static/",
        add_headers_function=_harden,
    )
    return app


def _stock(session: Session) -> None:
    """Give a first network the catalogue that is known beforehand."""
    catalogue_services.load_starting_catalogue(session, now=now())


def _demonstrate(_app: Flask | None = None) -> None:
    """Load the demonstration into an empty instance, all of it or nothing."""
    with transaction() as session:
        loading.load(session, now=now())


def _greet(_app: Flask) -> list[str]:
    """Say as whom one may walk the demonstration."""
    found = tour(db.session())
    if found is None:
        return []
    told = [f"  {name_of(each.part)}: {each.email}" for each in found.guides]
    return [
        "Organizaciones y personas inventadas. Recorra la demostración en /recorrido",
        f"Para entrar a mano, la clave de todas las personas es: {loading.PASSWORD}",
        *told,
    ]


def _faults(session: Session) -> list[str]:
    """Say what breaks the books of a restored instance; none have no fault."""
    report = ledger.verify(session)
    if report.is_sound or not report.journals:
        return []
    return [f"{report.first_broken}: {report.finding}"]


#: What the floors below are handed by name; they know none of the areas.
HANDED_TO_THE_EDGE: Mapping[str, object] = {
    "tejido.explanations": labels.EXPLANATIONS,
    "tejido.names": labels.NAMES,
    "tejido.deeds": labels.DEEDS,
    "tejido.details": labels.DETAILS,
    "tejido.detail_kinds": labels.DETAIL_KINDS,
    "tejido.job_names": labels.JOB_NAMES,
    "tejido.menu": MENU,
    "tejido.start_checks": (assert_triggers, assert_receipt_triggers),
    "tejido.home": board_views.home,
    "tejido.messages": labels.MESSAGES,
    "tejido.chains": catalogue.chains,
    "tejido.first_network": _stock,
    "tejido.load_demonstration": _demonstrate,
    "tejido.organisation_links": ORGANISATION_LINKS,
    "tejido.network_links": NETWORK_LINKS,
    "tejido.answers": economy_views.ANSWERS,
    "tejido.own_data": (
        own_purchases,
        own_receipts,
        own_movements,
        notices_views.own_data,
    ),
    "tejido.invite_to_purchase": "purchasing.write_purchase",
    "tejido.tour": "demonstration.walk",
    "tejido.deliver_reset": notices_services.deliver_reset,
    "tejido.tell_codes_reset": notices_services.tell_codes_reset,
}


@click.group()
def main() -> None:
    """Tejido: cooperative network and joint purchases."""


for _command in commands(
    Runtime(
        create_app=create_app,
        timetable=TIMETABLE,
        load_demonstration=_demonstrate,
        greeting=_greet,
        verify=_faults,
        explain=explain,
    )
):
    main.add_command(_command)
main.add_command(ledger_commands(lambda data: create_app(read_config(data))))
main.add_command(person_commands(lambda data: create_app(read_config(data))))
main.add_command(network_commands(lambda data: create_app(read_config(data))))
main.add_command(catalogue_commands(lambda data: create_app(read_config(data))))
main.add_command(purchase_commands(lambda data: create_app(read_config(data))))
main.add_command(solve_group)
