"""The composition root: everything is put together here and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask_babel import Babel
from whitenoise import WhiteNoise

from marketplace import labels
from network import account_views, views
from network.db import db, prepare_engine
from network.web import Site, prepare_web, security_headers

if TYPE_CHECKING:
    from flask import Blueprint, Flask

    from marketplace.config import Config

ROOT = Path(__file__).resolve().parent.parent

#: The pages of every area.
BLUEPRINTS: tuple[Blueprint, ...] = (
    *account_views.BLUEPRINTS,
    *views.BLUEPRINTS,
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
    app.extensions["tejido.explanations"] = labels.EXPLANATIONS
    app.extensions["tejido.names"] = labels.NAMES
    db.init_app(app)
    Babel(app)
    with app.app_context():
        prepare_engine(db.engine)
    prepare_web(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    hardening = security_headers(secure=config.secure_cookies)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign] # Flask's own way to wrap it
        app.wsgi_app,
        root=ROOT / "static",
        prefix="static/",
        add_headers_function=lambda headers, _path, _url: [
            headers.setdefault(name, value) for name, value in hardening.items()
        ],
    )
    return app


@click.group()
def main() -> None:
    """Tejido: cooperative network and joint purchases."""
