"""Which text of the permission to use personal data is in force."""

from __future__ import annotations

#: Changes whenever the words of ``templates/network/consent_words.html`` change;
#: a consent is for one version.
TEXT_VERSION = "2026-11-20"
