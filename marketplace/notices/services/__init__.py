"""Telling people, once, and noting what they read and what left by mail."""

from __future__ import annotations

from marketplace.notices.services.post import (
    FolderPost,
    MailRefusedError,
    Post,
    SmtpPost,
)
from marketplace.notices.services.resets import PASSWORD_RESET, deliver_reset
from marketplace.notices.services.security import AccountNotice, tell_codes_reset
from marketplace.notices.services.telling import (
    Telling,
    mark_all_read,
    mark_read,
    note_sent,
    notify,
    tell,
)

__all__ = [
    "PASSWORD_RESET",
    "AccountNotice",
    "FolderPost",
    "MailRefusedError",
    "Post",
    "SmtpPost",
    "Telling",
    "deliver_reset",
    "mark_all_read",
    "mark_read",
    "note_sent",
    "notify",
    "tell",
    "tell_codes_reset",
]
