"""What somebody types to say who they are: a telephone or an e-mail."""

from __future__ import annotations

from dataclasses import dataclass

from network.core.identifiers import (
    InvalidEmailError,
    InvalidPhoneError,
    read_email,
    read_phone,
)

COUNTRIES = ("CO", "EC")


@dataclass(frozen=True, slots=True)
class AccountName:
    """Everything that the typed text may mean.

    Attributes:
        phones: Telephones in E.164; several when no prefix was typed.
        email: An address in lower case, or none.
    """

    phones: tuple[str, ...] = ()
    email: str | None = None

    @property
    def key(self) -> str:
        """A text under which tries on this account are counted."""
        return self.email or "|".join(self.phones)


def read_account(text: str) -> AccountName | None:
    """Return what the typed text may mean, or none if it means nothing.

    A telephone without prefix is looked for in every country of the network.
    """
    try:
        return AccountName(email=read_email(text).lower())
    except InvalidEmailError:
        pass
    phones: list[str] = []
    for country in COUNTRIES:
        try:
            phones.append(read_phone(text, country))
        except InvalidPhoneError:
            continue
    return AccountName(phones=tuple(dict.fromkeys(phones))) if phones else None
