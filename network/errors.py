"""Kinds of broken rules.  They carry values; the sentences are in the labels."""

from __future__ import annotations


class DomainError(Exception):
    """A rule of the network was broken by what was asked.

    Attributes:
        values: What the sentence shown to the person may mention.
    """

    def __init__(self, **values: object) -> None:
        super().__init__(*(f"{name}={value}" for name, value in values.items()))
        self.values = values


class NotFoundError(DomainError):
    """The thing asked for does not exist, or is not visible to the actor."""


class NotAllowedError(DomainError):
    """The actor may see the thing but may not do this to it."""


class ConflictError(DomainError):
    """The request is sound but the thing has moved on since it was read."""


class InvalidError(DomainError):
    """The request contradicts a rule; nothing was changed."""
