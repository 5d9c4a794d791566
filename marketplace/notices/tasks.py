"""Sending messages by mail, after the commit that made them.

May run twice: what left is noted once, and the second copy of a mail that
left just before a failure carries the same identifier as the first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit
from uuid import uuid4

from celery import shared_task
from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from marketplace.filters import show
from marketplace.notices import queries, services
from marketplace.notices.core.mail import compose
from marketplace.notices.core.wording import Worded, say
from network.clock import now
from network.core.text import clean_name
from network.db import db, transaction
from network.services import resets

if TYPE_CHECKING:
    from marketplace.config import Config
    from marketplace.notices.queries import MailToSend, ResetToSend


@shared_task(name="notices.send_mail")
def send_mail(notice_id: int) -> bool:
    """Send one message by mail if it still has to leave; tell whether it did.

    Raises:
        MailRefusedError: If the server did not take it; the job tries again.
        BadAddressError: If the person's address is none.
    """
    config = cast("Config", current_app.extensions["tejido.config"])
    found = queries.mail_to_send(db.session(), notice_id, now=now())
    # Nothing of the database is held while the mail server answers.
    db.session.rollback()
    if found is None:
        return False
    words = _letter(found, config.base_url)
    post = _post(config, is_invented=found.is_demonstration)
    mail = compose(
        sender=config.mail_from,
        to=found.address,
        name=found.name,
        subject=words.subject,
        body=words.body,
        message_id=f"notice-{notice_id}@{urlsplit(config.base_url).hostname}",
        at=found.message.due_at,
    )
    post.send(mail, f"notice-{notice_id:09d}")
    with transaction() as session:
        services.note_sent(
            session,
            notice_id,
            address=found.address,
            subject=words.subject,
            body=words.body,
            way=post.way,
            now=now(),
        )
    return True


@shared_task(name="notices.send_reset")
def send_reset(person_id: int) -> bool:
    """Send a way back in to somebody who forgot the password.

    The secret is made here and goes nowhere but into the mail.  Done twice, the
    later mail holds the one that works.

    Raises:
        MailRefusedError: If the server did not take it; the job tries again.
        BadAddressError: If the person's address is none.
    """
    config = cast("Config", current_app.extensions["tejido.config"])
    at = now()
    with transaction() as session:
        found = queries.reset_to_send(session, person_id)
        token = found and resets.start_reset(session, person_id, now=at)
    if found is None or token is None:
        return False
    path = current_app.url_map.bind("").build("entrance.reset", {"token": token})
    words = _reset_letter(found, config.base_url + path)
    number = uuid4()
    mail = compose(
        sender=config.mail_from,
        to=found.address,
        name=found.name,
        subject=words.subject,
        body=words.body,
        message_id=f"reset-{number}@{urlsplit(config.base_url).hostname}",
        at=at,
    )
    _post(config, is_invented=found.is_demonstration).send(mail, f"reset-{number}")
    return True


def _reset_letter(found: ResetToSend, address: str) -> Worded:
    with force_locale(f"es_{found.country.value}"):
        table = current_app.extensions["tejido.messages"]
        said = say(table, services.PASSWORD_RESET, {}, show)
        greeting = _("Buen día, %(name)s.", name=clean_name(found.name))
    return Worded(said.subject, f"{greeting}\n\n{said.body}\n\n{address}")


def _post(config: Config, *, is_invented: bool) -> services.Post:
    """Return the mail server, or the folder for invented people and no server."""
    if not config.smtp_url or config.is_demonstration or is_invented:
        return services.FolderPost(config.mail_folder)
    return services.SmtpPost(config.smtp_url)


def _letter(found: MailToSend, base_url: str) -> Worded:
    message = found.message
    with force_locale(f"es_{found.country.value}"):
        table = current_app.extensions["tejido.messages"]
        said = say(table, message.kind, message.mentions, show)
        parts = [
            _("Buen día, %(name)s.", name=clean_name(found.name)),
            said.body,
            f"{base_url}{message.path}" if message.path else base_url,
            _("Usted aceptó recibir mensajes. Puede cambiarlo en su cuenta."),
        ]
    return Worded(said.subject, "\n\n".join(parts))
